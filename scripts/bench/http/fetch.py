# Fetches pages, 50 at a time, with aiohttp.
import asyncio
import sys
import time

import aiohttp

url, pages = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000


async def main():
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    left, size = pages, 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=50)) as s:

        async def work():
            nonlocal left, size
            while left > 0:
                left -= 1
                async with s.get(url) as r:
                    assert r.status == 200
                    size += len(await r.text())

        await asyncio.gather(*(work() for _ in range(50)))
    print((time.perf_counter_ns() - wall) // pages, (time.process_time_ns() - cpu) // pages, size)


asyncio.run(main())
