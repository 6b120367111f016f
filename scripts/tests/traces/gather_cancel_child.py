import asyncio
from vclock import attempt, log, run, ticks


async def child(name):
    ok, e = await attempt(asyncio.sleep(1))
    log(name, ok, e)
    if not ok:
        raise e
    return name


async def main():
    a, b = asyncio.create_task(child("a")), asyncio.create_task(child("b"))
    g = asyncio.gather(a, b)
    me = asyncio.current_task()
    await asyncio.sleep(0)
    ticks(8)
    log("cancel", a.cancel("only you"))
    ok, e = await attempt(g)
    log("main", ok, e, me.cancelling())
    log("gather", g.done(), g.cancelled(), a.cancelled(), b.done())
    log("b", await b)

    c = asyncio.create_task(child("c"))
    c.cancel()
    g = asyncio.gather(c, child("d"))
    ticks(6)
    log("main", *await attempt(g))
    await asyncio.sleep(2)
    log("end")


run(main)
