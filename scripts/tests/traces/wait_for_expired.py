import asyncio
import vclock
from vclock import LuaError, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()

    async def attempt(what, x, timeout):
        ok, v = await vclock.attempt(asyncio.wait_for(x, timeout))
        log(what, ok, v, me.cancelling())
        return v

    async def body(on_cancel):
        try:
            await asyncio.sleep(100)
        except BaseException as e:
            log("inner", False, e, me.cancelling())
            return await on_cancel(e)

    async def reraise(e):
        raise e

    async def slow(e):
        await asyncio.sleep(0.5)
        raise e

    async def refuse(e):
        return "anyway"

    async def refuse_long(e):
        await asyncio.sleep(2)
        return "much later"

    async def fail(e):
        raise ValueError("bad cleanup")

    async def fail_text(e):
        raise LuaError("text")

    async def keep_on(e):
        return "kept on"

    loop.call_at(1, ticks, 6)
    e = await attempt("plain", body(reraise), 1)
    log("class", isinstance(e, TimeoutError), isinstance(e, OSError))
    await attempt("slow cleanup", body(slow), 1)
    await attempt("refuses", body(refuse), 1)
    await attempt("refuses long", body(refuse_long), 1)
    await attempt("raises", body(fail), 1)
    await attempt("raises text", body(fail_text), 1)

    f = loop.create_future()
    loop.call_later(1, ticks, 6)
    await attempt("future", f, 1)
    log("future", f.cancelled())

    t = asyncio.create_task(body(reraise))
    loop.call_later(1, ticks, 6)
    await attempt("task", t, 1)
    log("task", t.cancelled())

    t = asyncio.create_task(body(keep_on))
    loop.call_later(1, ticks, 6)
    await attempt("task refuses", t, 1)

    f = loop.create_future()
    await attempt("shielded", asyncio.shield(f), 1)
    log("shielded", f.done())
    await asyncio.sleep(0)
    log("cancelling", me.cancelling())


run(main)
