import asyncio
from vclock import attempt, log, run, ticks


async def work(name, turns, err=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name)
    if err:
        raise err
    return name


async def main():
    ticks(30)
    f = asyncio.get_running_loop().create_future()
    f.set_result("done before")
    log("same", asyncio.shield(f) is f, await asyncio.shield(f))
    t = asyncio.create_task(work("task", 1))
    s = asyncio.shield(t)
    log("other", s is t, s.done())
    s.add_done_callback(lambda x: log("shield is done", x.result()))
    t.add_done_callback(lambda x: log("task is done", x.result()))
    log(await s)
    log(await asyncio.shield(work("coroutine", 2)))
    log(await asyncio.shield(work("no wait", 0)))
    boom = ValueError("boom")
    ok, e = await attempt(asyncio.shield(work("fails", 1, boom)))
    log(ok, e, e is boom)
    log(await asyncio.shield(asyncio.shield(work("twice", 0))))
    r = await asyncio.gather(asyncio.shield(work("x", 1)), work("y", 2))
    log(*r)


run(main)
