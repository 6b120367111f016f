import asyncio
from vclock import log, run, ticks


async def part(name, turns):
    log(name, "begins")
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    return name


async def main():
    ticks(30)
    x, y = part("x", 0), part("y", 2)
    log("made, not begun")
    log(await y)
    log(await x)

    async def unawaited():
        part("function", 0).close()
        return "a coroutine object"

    async def awaited():
        return await part("in a function", 1)

    log(await unawaited() is not None)
    log(await awaited())

    async def whole(name):
        await part(name + "1", 1)
        log(name, "between")
        await part(name + "2", 0)
        await part(name + "3", 1)
        return name

    a, b = asyncio.create_task(whole("a")), asyncio.create_task(whole("b"))
    log(await b, a.done())

    given = part("given", 1)
    t = asyncio.create_task(given)
    log("given", await t, t.get_coro() is given)


run(main)
