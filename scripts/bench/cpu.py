import asyncio
import sys
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 3000000


def compute(rounds):
    state, odd, slots = 1, 0, list(range(1, 65))
    for _ in range(rounds):
        state = (state * 1103 + 12345) % 65536
        slot = state % 64
        slots[slot] = (slots[slot] + state) % 1000
        if slots[slot] % 2 == 1:
            odd += 1
    return odd


async def main():
    async def body():
        return compute(n)

    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    odd = await asyncio.create_task(body())
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert 0 < odd < n
    print("cpu %d %.1f %.1f" % (n, wall * 1e9 / n, cpu * 1e9 / n))


asyncio.run(main())
