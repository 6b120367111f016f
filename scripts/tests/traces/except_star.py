import asyncio
from vclock import log, run, show, ticks


class Odd(ValueError):
    pass


def tree(e):
    if isinstance(e, BaseExceptionGroup):
        return e.message + "[" + ", ".join(tree(x) for x in e.exceptions) + "]"
    return show(e)


def fails(delay, e):
    async def job():
        await asyncio.sleep(delay)
        raise e

    return job()


async def main():
    async def attempt(what, fn):
        ticks(30)
        try:
            v = await fn()
        except BaseException as e:
            log(what, False, tree(e), e.__context__ is not None and tree(e.__context__))
        else:
            log(what, True, v)

    async def three():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(fails(1, ValueError("v")))
            tg.create_task(fails(1, Odd("o")))
            tg.create_task(fails(1, LookupError(1)))

    async def parts():
        try:
            await three()
        except* Odd as g:
            log("odd", tree(g))
            await asyncio.sleep(1)
        except* ValueError as g:
            log("value", tree(g))
        return "handled?"

    async def all_of_them():
        try:
            await three()
        except* ValueError as g:
            log("value", tree(g))
        except* LookupError as g:
            log("lookup", tree(g))
        finally:
            log("finally")
        return "handled"

    async def handlers_fail():
        try:
            await three()
        except* ValueError as g:
            log("value", tree(g))
            raise RuntimeError("in the first handler")
        except* LookupError as g:
            log("lookup", tree(g))
            raise RuntimeError("in the second handler")

    async def again():
        try:
            await three()
        except* Odd as g:
            raise g

    async def plain():
        try:
            await asyncio.sleep(1)
            raise ValueError("no group")
        except* ValueError as g:
            log("plain", tree(g))
        return "handled"

    async def nested():
        try:
            async with asyncio.TaskGroup() as tg:
                tg.create_task(three())
                tg.create_task(fails(1, Odd("outer")))
        except* Odd as g:
            log("odd", tree(g))
            try:
                await three()
            except* LookupError as inner:
                log("inner", tree(inner))

    async def cancelled():
        try:
            try:
                async with asyncio.TaskGroup() as tg:
                    tg.create_task(asyncio.sleep(100))
            except* asyncio.CancelledError as g:
                log("cancelled", tree(g))
                await asyncio.sleep(1)
                log("cleaned up")
        finally:
            log("finally", asyncio.current_task().cancelling())

    await attempt("parts", parts)
    await attempt("all", all_of_them)
    await attempt("handlers", handlers_fail)
    await attempt("again", again)
    await attempt("plain", plain)
    await attempt("nested", nested)
    t = asyncio.create_task(cancelled())
    await asyncio.sleep(1)
    t.cancel("enough")

    async def wait():
        return await t

    await attempt("cancelled", wait)

    group = ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [LookupError(2), Odd(3)])])
    yes, no = group.split(ValueError)
    log("split", tree(yes), tree(no))
    yes, no = group.split(OSError)
    log("split", yes, tree(no))
    log("subgroup", tree(group.subgroup(Odd)), group.subgroup(OSError))
    log("derive", tree(group.derive([Odd(4)])))


run(main)
