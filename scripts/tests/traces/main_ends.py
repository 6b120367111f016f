import asyncio
from vclock import attempt, log, run


def worker(name, cleanup):
    async def body():
        try:
            log(name, "starts")
            await asyncio.sleep(100)
        finally:
            log(name, "cleans up")
            if cleanup > 0:
                await asyncio.sleep(cleanup)
            log(name, "ends")

    return asyncio.create_task(body())


async def main():
    loop = asyncio.get_running_loop()

    async def stubborn():
        ok, _ = await attempt(asyncio.sleep(100))
        log("stubborn", ok)
        await asyncio.sleep(3)
        log("stubborn ends")

    async def last():
        log("starts in the last iteration")

    loop.kept = [worker("a", 2), worker("b", 0), worker("c", 1), asyncio.create_task(stubborn())]
    await asyncio.sleep(1)
    loop.kept.append(asyncio.create_task(last()))
    loop.call_soon(lambda: log("a callback set before the end"))
    loop.call_later(1.5, lambda: log("a timer during the cleanup"))
    loop.call_later(50, lambda: log("a timer that is never due"))
    log("main ends")


run(main)
