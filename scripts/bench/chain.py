import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 200000


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    total = 0
    for i in range(1, n + 1):
        fut = loop.create_future()
        loop.call_soon(fut.set_result, i)
        total += await fut
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert total == n * (n + 1) // 2
    print("chain %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
