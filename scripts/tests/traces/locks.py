import asyncio
from vclock import log, run, ticks


def refused(f):
    try:
        f()
    except Exception as e:
        return False, type(e).__name__


async def main():
    start = asyncio.create_task

    async def worker(name, turns):
        async with lock:
            log(name, "has the lock")
            for _ in range(turns):
                await asyncio.sleep(0)
            log(name, "gives it back")

    ticks(30)
    lock = asyncio.Lock()
    a, b, c = start(worker("a", 2)), start(worker("b", 0)), start(worker("c", 1))
    await asyncio.sleep(0)
    log("locked", lock.locked())
    b.cancel()
    await asyncio.wait([a, b, c])
    log("b", b.cancelled(), lock.locked())
    log("acquire", await lock.acquire())
    lock.release()
    log("release", *refused(lock.release))

    async def wait_event(i):
        log("event", i, await event.wait())

    ticks(20)
    event = asyncio.Event()
    waiters = [start(wait_event(i)) for i in (1, 2, 3)]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    log("set and cleared", event.is_set())
    await asyncio.gather(*waiters)
    event.set()
    log("no trip", await event.wait())

    async def wait_cond(i):
        async with cond:
            log("cond", i, "waits")
            await cond.wait()
            log("cond", i, "notified", ready)

    async def wait_pred():
        async with cond:
            await cond.wait_for(lambda: ready >= 2)
            log("predicate holds", ready)

    ticks(30)
    cond, ready = asyncio.Condition(), 0
    waiters = [start(wait_cond(i)) for i in (1, 2, 3)]
    pred = start(wait_pred())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    async with cond:
        ready = 1
        cond.notify(1)
        log("notified one")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    async with cond:
        ready = 2
        cond.notify_all()
        log("notified all")
    await asyncio.gather(*waiters)
    await pred

    async def wait_sem(i):
        async with sem:
            log("sem", i, "in", sem.locked())
            await asyncio.sleep(0)
            log("sem", i, "out")

    ticks(30)
    sem = asyncio.Semaphore(2)
    tasks = [start(wait_sem(i)) for i in range(1, 6)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.wait(tasks)
    log("sem", tasks[3].cancelled(), sem.locked())
    bounded = asyncio.BoundedSemaphore(1)
    log("bounded", *refused(bounded.release))


run(main)
