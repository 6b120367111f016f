import asyncio
from vclock import log, run, ticks


async def work(name, turns):
    log(name, "starts", asyncio.current_task().get_name())
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    return name


async def main():
    loop = asyncio.get_running_loop()

    def eager(coro, name=None):
        return asyncio.Task(coro, loop=loop, name=name, eager_start=True)

    ticks(20)
    a = asyncio.create_task(work("a", 1), name="lazy")
    b = eager(work("b", 2), name="eager")
    c = eager(work("c", 0), name="no trip")
    log("made", a.done(), b.done(), c.done())
    c.add_done_callback(lambda t: log("callback", t.get_name(), t.result()))
    log(await c)
    log(await a)
    log(await b)

    async def two():
        log("first", await f)
        log("second", await g)

    f, g = loop.create_future(), loop.create_future()
    f.set_result("f")
    t = eager(two())
    log("waits", t.done())
    g.set_result("g")
    log("set", t.done())
    await t
    log("end", t.done())


run(main)
