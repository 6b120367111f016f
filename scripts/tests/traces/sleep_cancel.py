import asyncio
from vclock import attempt, log, run, ticks


async def sleeper(name, delay):
    log(name, "sleeps")
    ok, e = await attempt(asyncio.sleep(delay))
    log(name, ok, e)
    if not ok:
        raise e


async def main():
    long = asyncio.create_task(sleeper("long", 1000))
    short = asyncio.create_task(sleeper("short", 1))
    zero = asyncio.create_task(sleeper("zero", 0))
    await asyncio.sleep(0)
    ticks(6)
    log("cancel", long.cancel(), zero.cancel())
    log("states", long.cancelled(), zero.cancelled())
    ok, e = await attempt(long)
    log("long", ok, e, long.done(), long.cancelled())
    ok, e = await attempt(zero)
    log("zero", ok, e, zero.cancelled())
    await short
    log("short", short.done(), short.cancelled(), short.cancel())


run(main)
