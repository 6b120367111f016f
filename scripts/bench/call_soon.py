import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000


async def main():
    loop = asyncio.get_running_loop()
    finished = loop.create_future()

    def step(left):
        if left > 0:
            loop.call_soon(step, left - 1)
        else:
            finished.set_result(True)

    wall, cpu = loop.time(), time.process_time()
    step(n)
    await finished
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    print("call_soon %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
