import asyncio
from vclock import log, lua, run, ticks


async def work(name, turns, value):
    log(name, "starts")
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    return value


def text(values):
    return ",".join(lua(v) for v in values)


async def main():
    loop = asyncio.get_running_loop()
    ticks(40)
    empty = asyncio.gather()
    log("empty", empty.done(), len(empty.result()))
    log("empty", text(await asyncio.gather()))

    g = asyncio.gather(work("a", 2, 1), work("b", 0, 2), work("c", 1, 3))
    log("made", g.done())
    log("three", text(await g))

    log("one", text(await asyncio.gather(work("d", 0, "x"))))

    twice = work("e", 1, "same")
    log("same", text(await asyncio.gather(twice, twice, twice)))

    f = loop.create_future()
    loop.call_soon(f.set_result, "future")
    log("future", text(await asyncio.gather(f, work("g", 0, None), f)))

    done = loop.create_future()
    done.set_result("done")
    all_done = asyncio.gather(done, done)
    log("all done", all_done.done(), text(all_done.result()))

    inner = asyncio.gather(work("h", 1, "h"), work("i", 2, "i"))
    r = await asyncio.gather(inner, work("j", 0, "j"))
    log("nested", text(r[0]), r[1])


run(main)
