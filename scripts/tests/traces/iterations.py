import asyncio
import types
import vclock
from vclock import attempt, log, run, ticks


@types.coroutine
def bare_yield():
    yield


async def main():
    loop = asyncio.get_running_loop()

    async def count(what, fn):
        await asyncio.sleep(10)
        ticks(12)
        await asyncio.sleep(0)
        before = vclock._step
        await fn()
        log(what, vclock._step - before)

    def done(v):
        f = loop.create_future()
        f.set_result(v)
        return f

    async def nothing():
        pass

    async def one():
        await asyncio.sleep(0)

    async def deep(n):
        if n > 0:
            await deep(n - 1)
        else:
            await asyncio.sleep(0)

    async def two_yields():
        await bare_yield()
        await bare_yield()

    async def set_by_call_soon():
        f = loop.create_future()
        loop.call_soon(f.set_result, 1)
        await f

    async def task_of_a_task():
        await asyncio.create_task(nothing())

    async def done_task():
        t = asyncio.create_task(nothing())
        await asyncio.sleep(0)
        before = vclock._step
        await t
        log("  of these", vclock._step - before)

    async def as_completed():
        async for _ in asyncio.as_completed([nothing()]):
            pass

    async def cancelled_sleeper():
        t = asyncio.create_task(asyncio.sleep(50))
        await asyncio.sleep(0)
        t.cancel()
        await attempt(t)

    await count("nothing", nothing)
    await count("coroutine.yield", bare_yield)
    await count("two yields", two_yields)
    await count("sleep(0)", lambda: asyncio.sleep(0))
    await count("sleep(-1)", lambda: asyncio.sleep(-1))
    await count("done future", lambda: done(1))
    await count("future set by call_soon", set_by_call_soon)
    await count("coroutine", nothing)
    await count("coroutine with sleep(0)", one)
    await count("ten deep", lambda: deep(10))
    await count("task", lambda: asyncio.create_task(nothing()))
    await count("task with sleep(0)", lambda: asyncio.create_task(one()))
    await count("task of a task", lambda: asyncio.create_task(task_of_a_task()))
    await count("done task", done_task)
    await count("gather of nothing", lambda: asyncio.gather())
    await count("gather of a done future", lambda: asyncio.gather(done(1)))
    await count("gather of one", lambda: asyncio.gather(nothing()))
    await count("gather of three", lambda: asyncio.gather(nothing(), one(), nothing()))
    await count("gather of gathers", lambda: asyncio.gather(
        asyncio.gather(nothing()), asyncio.gather(nothing())))
    await count("shield", lambda: asyncio.shield(nothing()))
    await count("wait", lambda: asyncio.wait([asyncio.create_task(nothing())]))
    await count("wait of a done one", lambda: asyncio.wait([done(1)]))
    await count("wait, timeout 0", lambda: asyncio.wait([loop.create_future()], timeout=0))
    await count("wait_for inline", lambda: asyncio.wait_for(nothing(), 1))
    await count("wait_for sleep(0)", lambda: asyncio.wait_for(one(), 1))
    await count("wait_for task", lambda: asyncio.wait_for(asyncio.create_task(nothing()), 1))
    await count("wait_for 0", lambda: attempt(asyncio.wait_for(loop.create_future(), 0)))
    await count("as_completed", as_completed)
    await count("cancelled sleeper", cancelled_sleeper)
    await count("ensure_future of a future", lambda: asyncio.ensure_future(done(1)))


run(main)
