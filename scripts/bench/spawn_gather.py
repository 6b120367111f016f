import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 100000


async def double(i):
    return i * 2


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    results = await asyncio.gather(*[double(i) for i in range(1, n + 1)])
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert len(results) == n and results[-1] == n * 2
    print("spawn_gather %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
