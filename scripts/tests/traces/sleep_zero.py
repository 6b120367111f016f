import asyncio
from vclock import log, run, ticks


async def worker(name, turns):
    for i in range(1, turns + 1):
        log(name, i)
        await asyncio.sleep(0)
    log(name, "ends")
    return name


async def main():
    ticks(12)
    a = asyncio.create_task(worker("a", 3))
    b = asyncio.create_task(worker("b", 1))
    c = asyncio.create_task(worker("c", 4))
    log("main", "made", a.done(), b.done(), c.done())
    log("main", await b)
    log("main", a.done(), b.done(), c.done())
    log("main", await a)
    log("main", await c)
    log("main", "again", await a)
    log("main", await asyncio.sleep(0, "slept"))
    log("main", await asyncio.sleep(0))


run(main)
