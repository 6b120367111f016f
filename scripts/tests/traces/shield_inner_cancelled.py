import asyncio
from vclock import attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()

    def inner(refuses):
        async def body():
            ok, e = await attempt(loop.create_future())
            log("inner", ok, e)
            if not refuses:
                raise e
            return "refused"

        return asyncio.create_task(body())

    t = inner(False)
    s = asyncio.shield(t)
    await asyncio.sleep(0)
    ticks(5)
    log("cancel", t.cancel("inner only"))
    ok, e = await attempt(s)
    log("main", ok, e, s.cancelled(), t.cancelled(), asyncio.current_task().cancelling())

    t = inner(True)
    s = asyncio.shield(t)
    await asyncio.sleep(0)
    ticks(5)
    log("cancel", t.cancel())
    ok, e = await attempt(s)
    log("main", ok, e, s.cancelled(), t.cancelled())

    f = loop.create_future()
    s = asyncio.shield(f)
    s.cancel()
    f.cancel()
    ticks(5)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("both", s.cancelled(), f.cancelled())


run(main)
