import asyncio
from vclock import attempt, log, run, ticks


def waiter(x, timeout):
    async def body():
        ok, e = await attempt(asyncio.wait_for(x, timeout))
        log("waiter", ok, e, asyncio.current_task().cancelling())
        if not ok:
            raise e
        return e

    return asyncio.create_task(body())


async def stop(what, t, msg=None):
    ticks(8)
    log(what, t.cancel(msg))
    ok, e = await attempt(t)
    log(what, ok, e, t.cancelled())


async def main():
    loop = asyncio.get_running_loop()

    async def inline():
        ok, e = await attempt(asyncio.sleep(50))
        log("inner", ok, e)
        await asyncio.sleep(0)
        raise e

    async def refuse():
        await attempt(loop.create_future())
        log("inner goes on")
        await asyncio.sleep(0)
        return "refused"

    f = loop.create_future()
    t = waiter(f, 10)
    await asyncio.sleep(0)
    await stop("future", t, "outside")
    log("future", f.cancelled())

    t = waiter(inline(), 10)
    await asyncio.sleep(1)
    await stop("inline", t, "outside again")

    inner = asyncio.create_task(refuse())
    t = waiter(inner, 10)
    await asyncio.sleep(0)
    await stop("refusing task", t)
    log("inner", await inner)

    t = waiter(loop.create_future(), 5)
    loop.call_at(loop.time() + 5, lambda: log("cancel at 5", t.cancel("same time")))
    ok, e = await attempt(t)
    log("first the cancel", ok, e, t.cancelled(), t.cancelling())

    t = waiter(loop.create_future(), 5)
    await asyncio.sleep(0)
    loop.call_at(loop.time() + 5, lambda: log("cancel at 5", t.cancel("too late")))
    ok, e = await attempt(t)
    log("first the timeout", ok, e, t.cancelled(), t.cancelling())


run(main)
