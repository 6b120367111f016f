import asyncio
import warnings
from vclock import attempt as _attempt, log, run, ticks

warnings.simplefilter("ignore")


async def job(name, delay, err=None):
    ok, e = await _attempt(asyncio.sleep(delay, name))
    log(name, ok, e)
    if not ok:
        raise e
    if err:
        raise err
    return name


async def main():
    me = asyncio.current_task()
    kept = None

    async def attempt(what, fn):
        ok, e = await _attempt(fn())
        if ok:
            return log(what, "ends", e, me.cancelling())
        if not isinstance(e, ExceptionGroup):
            return log(what, e, me.cancelling())
        log(what, e.message, me.cancelling())
        for i, x in enumerate(e.exceptions, 1):
            log(f"  {i}", type(x).__name__, getattr(x, "message", str(x)))

    async def empty():
        async with asyncio.TaskGroup():
            return "nothing to do"

    async def two():
        nonlocal kept
        async with asyncio.TaskGroup() as tg:
            kept = [tg.create_task(job("a", 0)), tg.create_task(job("b", 0), name="named")]
            log("body ends", kept[1].get_name())

    ticks(20)
    await attempt("empty", empty)
    await attempt("two", two)
    log("results", kept[0].result(), kept[1].result())

    async def one_fails():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("c", 5))
            tg.create_task(job("d", 1, ValueError("d")))
            tg.create_task(job("e", 3))

    async def two_fail():
        async def bad_cleanup():
            await _attempt(asyncio.sleep(10))
            await asyncio.sleep(1)
            raise TypeError("in cleanup")

        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("f", 1, ValueError("f")))
            tg.create_task(bad_cleanup())

    async def body_fails():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("g", 5))
            await asyncio.sleep(1)
            raise RuntimeError("body")

    async def interrupted():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("h", 1, ValueError("h")))
            ok, e = await _attempt(asyncio.sleep(10))
            log("body", ok, e, me.cancelling())
            raise e

    async def child_cancelled():
        async with asyncio.TaskGroup() as tg:
            t = tg.create_task(job("i", 5))
            tg.create_task(job("j", 2))
            await asyncio.sleep(1)
            t.cancel("only i")
            return "no error"

    async def from_outside():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("k", 5))
            tg.create_task(job("l", 6))

    async def grows():
        async def child():
            await asyncio.sleep(1)
            tg.create_task(job("grandchild", 1))

        async with asyncio.TaskGroup() as tg:
            tg.create_task(child())

    async def nested():
        async with asyncio.TaskGroup() as outer:
            outer.create_task(job("m", 10))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(job("n", 1, ValueError("n")))

    await attempt("one fails", one_fails)
    await attempt("two fail", two_fail)
    await attempt("body fails", body_fails)
    await attempt("body is interrupted", interrupted)
    await attempt("child cancelled", child_cancelled)

    t = asyncio.create_task(from_outside())
    await asyncio.sleep(1)
    t.cancel("outside")
    ok, e = await _attempt(t)
    log("outside", ok, e, t.cancelled(), t.cancelling())

    await attempt("grows", grows)
    await attempt("nested", nested)

    async with asyncio.TaskGroup() as closed:
        pass
    try:
        closed.create_task(job("late", 0))
    except RuntimeError as e:
        log("finished group", False, type(e).__name__)


run(main)
