import asyncio
from vclock import LuaError, attempt, log, run, ticks


async def child(name, turns, fails):
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "fails" if fails else "ends")
    if fails:
        raise ValueError(name)
    return name


async def plain():
    raise LuaError("plain")


async def main():
    loop = asyncio.get_running_loop()
    ticks(30)
    a = asyncio.create_task(child("a", 4, False))
    b = asyncio.create_task(child("b", 1, True))
    c = asyncio.create_task(child("c", 2, True))
    g = asyncio.gather(a, b, c)
    g.add_done_callback(lambda f: log("callback", f.cancelled(), f.exception()))
    ok, e = await attempt(g)
    log("main", ok, e, a.done(), b.done(), c.done())
    log("cancel after the end", g.cancel())
    log("a", await a, c.done())

    failed = loop.create_future()
    failed.set_exception(TypeError("early"))
    d = asyncio.create_task(child("d", 3, False))
    early = asyncio.gather(d, failed)
    log("early", early.done())
    ok, e = await attempt(early)
    log("early", ok, e, d.done())
    log("d", await d)

    log("plain", *await attempt(asyncio.gather(plain(), child("f", 1, False))))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("end")


run(main)
