import asyncio
from vclock import attempt, log, run, ticks


def sleeper(name):
    async def body():
        ok, e = await attempt(asyncio.sleep(2))
        log(name, ok, e)
        if not ok:
            raise e

    return asyncio.create_task(body())


async def main():
    async def wait_for_both():
        ok, e = await attempt(asyncio.wait([a, b], timeout=50))
        log("waiter", ok, e)
        raise e

    a, b = sleeper("a"), sleeper("b")
    waiter = asyncio.create_task(wait_for_both())
    await asyncio.sleep(1)
    ticks(4)
    log("cancel", waiter.cancel("no more"))
    ok, e = await attempt(waiter)
    log("main", ok, e, a.done(), a.cancelling())
    b.cancel()
    done, pending = await asyncio.wait([a, b], return_when=asyncio.FIRST_EXCEPTION)
    log("both", len(done), len(pending), a.cancelled(), b.cancelled())


run(main)
