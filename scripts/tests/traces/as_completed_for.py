import asyncio
from vclock import attempt, log, run, ticks


def work(name, delay, fails=False):
    async def body():
        await asyncio.sleep(delay)
        log(name, "ready")
        if fails:
            raise ValueError(name)
        return name

    return asyncio.create_task(body(), name=name)


async def main():
    loop = asyncio.get_running_loop()
    tasks = [work("a", 3), work("b", 1), work("c", 2, True), work("d", 1), work("e", 0)]
    tasks.append(tasks[1])
    count = 0
    async for t in asyncio.as_completed(tasks):
        count += 1
        ok, v = await attempt(t)
        log(t.get_name(), t in tasks, t.done(), ok, v)
        if count == 2:
            await asyncio.sleep(1.5)
    log("count", count)

    async for _ in asyncio.as_completed([]):
        log("never")

    f, g = loop.create_future(), loop.create_future()
    g.set_result("g")
    f.set_result("f")
    ticks(6)
    async for x in asyncio.as_completed([f, g]):
        log("done before", x.result())

    def both():
        g.set_result("g")
        f.set_result("f")

    f, g = loop.create_future(), loop.create_future()
    loop.call_soon(both)
    ticks(6)
    async for x in asyncio.as_completed([f, g]):
        log("same iteration", x.result())

    async def body():
        return "body"

    ticks(6)
    n = 0
    async for x in asyncio.as_completed([body()]):
        n += 1
        log("made a task", x.done(), x.result(), n)


run(main)
