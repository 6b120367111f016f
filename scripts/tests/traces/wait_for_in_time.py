import asyncio
from vclock import attempt, log, run, ticks


async def work(name, turns, err=None):
    log(name, "starts")
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    if err:
        raise err
    return name


async def main():
    loop = asyncio.get_running_loop()

    async def same_task():
        return asyncio.current_task() is me

    ticks(30)
    me = asyncio.current_task()
    w = asyncio.wait_for(work("lazy", 0), None)
    log("made")
    log(await w)
    log(await asyncio.wait_for(work("a", 2), None))
    log(await asyncio.wait_for(work("b", 2), 5))
    log(await asyncio.wait_for(work("c", 0), 5))
    log("inline", await asyncio.wait_for(same_task(), 1))

    f = loop.create_future()
    f.set_result("was done")
    log(await asyncio.wait_for(f, 5))
    f = loop.create_future()
    loop.call_soon(f.set_result, "soon")
    log(await asyncio.wait_for(f, 5))
    t = asyncio.create_task(work("task", 1))
    log(await asyncio.wait_for(t, 5), t.done())

    boom = RuntimeError("boom")
    ok, e = await attempt(asyncio.wait_for(work("d", 1, boom), 5))
    log(ok, e, e is boom)
    f = loop.create_future()
    f.set_exception(boom)
    ok, e = await attempt(asyncio.wait_for(f, 5))
    log(ok, e is boom)
    f = loop.create_future()
    f.cancel("gone")
    ok, e = await attempt(asyncio.wait_for(f, 5))
    log(ok, e, me.cancelling())
    await asyncio.sleep(10)
    log("nothing fired late", me.cancelling())


run(main)
