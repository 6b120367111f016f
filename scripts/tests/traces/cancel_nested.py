import asyncio
from vclock import attempt, log, run, ticks


async def level(n):
    ok, e = await attempt(level(n - 1) if n else asyncio.sleep(100))
    log("level", n, ok, e)
    raise e


async def main():
    t = asyncio.create_task(level(3))
    await asyncio.sleep(1)
    ticks(4)
    t.cancel("inline")
    ok, e = await attempt(t)
    log("main", ok, e, t.cancelled())

    async def loud(n):
        ok, e = await attempt(tasks[n - 1] if n else asyncio.sleep(100))
        log("task", n, ok, e)
        raise e

    tasks = {}
    for n in range(4):
        tasks[n] = asyncio.create_task(loud(n))
    await asyncio.sleep(1)
    ticks(8)
    tasks[3].cancel("through tasks")
    log("cancelling", tasks[3].cancelling(), tasks[2].cancelling(), tasks[0].cancelling())
    ok, e = await attempt(tasks[3])
    log("main", ok, e, tasks[0].cancelled(), tasks[3].cancelled())

    async def quiet(n):
        await (tasks[n - 1] if n else asyncio.sleep(100))

    for n in range(3):
        tasks[n] = asyncio.create_task(quiet(n))
    await asyncio.sleep(1)
    ticks(8)
    tasks[1].cancel("middle")
    for n in 2, 1, 0:
        ok, e = await attempt(tasks[n])
        log("task", n, ok, e, tasks[n].cancelled(), tasks[n].cancelling())


run(main)
