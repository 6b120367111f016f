import asyncio
from vclock import log, run


def chain(n):
    log("callback", n)
    asyncio.get_running_loop().call_soon(chain, n + 1)


async def late(name):
    log(name, "starts")
    await asyncio.sleep(0)
    log(name, "goes on")
    await asyncio.sleep(1)
    log(name, "never seen")


async def cancelled():
    try:
        await asyncio.sleep(100)
    finally:
        # Nobody cancels what is made now, and nobody waits for it.
        loop = asyncio.get_running_loop()
        loop.kept = asyncio.create_task(late("late"))


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    loop.worker = asyncio.create_task(cancelled())
    await asyncio.sleep(1)
    loop.call_soon(chain, 1)
    log("main ends")


run(main)
