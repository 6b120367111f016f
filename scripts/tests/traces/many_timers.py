import asyncio
from vclock import log, run


async def main():
    loop = asyncio.get_running_loop()
    fired = []
    handles = []
    seed = 7

    def random(n):
        nonlocal seed
        seed = (seed * 1103 + 12345) % 65536
        return seed // 64 % n

    for i in range(1, 401):
        delay = random(16) / 4
        handles.append(loop.call_later(delay, lambda i=i: fired.append(i)))
    left = 400
    for handle in handles:
        if random(4) > 0:
            handle.cancel()
            left -= 1
    log("left", left)
    for _ in range(5):
        await asyncio.sleep(1)
        log("fired", len(fired), " ".join(map(str, fired)))
        fired.clear()

    async def sleeper(i):
        await asyncio.sleep(random(8) / 2)
        order.append(i)

    order = []
    tasks = [asyncio.create_task(sleeper(i)) for i in range(1, 151)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    r = await asyncio.gather(*tasks, return_exceptions=True)
    log("results", len(r), len(order))
    log(" ".join(map(str, order)))


run(main)
