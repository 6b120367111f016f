import asyncio
from vclock import attempt, log, run, ticks


async def work(name, delay, fails=False):
    await asyncio.sleep(delay)
    log(name, "ready")
    if fails:
        raise ValueError(name)
    return name


async def main():
    it = asyncio.as_completed([work("a", 2), work("b", 1), work("c", 1.5, True)])
    log("made")
    for co in it:
        log(*await attempt(co))

    kept = list(asyncio.as_completed([work("d", 2), work("e", 1)]))
    log("kept", len(kept))
    second = asyncio.create_task(kept[1])
    first = asyncio.create_task(kept[0])
    log("second", await second)
    log("first", await first)

    ticks(8)
    f = asyncio.get_running_loop().create_future()
    f.set_result("f")
    for co in asyncio.as_completed([f, work("g", 0)]):
        log(await co)


run(main)
