import asyncio
import vclock
from vclock import log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()

    async def attempt(what, x, timeout):
        ok, v = await vclock.attempt(asyncio.wait_for(x, timeout))
        log(what, ok, v, me.cancelling())

    def later(delay, value):
        f = loop.create_future()

        def fire():
            log("set", value)
            if not f.done():
                f.set_result(value)

        loop.call_later(delay, fire)
        return f

    async def late():
        return await later(1, "r2")

    async def sleeper():
        return await asyncio.sleep(1, "task slept")

    loop.call_later(1, ticks, 8)
    await attempt("result first", later(1, "r1"), 1)

    loop.call_later(1, ticks, 8)
    await attempt("timeout first", late(), 1)

    loop.call_later(1, ticks, 8)
    await attempt("sleep", asyncio.sleep(1, "slept"), 1)

    t = asyncio.create_task(sleeper())
    loop.call_later(1, ticks, 8)
    await attempt("task made first", t, 1)
    log("task", t.done(), t.cancelled())

    t = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    loop.call_later(1, ticks, 8)
    await attempt("task started first", t, 1)
    log("task", t.done(), t.cancelled())

    await attempt("outer shorter", asyncio.wait_for(loop.create_future(), 3), 2)
    await attempt("inner shorter", asyncio.wait_for(loop.create_future(), 2), 3)
    await attempt("equal", asyncio.wait_for(loop.create_future(), 2), 2)
    await asyncio.sleep(5)
    log("end", me.cancelling())


run(main)
