import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 100
each = n // tasks
n = each * tasks


async def main():
    loop = asyncio.get_running_loop()
    lock, inside, entered = asyncio.Lock(), False, 0

    async def worker():
        nonlocal inside, entered
        for _ in range(each):
            async with lock:
                assert not inside
                inside = True
                await asyncio.sleep(0)
                entered += 1
                inside = False

    wall, cpu = loop.time(), time.process_time()
    await asyncio.gather(*[worker() for _ in range(tasks)])
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert entered == n
    print("lock %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
