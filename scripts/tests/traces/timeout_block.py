import asyncio
from vclock import attempt as _attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    kept = None

    async def attempt(what, fn):
        ok, e = await _attempt(fn())
        log(what, ok, e, me.cancelling())

    async def in_time():
        async with asyncio.timeout(2) as cm:
            log("when", cm.when(), cm.expired())
            await asyncio.sleep(1)
            return "value"

    await attempt("in time", in_time)

    async def expired():
        nonlocal kept
        async with asyncio.timeout(1) as cm:
            kept = cm
            ok, e = await _attempt(asyncio.sleep(10))
            log("told", ok, e, me.cancelling(), cm.expired())
            raise e

    loop.call_later(1, ticks, 6)
    await attempt("expired", expired)
    log("expired", kept.expired())

    async def zero():
        async with asyncio.timeout(0):
            log("body runs")
            await asyncio.sleep(0)
            log("never")

    async def zero_no_await():
        async with asyncio.timeout(0):
            return "done"

    async def none():
        async with asyncio.timeout(None) as cm:
            await asyncio.sleep(5)
            return cm.when()

    def at(delay):
        async def body():
            async with asyncio.timeout_at(loop.time() + delay):
                await asyncio.sleep(5)

        return body

    ticks(6)
    await attempt("zero", zero)
    ticks(6)
    await attempt("zero, no await", zero_no_await)
    await attempt("none", none)
    await attempt("at", at(1))
    await attempt("at, in the past", at(-1))

    async def inner_expires():
        async def inner():
            async with asyncio.timeout(1):
                await asyncio.sleep(10)

        async with asyncio.timeout(5):
            log("inner", *await _attempt(inner()))
            await asyncio.sleep(1)
            log("outer goes on")

    async def outer_expires():
        async with asyncio.timeout(1) as outer:
            async with asyncio.timeout(5) as inner:
                ok, e = await _attempt(asyncio.sleep(10))
                log("told", ok, e, outer.expired(), inner.expired())
                raise e

    async def later():
        async with asyncio.timeout(1) as cm:
            cm.reschedule(loop.time() + 3)
            await asyncio.sleep(2)
            log("past the first time")
            cm.reschedule(None)
            await asyncio.sleep(20)
            log("past the second")
            cm.reschedule(loop.time() + 1)
            await asyncio.sleep(2)
            log("never")

    async def own_error():
        async with asyncio.timeout(1):
            raise ValueError("own")

    async def swallowed():
        async with asyncio.timeout(1):
            await _attempt(asyncio.sleep(10))
            return "late but fine"

    async def another_error():
        async with asyncio.timeout(1):
            await _attempt(asyncio.sleep(10))
            raise ValueError("after the timeout")

    await attempt("inner expires", inner_expires)
    await attempt("outer expires", outer_expires)
    await attempt("later", later)
    await attempt("error in time", own_error)
    await attempt("swallowed", swallowed)
    await attempt("another error", another_error)

    async def from_outside():
        async with asyncio.timeout(5):
            await asyncio.sleep(10)

    t = asyncio.create_task(from_outside())
    await asyncio.sleep(1)
    t.cancel("outside")
    ok, e = await _attempt(t)
    log("outside", ok, e, t.cancelled(), t.cancelling())


run(main)
