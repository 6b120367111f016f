import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 100000


async def sleeper():
    await asyncio.sleep(3600)


async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(sleeper()) for _ in range(n)]
    await asyncio.sleep(0)

    wall, cpu = loop.time(), time.process_time()
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert len(results) == n and tasks[-1].cancelled()
    print("cancel %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
