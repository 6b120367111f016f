# A computing function called on a pool of threads, which take turns.
import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor

workers = int(sys.argv[1]) if len(sys.argv) > 1 else 2
calls = int(sys.argv[2]) if len(sys.argv) > 2 else 8
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2000000


def compute(n):
    x = 1
    for i in range(1, n + 1):
        x = (x * 31 + i) % 1000003
    return x


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(workers) as executor:
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        await asyncio.gather(*(loop.run_in_executor(executor, compute, rounds) for _ in range(calls)))
        wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    print("threads", calls, wall // calls, cpu // calls)


asyncio.run(main())
