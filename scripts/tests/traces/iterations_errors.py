import asyncio
import vclock
from vclock import attempt, log, run, ticks


async def fails():
    raise ValueError("fails")


async def fails_later():
    await asyncio.sleep(0)
    raise ValueError("later")


async def main():
    loop = asyncio.get_running_loop()

    async def count(what, fn):
        await asyncio.sleep(10)
        ticks(12)
        await asyncio.sleep(0)
        before = vclock._step
        ok, e = await attempt(fn())
        log(what, vclock._step - before, ok, e)

    def failed():
        f = loop.create_future()
        f.set_exception(ValueError("failed"))
        return f

    async def raised():
        raise ValueError("raised")

    async def other_task():
        async def nothing():
            pass

        asyncio.create_task(nothing())
        await fails()

    def cancelled():
        f = loop.create_future()
        f.cancel("gone")
        return f

    def cancelled_soon():
        f = loop.create_future()
        loop.call_soon(f.cancel, "gone soon")
        return f

    def failed_soon():
        f = loop.create_future()
        loop.call_soon(f.set_exception, ValueError("soon"))
        return f

    async def not_started():
        t = asyncio.create_task(fails_later())
        t.cancel()
        await t

    await count("raise", raised)
    await count("failed future", failed)
    await count("coroutine", fails)
    await count("coroutine later", fails_later)
    await count("task", lambda: asyncio.create_task(fails()))
    await count("task later", lambda: asyncio.create_task(fails_later()))
    await count("gather", lambda: asyncio.gather(fails(), fails_later()))
    await count("gather of failed", lambda: asyncio.gather(failed()))
    await count("shield", lambda: asyncio.shield(fails()))
    await count("wait_for", lambda: asyncio.wait_for(fails_later(), 1))
    await count("wait_for task", lambda: asyncio.wait_for(asyncio.create_task(fails()), 1))
    await count("beside another task", other_task)
    await count("cancelled future", cancelled)
    await count("future cancelled by call_soon", cancelled_soon)
    await count("future failed by call_soon", failed_soon)
    await count("task not started", not_started)


run(main)
