import asyncio
import sys
import time

tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 100
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
each = steps // tasks
steps = each * tasks


async def worker():
    for _ in range(each):
        try:
            await asyncio.sleep(0)
        except BaseException:
            raise


async def main():
    loop = asyncio.get_running_loop()
    every = asyncio.gather(*[asyncio.create_task(worker()) for _ in range(tasks)])

    wall, cpu = loop.time(), time.process_time()
    await every
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    print("switch_pcall %d %.1f %.1f" % (steps, wall * 1e9 / steps, cpu * 1e9 / steps))


asyncio.run(main())
