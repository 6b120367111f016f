import asyncio
from vclock import log, run


def call(f, *args):
    try:
        return True, f(*args)
    except BaseException as e:
        return False, e


def attempt(what, f, *args):
    log(what, *call(f, *args))


def state(what, f, *args):
    ok, e = call(f, *args)
    log(what, ok, isinstance(e, asyncio.InvalidStateError))


def report(name, f):
    log(name, f.done(), f.cancelled())
    attempt("  result", f.result)
    attempt("  exception", f.exception)


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    report("pending", f)
    f.set_result("value")
    report("result", f)
    log("cancel", f.cancel())
    state("set again", f.set_result, "other")
    state("error after", f.set_exception, ValueError("late"))

    f = loop.create_future()
    boom = ValueError("boom")
    f.set_exception(boom)
    report("exception", f)
    log("same", f.exception() is boom)
    state("result after", f.set_result, 1)

    f = asyncio.Future()
    log("cancel", f.cancel("enough"), f.cancel())
    report("cancelled", f)
    state("result after", f.set_result, 1)
    state("error after", f.set_exception, boom)
    log("loop", f.get_loop() is loop)

    f = loop.create_future()
    f.set_result(None)
    log("nil result", f.done(), f.result(), await f)

    async def one():
        return 1

    t = asyncio.create_task(one())
    log("task", *call(t.set_result, 2))
    log("task", *call(t.set_exception, boom))
    log("task", await t)


run(main)
