import asyncio
from vclock import attempt, log, run


async def main():
    async def rounds():
        me = asyncio.current_task()
        for round in range(1, 4):
            ok, e = await attempt(asyncio.sleep(10))
            log("round", round, ok, e, me.cancelling())
            if round == 2:
                log("uncancel", me.uncancel(), me.uncancel(), me.uncancel())
        return "done"

    t = asyncio.create_task(rounds())
    await asyncio.sleep(1)
    log("cancel", t.cancel("one"))
    await asyncio.sleep(1)
    log("cancel", t.cancel("two"))
    log("main", await t, t.cancelled(), t.cancelling())

    async def told():
        ok, e = await attempt(asyncio.sleep(10))
        log("told", ok, e, asyncio.current_task().cancelling())
        return "end"

    t = asyncio.create_task(told())
    await asyncio.sleep(1)
    t.cancel()
    log("uncancel", t.uncancel(), t.cancelling())
    log("main", await t, t.cancelled())

    async def inner_body():
        log("inner", *await attempt(asyncio.sleep(10)))
        return "inner refused"

    async def outer_body():
        v = await inner
        log("outer", v, asyncio.current_task().cancelling())
        await asyncio.sleep(1)
        return "outer unharmed"

    inner = asyncio.create_task(inner_body())
    outer = asyncio.create_task(outer_body())
    await asyncio.sleep(1)
    log("cancel", outer.cancel())
    log("main", await outer, outer.cancelled(), outer.cancelling(), inner.cancelling())


run(main)
