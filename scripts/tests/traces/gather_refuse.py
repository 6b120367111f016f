import asyncio
from vclock import attempt, log, run, ticks


async def stubborn(name, turns):
    ok, e = await attempt(asyncio.get_running_loop().create_future())
    log(name, "refuses", e)
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    return name


async def main():
    ticks(40)
    a, b = asyncio.create_task(stubborn("a", 1)), asyncio.create_task(stubborn("b", 4))
    g = asyncio.gather(a, b)
    await asyncio.sleep(0)
    log("cancel", g.cancel("please"))
    ok, e = await attempt(g)
    log("gather", ok, e, g.cancelled())
    log("results", a.result(), b.result(), a.cancelling(), b.cancelling())

    async def wait_for_both():
        return await asyncio.gather(a, b, return_exceptions=True)

    a, b = asyncio.create_task(stubborn("c", 2)), asyncio.create_task(stubborn("d", 1))
    waiter = asyncio.create_task(wait_for_both())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("cancel", waiter.cancel())
    ok, e = await attempt(waiter)
    log("waiter", ok, e, waiter.cancelled(), a.result(), b.result())


run(main)
