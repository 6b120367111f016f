import asyncio
from vclock import attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()

    async def sleeper(name, delay, cleanup=None, err=None):
        ok, e = await attempt(asyncio.sleep(delay))
        log(name, *((ok, None) if ok else (ok, e)))
        if not ok and cleanup:
            await asyncio.sleep(cleanup)
        if err:
            raise err(name)
        if not ok:
            raise e

    def group(fn):
        async def inside():
            async with asyncio.TaskGroup() as tg:
                await fn(tg)

        async def block():
            me = asyncio.current_task()
            ok, e = await attempt(inside())
            log("group", ok, "no error" if ok else type(e).__name__, me.cancelling())
            if isinstance(e, ExceptionGroup):
                for i, x in enumerate(e.exceptions, 1):
                    log(f"  {i}", x)
            going, stopped = await attempt(asyncio.sleep(0))
            log("afterwards", going, stopped, me.cancelling())
            if not ok:
                raise e

        return asyncio.create_task(block())

    async def ends(t):
        await asyncio.wait([t])
        log("task", t.cancelled(), t.cancelling(), t.cancelled() or t.exception() is not None)

    async def waits(tg):
        tg.create_task(sleeper("a", 5))
        tg.create_task(sleeper("b", 6, 1))

    t = group(waits)
    await asyncio.sleep(1)
    t.cancel("once")
    await ends(t)

    async def cleans(tg):
        tg.create_task(sleeper("c", 5, 2))

    t = group(cleans)
    await asyncio.sleep(1)
    t.cancel("once")
    await asyncio.sleep(1)
    t.cancel("twice")
    await ends(t)

    async def fails(tg):
        tg.create_task(sleeper("d", 5, 1, ValueError))

    t = group(fails)
    await asyncio.sleep(1)
    t.cancel("outside")
    await ends(t)

    async def fails_first(tg):
        tg.create_task(sleeper("e", 1, None, ValueError))
        tg.create_task(sleeper("f", 5, 2))

    t = group(fails_first)
    await asyncio.sleep(2)
    t.cancel("outside")
    await ends(t)

    for first in (True, False):
        ticks(12)
        fut = loop.create_future()

        async def now():
            await fut
            log("fails")
            raise ValueError("now")

        async def both(tg):
            tg.create_task(now())
            tg.create_task(sleeper("g", 5))

        t = group(both)
        await asyncio.sleep(1)
        ticks(12)
        if first:
            t.cancel("first")
        fut.set_result(None)
        if not first:
            await asyncio.sleep(0)
            t.cancel("then")
        await ends(t)

    ticks(12)
    last = None

    async def at_last(tg):
        nonlocal last
        last = tg.create_task(sleeper("h", 1))
        last.add_done_callback(done)

    def done(_):
        log("last child is done")
        t.cancel("at the last moment")

    t = group(at_last)
    await asyncio.sleep(0)
    await ends(t)
    ticks(12)

    async def after_it(tg):
        nonlocal last
        last = tg.create_task(sleeper("i", 1))
        last.add_done_callback(done_before)

    def done_before(_):
        log("last child is done")
        loop.call_soon(lambda: t.cancel("after it"))

    t = group(after_it)
    await ends(t)

    async def body_fails(tg):
        tg.create_task(sleeper("j", 5))
        await attempt(asyncio.sleep(5))
        raise TypeError("body")

    t = group(body_fails)
    await asyncio.sleep(1)
    t.cancel("outside")
    await ends(t)

    async def swallows(tg):
        tg.create_task(sleeper("k", 1, None, ValueError))
        ok, e = await attempt(asyncio.sleep(5))
        log("swallowed", ok, e)
        coro = sleeper("l", 1)
        try:
            tg.create_task(coro)
        except RuntimeError as why:
            log("no more tasks", False, type(why).__name__)
        await asyncio.sleep(1)
        return "the body's value"

    t = group(swallows)
    await ends(t)

    async def nested(outer):
        outer.create_task(sleeper("m", 1, None, ValueError))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(sleeper("n", 5, 1, TypeError))

    t = group(nested)
    await ends(t)


run(main)
