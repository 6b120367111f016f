import asyncio
from vclock import attempt, log, run


async def sleeper(name, delay):
    v = await asyncio.sleep(delay, name)
    log(v, delay)


async def main():
    plan = [
        ("one", 1), ("half", 0.5), ("zero", 0), ("half again", 0.5), ("minus", -3),
        ("quarter", 0.25), ("one again", 1), ("zero again", 0), ("half third", 0.5),
    ]
    tasks = [asyncio.create_task(sleeper(*p)) for p in plan]
    log("main", "made")
    await asyncio.sleep(0.25)
    log("main", "a quarter")
    await asyncio.sleep(0.25)
    log("main", "two quarters")
    for t in tasks:
        await t
    log("main", "all")

    log(*await attempt(asyncio.sleep(float("nan"))))
    loop = asyncio.get_running_loop()
    t0 = loop.time()
    await asyncio.sleep(3600)
    log("an hour", loop.time() - t0)
    await asyncio.sleep(7 * 24 * 3600)
    log("and a week", loop.time() - t0)


run(main)
