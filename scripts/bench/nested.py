import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
depth = int(sys.argv[2]) if len(sys.argv) > 2 else 10


async def down(level):
    if level == 1:
        await asyncio.sleep(0)
        return 1
    below = await down(level - 1)
    return below + 1


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    total = 0
    for _ in range(n):
        total += await down(depth)
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert total == n * depth
    print("nested %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
