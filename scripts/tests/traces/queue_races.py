import asyncio
from vclock import attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()

    def getter(name, q):
        async def body():
            ok, v = await attempt(q.get())
            log(name, ok, v)
            if not ok:
                raise v
        return asyncio.create_task(body())

    def putter(name, q, item):
        async def body():
            ok, v = await attempt(q.put(item))
            log(name, ok, v)
            if not ok:
                raise v
        return asyncio.create_task(body())

    async def spin(n):
        for _ in range(n):
            await asyncio.sleep(0)

    def look(*tasks):
        for t in tasks:
            t.cancelled() or t.exception()

    ticks(20)
    q = asyncio.Queue()
    a, b, c = getter("a", q), getter("b", q), getter("c", q)
    await spin(1)
    q.put_nowait("one")
    a.cancel("too late")
    log("in", q.qsize())
    await spin(3)
    log("taken", q.qsize(), a.done(), b.done(), c.done())
    q.put_nowait("two")
    d = getter("d", q)
    await spin(1)
    q.put_nowait("three")
    c.cancel("nothing to lose")
    await asyncio.wait([a, b, c, d])
    log("left", q.qsize())

    ticks(20)
    a, b = getter("first", q), getter("second", q)
    await spin(1)
    while not q.empty():
        q.get_nowait()
    q.put_nowait("four")
    log("stolen", q.get_nowait())
    await spin(2)
    q.put_nowait("five")
    await spin(2)
    log("served", a.done(), b.done())
    q.put_nowait("six")
    await asyncio.wait([a, b])

    ticks(20)
    q = asyncio.Queue(1)
    q.put_nowait(0)
    a, b, c = putter("put a", q, 1), putter("put b", q, 2), putter("put c", q, 3)
    await spin(1)
    log("got", q.get_nowait())
    a.cancel()
    await spin(2)
    log("after", q.qsize(), a.cancelled(), b.done(), c.done())
    log("got", q.get_nowait())
    await spin(1)
    log("got", q.get_nowait())
    await asyncio.wait([a, b, c])

    ticks(20)

    def comes():
        log("the item comes")
        q.put_nowait("just in time")

    loop.call_at(1, comes)
    ok, e = await attempt(asyncio.wait_for(q.get(), 1))
    log("wait_for", ok, e, q.qsize())
    if not q.empty():
        log("kept", q.get_nowait())
    late = asyncio.create_task(asyncio.wait_for(q.get(), 1))
    loop.call_at(2, log, "before the timer")
    await asyncio.sleep(0)

    def after():
        log("after the timer")
        q.put_nowait("late")

    loop.call_at(2, after)
    ok, e = await attempt(late)
    log("wait_for", ok, e, q.qsize())

    ticks(20)
    q = asyncio.Queue(1)
    a, b = getter("w", q), getter("x", q)
    await spin(1)
    q.shutdown()
    a.cancel("and told")
    await asyncio.wait([a, b])
    look(a, b)
    q = asyncio.Queue(1)
    q.put_nowait(1)
    a, b = putter("y", q, 2), putter("z", q, 3)
    join = asyncio.create_task(q.join())
    await spin(1)
    q.shutdown(True)
    b.cancel()
    await asyncio.wait([a, b, join])
    look(a, b)
    log("join", join.done(), "tasks" in str(q))


run(main)
