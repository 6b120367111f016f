import asyncio
import vclock
from vclock import log, run


async def main():
    loop = asyncio.get_running_loop()

    async def hang():
        await loop.create_future()

    async def waiting():
        t = asyncio.create_task(hang())
        await asyncio.sleep(0)
        return t

    def tell(what, ok, e):
        log(what, ok, e, isinstance(e, asyncio.CancelledError))
        return e

    async def attempt(what, x):
        return tell(what, *await vclock.attempt(x))

    def call(what, f):
        try:
            return tell(what, True, f())
        except BaseException as e:
            return tell(what, False, e)

    t = await waiting()
    t.cancel("first")
    t.cancel("second")
    e1 = await attempt("await", t)
    e2 = await attempt("await again", t)
    e3 = call("result", t.result)
    call("exception", t.exception)
    log("new ones", e1 is not e2, e2 is not e3)

    t = await waiting()
    t.cancel()
    await attempt("no message", t)

    f = loop.create_future()
    log("future", f.cancel("future's"), f.cancel("too late"), f.cancelled())
    await attempt("future", f)
    await attempt("future again", f)
    call("future's result", f.result)

    def waiter(name):
        async def body():
            log(name, *await vclock.attempt(t))

        return asyncio.create_task(body())

    t = await waiting()
    a, b = waiter("a"), waiter("b")
    await asyncio.sleep(0)
    t.cancel("for both")
    await a
    await b

    async def mine():
        raise asyncio.CancelledError("mine")

    t = asyncio.create_task(mine())
    await attempt("raised", t)
    log("raised", t.cancelled(), t.cancelling())


run(main)
