import asyncio
from vclock import attempt, log, run, ticks


async def body():
    ok, e = await attempt(asyncio.sleep(100))
    log("first", ok, e, asyncio.current_task().cancelling())
    ok, e = await attempt(asyncio.sleep(1))
    log("cleanup", ok, e, asyncio.current_task().cancelling())
    ok, e = await attempt(asyncio.sleep(1))
    log("more cleanup", ok, e)
    return "cleaned"


async def main():
    t = asyncio.create_task(body())
    await asyncio.sleep(1)
    ticks(10)
    log("cancel", t.cancel("one"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("cancel", t.cancel("two"), t.cancelling())
    log("main", await t, t.cancelled(), t.cancelling())

    t = asyncio.create_task(body())
    await asyncio.sleep(1)
    t.cancel("one")
    t.cancel("two")
    log("main", await t, t.cancelled(), t.cancelling())

    async def woken():
        log("woken", *await attempt(f))
        log("after", *await attempt(asyncio.sleep(1, "slept")))

    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(woken())
    await asyncio.sleep(0)
    f.set_result("set")
    log("cancel", t.cancel("after set_result"))
    await t
    log("main", t.cancelled(), t.cancelling())


run(main)
