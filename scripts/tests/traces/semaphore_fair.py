import asyncio
from vclock import attempt, log, run, ticks


async def main():
    async def spin(n):
        for _ in range(n):
            await asyncio.sleep(0)

    def worker(name, turns):
        async def body():
            async with sem:
                log(name, "in", sem.locked())
                await spin(turns)
                log(name, "out")
        return asyncio.create_task(body())

    ticks(20)
    sem = asyncio.Semaphore(1)
    a, b = worker("a", 2), worker("b", 1)
    await spin(3)
    log("promised", sem.locked())
    c = worker("c", 0)
    await asyncio.wait([a, b, c])
    log("free", sem.locked())

    ticks(30)
    sem = asyncio.Semaphore(0)
    tasks = [worker(f"w{i}", 1) for i in range(1, 5)]
    await spin(1)
    sem.release()
    sem.release()
    late = worker("late", 0)
    log("two released", sem.locked())
    await spin(1)
    tasks[2].cancel()
    sem.release()
    await spin(4)
    tasks.append(late)
    for _ in range(3):
        sem.release()
    await asyncio.wait(tasks)
    log("all", sem.locked(), tasks[2].cancelled())

    ticks(20)
    sem = asyncio.Semaphore(0)
    tasks = [worker("x1", 0), worker("x2", 0), worker("x3", 0)]
    await spin(1)
    sem.release()
    tasks[0].cancel("let in")
    log("cancelled", sem.locked())
    await asyncio.wait([tasks[1]])
    sem.release()
    await asyncio.wait(tasks)

    ticks(20)
    sem = asyncio.Semaphore(1)
    tasks = [worker("y1", 1), worker("y2", 0), worker("y3", 0)]
    await spin(2)
    for t in tasks:
        t.cancel()
    await asyncio.wait(tasks)
    log("free", sem.locked())
    log("taken", await sem.acquire(), sem.locked())

    ticks(20)
    sem = asyncio.BoundedSemaphore(1)

    async def too_often():
        async with sem:
            sem.release()

    ok, e = await attempt(too_often())
    log("bounded", ok, type(e).__name__)
    lock = asyncio.Lock()
    await lock.acquire()

    def locker(name):
        async def body():
            async with lock:
                log(name, "has it")
        return asyncio.create_task(body())

    tasks = [locker("p"), locker("q"), locker("r")]
    await spin(1)
    lock.release()
    tasks[0].cancel()
    jumper = locker("jumper")
    await spin(1)
    tasks[1].cancel()
    tasks.append(jumper)
    await asyncio.wait(tasks)
    log("lock", lock.locked())


run(main)
