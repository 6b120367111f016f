import asyncio
from vclock import attempt, log, run, ticks


def work(name, delay):
    async def body():
        await asyncio.sleep(delay)
        log(name, "ready")
        return name

    return asyncio.create_task(body(), name=name)


async def main():
    loop = asyncio.get_running_loop()
    tasks = [work("a", 1), work("b", 3), work("c", 4)]
    it = asyncio.as_completed(tasks, timeout=2)
    try:
        async for t in it:
            log("got", t.result())
    except BaseException as e:
        log("for", False, e, tasks[1].done(), tasks[1].cancelling())
    await asyncio.sleep(5)
    log("later", tasks[1].result(), tasks[2].result())

    for co in asyncio.as_completed([work("d", 1), work("e", 3), work("f", 4)], timeout=2):
        log("plain", *await attempt(co))

    f = loop.create_future()
    f.set_result("f")
    ticks(6)
    for co in asyncio.as_completed([f, loop.create_future()], timeout=0):
        log("zero", *await attempt(co))
    ticks(6)
    for co in asyncio.as_completed([f], timeout=-1):
        log("negative", *await attempt(co))

    async for t in asyncio.as_completed([work("g", 1)], timeout=2):
        log("in time", t.result())
    await asyncio.sleep(10)
    log("end")


run(main)
