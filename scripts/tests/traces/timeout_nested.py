import asyncio
from vclock import attempt as _attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()

    async def attempt(what, fn):
        ok, e = await _attempt(fn())
        log(what, ok, e, me.cancelling())

    async def told(name, expired):
        ok, e = await _attempt(asyncio.sleep(10))
        log(name, ok, e, me.cancelling(), expired())
        raise e

    async def same_instant():
        at = loop.time() + 1

        async def inside():
            async with asyncio.timeout_at(at) as inner:
                await told("body", inner.expired)

        async with asyncio.timeout_at(at) as outer:
            ok, e = await _attempt(inside())
            log("between", ok, e, me.cancelling(), outer.expired())
            raise e

    await attempt("same instant", same_instant)

    async def inner_first():
        at = loop.time() + 1

        async def inside():
            async with asyncio.timeout_at(at) as inner:
                outer.reschedule(at)
                await told("body", inner.expired)

        async with asyncio.timeout(None) as outer:
            ok, e = await _attempt(inside())
            log("between", ok, e, me.cancelling(), outer.expired())
            raise e

    await attempt("inner set first", inner_first)

    async def during_cleanup():
        async def inside():
            async with asyncio.timeout(1):
                await _attempt(asyncio.sleep(10))
                log("cleans up", me.cancelling())
                ok, e = await _attempt(asyncio.sleep(10))
                log("interrupted", ok, e, me.cancelling(), outer.expired())
                raise e

        async with asyncio.timeout(2) as outer:
            ok, e = await _attempt(inside())
            log("inner", ok, e, me.cancelling())
            raise e

    await attempt("during cleanup", during_cleanup)

    async def short():
        async with asyncio.timeout(1):
            await asyncio.sleep(10)

    async def passes():
        async with asyncio.timeout(5):
            await short()

    await attempt("passes", passes)

    async def replaced():
        async with asyncio.timeout(2) as outer:
            ok, e = await _attempt(short())
            log("inner", ok, e, me.cancelling())
            await _attempt(asyncio.sleep(10))
            log("outer is over", outer.expired(), me.cancelling())
            raise e

    await attempt("replaced", replaced)

    ticks(10)

    async def zero():
        async with asyncio.timeout(0) as outer:
            async with asyncio.timeout(0) as inner:
                ok, e = await _attempt(asyncio.sleep(0))
                log("told", ok, e, outer.expired(), inner.expired(), me.cancelling())
                raise e

    await attempt("zero in zero", zero)

    async def uncancelled():
        async with asyncio.timeout(1):
            ok, e = await _attempt(asyncio.sleep(10))
            log("told", ok, e, me.uncancel())
            return "goes on"

    await attempt("uncancelled by the body", uncancelled)

    for first in (True, False):
        at = loop.time() + 1

        def cancel():
            t.cancel("outside")

        if first:
            loop.call_at(at, cancel)

        async def block():
            async with asyncio.timeout_at(at):
                if not first:
                    loop.call_at(at, cancel)
                await asyncio.sleep(10)

        t = asyncio.create_task(block())
        ok, e = await _attempt(t)
        log("both", first, ok, e, t.cancelled(), t.cancelling())

    async def wait_for_inside():
        async with asyncio.timeout(2):
            ok, e = await _attempt(asyncio.wait_for(asyncio.sleep(10), 1))
            log("wait_for", ok, e)
            await asyncio.wait_for(asyncio.sleep(10), 5)

    await attempt("wait_for inside", wait_for_inside)

    async def around():
        async with asyncio.timeout(1):
            async with asyncio.TaskGroup() as tg:
                tg.create_task(told("child", lambda: None))
                await asyncio.sleep(5)

    await attempt("around a group", around)


run(main)
