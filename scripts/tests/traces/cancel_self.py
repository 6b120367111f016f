import asyncio
from vclock import attempt, log, run, ticks


async def make(name, body):
    t = asyncio.create_task(body(), name=name)
    ok, e = await attempt(t)
    log(name, ok, e, t.cancelled(), t.cancelling())


async def main():
    loop = asyncio.get_running_loop()

    async def at_sleep():
        log("cancel", asyncio.current_task().cancel("self"))
        ok, e = await attempt(asyncio.sleep(0))
        log("in the body", ok, e)
        raise e

    async def at_future():
        f = loop.create_future()
        asyncio.current_task().cancel("self")
        ok, e = await attempt(f)
        log("in the body", ok, e, f.cancelled())
        raise e

    async def at_done_future():
        f = loop.create_future()
        f.set_result("value")
        asyncio.current_task().cancel("self")
        log("no trip", await f)
        await asyncio.sleep(0)
        log("never")

    async def at_end():
        asyncio.current_task().cancel("self")
        log("returns")
        return "lost"

    async def raises_first():
        asyncio.current_task().cancel("self")
        raise ValueError("raised")

    async def taken_back():
        me = asyncio.current_task()
        me.cancel("self")
        log("uncancel", me.uncancel())
        await asyncio.sleep(0)
        return "kept"

    ticks(30)
    await make("at sleep(0)", at_sleep)
    await make("at a future", at_future)
    await make("at a done future", at_done_future)
    await make("at the end", at_end)
    await make("raises first", raises_first)
    await make("taken back", taken_back)

    me = asyncio.current_task()
    me.cancel("main")
    ok, e = await attempt(asyncio.sleep(1))
    log("main", ok, e, me.cancelling(), me.uncancel(), me.uncancel())


run(main)
