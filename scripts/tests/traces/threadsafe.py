import asyncio
from vclock import log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    ticks(8)
    loop.call_soon(log, "one")
    h = loop.call_soon_threadsafe(log, "two")
    loop.call_soon(log, "three")
    loop.call_soon_threadsafe(log, "four")
    gone = loop.call_soon_threadsafe(log, "cancelled")
    gone.cancel()
    log("handles", h.cancelled(), gone.cancelled())
    await asyncio.sleep(0)
    log("end")


run(main)
