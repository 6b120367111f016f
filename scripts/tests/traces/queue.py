import asyncio
from vclock import attempt, log, run, ticks


def call(f, *args):
    try:
        return True, f(*args)
    except Exception as e:
        return False, type(e).__name__


async def main():
    def producer(name, n):
        async def body():
            for i in range(1, n + 1):
                await q.put(f"{name}{i}")
                log("put", f"{name}{i}", q.qsize(), q.full())

        return asyncio.create_task(body())

    def consumer(name, n):
        async def body():
            for _ in range(n):
                item = await q.get()
                log(name, item, q.qsize(), q.empty())
                q.task_done()

        return asyncio.create_task(body())

    ticks(40)
    q = asyncio.Queue(2)
    p1, p2 = producer("a", 4), producer("b", 2)
    await asyncio.sleep(0)
    c1, c2 = consumer("first", 3), consumer("second", 3)
    await asyncio.gather(p1, p2)
    log("all put")
    await q.join()
    log("joined", c1.done(), c2.done(), q.qsize())

    async def getter(i):
        log("getter", i, *await attempt(q.get()))

    ticks(20)
    getters = [asyncio.create_task(getter(i)) for i in (1, 2, 3)]
    await asyncio.sleep(0)
    getters[0].cancel("not me")
    q.put_nowait("x")
    q.put_nowait("y")
    ok, e = call(q.put_nowait, "z")
    log("full", ok, e is None or e)
    await asyncio.gather(*getters)
    log("empty", *call(q.get_nowait))
    for _ in range(2):
        q.task_done()
    log("too often", *call(q.task_done))

    pq, lq = asyncio.PriorityQueue(), asyncio.LifoQueue()
    for v in 5, 1, 4, 2, 3:
        pq.put_nowait(v)
        lq.put_nowait(v)
    log(" ".join(f"{pq.get_nowait()}/{lq.get_nowait()}" for _ in range(5)))

    ticks(20)
    q = asyncio.Queue(1)
    q.put_nowait("last")
    putter = asyncio.create_task(q.put("too late"))
    await asyncio.sleep(0)
    q.shutdown()
    ok, e = await attempt(putter)
    log("putter", ok, type(e).__name__)
    log("get", await q.get())
    ok, e = await attempt(q.get())
    log("get", ok, type(e).__name__)
    log("put", *call(q.put_nowait, 1))
    log("maxsize", q.maxsize)


run(main)
