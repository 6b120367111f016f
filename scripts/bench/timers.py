import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 100000


async def sleeper(delay):
    await asyncio.sleep(delay)


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    await asyncio.gather(*[sleeper((i * 7919 % 1000 + 1) / 1e6) for i in range(1, n + 1)])
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    print("timers %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
