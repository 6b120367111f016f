import asyncio
import re
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 100000


def resident():
    with open("/proc/self/status") as file:
        return int(re.search(r"VmRSS:\s*(\d+)", file.read())[1]) * 1024


async def sleeper():
    await asyncio.sleep(3600)


async def main():
    loop = asyncio.get_running_loop()
    before = resident()
    wall, cpu = loop.time(), time.process_time()
    tasks = [asyncio.create_task(sleeper()) for _ in range(n)]
    await asyncio.sleep(0)
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    each = (resident() - before) / n
    print("memory %d %.1f %.1f %.0f" % (n, wall * 1e9 / n, cpu * 1e9 / n, each))
    for task in tasks:
        task.cancel()


asyncio.run(main())
