import asyncio
from vclock import attempt, log, run, ticks


async def child(name, cleanup):
    log(name, "starts")
    try:
        await asyncio.get_running_loop().create_future()
    except BaseException as e:
        for _ in range(cleanup):
            await asyncio.sleep(0)
        log(name, "leaves", e)
        raise


async def main():
    async def quick_body():
        return "quick"

    async def first_waiter():
        ok, e = await attempt(g)
        log("waiter", ok, e, g.cancelled())
        raise e

    ticks(60)
    quick = asyncio.create_task(quick_body())
    a, b = asyncio.create_task(child("a", 0)), asyncio.create_task(child("b", 3))
    g = asyncio.gather(quick, a, b)
    waiter = asyncio.create_task(first_waiter())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("cancel the gather", g.cancel("stop"), g.done(), a.cancelling())
    ok, e = await attempt(waiter)
    log("main", ok, e, waiter.cancelled(), a.cancelled(), b.done())
    await attempt(b)
    log("again", g.cancel(), b.cancelled())

    async def second_waiter():
        nonlocal g
        g = asyncio.gather(a, b, return_exceptions=True)
        ok, e = await attempt(g)
        log("waiter", ok, e, g.done(), g.cancelled())
        raise e

    a, b = asyncio.create_task(child("c", 1)), asyncio.create_task(child("d", 2))
    waiter = asyncio.create_task(second_waiter())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("cancel the waiter", waiter.cancel("halt"))
    ok, e = await attempt(waiter)
    log("main", ok, e, waiter.cancelled(), a.cancelled(), b.cancelled())

    f = asyncio.get_running_loop().create_future()
    f.set_result(1)
    g = asyncio.gather(f)
    log("done at once", g.done(), g.cancel())


run(main)
