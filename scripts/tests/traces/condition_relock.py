import asyncio
from vclock import attempt, log, run, ticks


async def main():
    async def spin(n):
        for _ in range(n):
            await asyncio.sleep(0)

    cond = asyncio.Condition()

    def waiter(name):
        async def body():
            async with cond:
                ok, e = await attempt(cond.wait())
                log(name, ok, e, cond.locked())
                if not ok:
                    raise e
        return asyncio.create_task(body())

    ticks(30)
    a = waiter("a")
    await spin(1)
    await cond.acquire()
    a.cancel("first")
    await spin(1)
    log("taking the lock", a.done())
    a.cancel("second")
    await spin(1)
    a.cancel("third")
    await spin(2)
    log("still", a.done(), a.cancelling())
    cond.release()
    await asyncio.wait([a])
    log("a", a.cancelled(), cond.locked())

    ticks(30)
    b, c = waiter("b"), waiter("c")
    await spin(1)
    await cond.acquire()
    cond.notify()
    await spin(1)
    b.cancel("while it takes the lock")
    await spin(1)
    cond.release()
    await asyncio.wait([b, c])
    log("b c", b.cancelled(), c.cancelled())

    ticks(30)
    d, e = waiter("d"), waiter("e")
    await spin(1)
    async with cond:
        cond.notify()
        d.cancel("together")
    await asyncio.wait([d, e])
    log("d e", d.cancelled(), e.cancelled())

    ticks(30)

    def bad():
        raise ValueError("predicate")

    async def failing():
        async with cond:
            await cond.wait_for(bad)

    ok, err = await attempt(failing())
    log("predicate", ok, err, cond.locked())

    async def late():
        async with asyncio.timeout(1):
            async with cond:
                await cond.wait_for(lambda: False)

    ok, err = await attempt(late())
    log("timeout", ok, err, cond.locked())

    ticks(30)
    lock = asyncio.Lock()
    full, empty = asyncio.Condition(lock), asyncio.Condition(lock)
    item = None

    async def consume():
        nonlocal item
        for _ in range(2):
            async with full:
                await full.wait_for(lambda: item)
                log("took", item)
                item = None
                empty.notify()

    consumer = asyncio.create_task(consume())
    for i in (1, 2):
        async with empty:
            await empty.wait_for(lambda: not item)
            item = i
            log("gave", i)
            full.notify()
    await consumer
    log("lock", lock.locked())


run(main)
