import asyncio
from vclock import attempt, log, run, ticks


def inner(name, err=None):
    async def body():
        ok, e = await attempt(asyncio.sleep(1))
        log(name, ok, e)
        if err:
            raise err
        return name

    return asyncio.create_task(body())


def waiter(x):
    async def body():
        ok, e = await attempt(asyncio.shield(x))
        log("waiter", ok, e)
        raise e

    return asyncio.create_task(body())


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: log("handler", context["message"]))

    a = inner("a")
    w = waiter(a)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ticks(5)
    log("cancel", w.cancel("go away"))
    ok, e = await attempt(w)
    log("main", ok, e, w.cancelled(), a.done(), a.cancelling())
    log(await a)

    b = inner("b", ValueError("after the outer is gone"))
    s = asyncio.shield(b)
    await asyncio.sleep(0)
    log("cancel the shield", s.cancel(), s.cancelled(), b.cancelling())
    log("shield", *await attempt(s))
    await asyncio.sleep(2)
    log("b", b.done(), b.exception())

    c = inner("c")
    s1, s2 = asyncio.shield(c), asyncio.shield(c)
    s1.cancel()
    log("two shields", s1.cancelled(), s2.cancelled(), await s2)
    b = s = c = s1 = s2 = None
    await asyncio.sleep(0)
    log("end")


run(main)
