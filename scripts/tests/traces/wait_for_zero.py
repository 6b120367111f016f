import asyncio
from vclock import attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    started = False

    async def stubborn(turns):
        await attempt(loop.create_future())
        for _ in range(turns):
            await asyncio.sleep(0)
        log("stubborn ends")
        return "late"

    async def start():
        nonlocal started
        started = True

    async def hang():
        await loop.create_future()

    async def bad_cleanup():
        await attempt(loop.create_future())
        raise ValueError("in cleanup")

    async def quick():
        return "quick"

    ticks(40)
    f = loop.create_future()
    f.set_result("was done")
    log(await asyncio.wait_for(f, 0))
    log(await asyncio.wait_for(f, -1))

    ok, e = await attempt(asyncio.wait_for(start(), 0))
    log("never started", ok, e, started)

    f = loop.create_future()
    ok, e = await attempt(asyncio.wait_for(f, 0))
    log("future", ok, e, f.cancelled())

    t = asyncio.create_task(hang())
    await asyncio.sleep(0)
    ok, e = await attempt(asyncio.wait_for(t, -5))
    log("task", ok, e, t.cancelled())

    t = asyncio.create_task(stubborn(2))
    await asyncio.sleep(0)
    ok, e = await attempt(asyncio.wait_for(t, 0))
    log("stubborn", ok, e, t.cancelled())

    t = asyncio.create_task(bad_cleanup())
    await asyncio.sleep(0)
    log("cleanup fails", *await attempt(asyncio.wait_for(t, 0)))

    t = asyncio.create_task(quick())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("finished task", await asyncio.wait_for(t, 0))
    f = loop.create_future()
    f.set_exception(RuntimeError("failed before"))
    log("failed future", *await attempt(asyncio.wait_for(f, 0)))
    log("cancelling", asyncio.current_task().cancelling())


run(main)
