import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 200000


async def items(count):
    for i in range(1, count + 1):
        await asyncio.sleep(0)
        yield i


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    total = 0
    async for i in items(n):
        total += i
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert total == n * (n + 1) // 2
    print("generator %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
