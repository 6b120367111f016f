import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
places = int(sys.argv[2]) if len(sys.argv) > 2 else 10


async def main():
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(places)

    async def producer():
        for i in range(1, n + 1):
            await queue.put(i)

    async def consumer():
        total = 0
        for _ in range(n):
            total += await queue.get()
        return total

    wall, cpu = loop.time(), time.process_time()
    results = await asyncio.gather(producer(), consumer())
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert results[1] == n * (n + 1) // 2
    print("queue %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
