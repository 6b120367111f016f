# Messages of 64 bytes that 100 clients send to an echo server and await back, all in one loop.
# The fifth number is the 99th percentile of a round trip in nanoseconds.
import asyncio
import sys
import time

connections = int(sys.argv[1]) if len(sys.argv) > 1 else 100
messages = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
size = 64


async def echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


async def client(port, count, trips):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    message = b"x" * size
    now = time.monotonic
    for _ in range(count):
        start = now()
        writer.write(message)
        await reader.readexactly(size)
        trips.append(now() - start)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    trips = []
    count = messages // connections
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    await asyncio.gather(*(client(port, count, trips) for _ in range(connections)))
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    server.close()
    trips.sort()
    n = len(trips)
    print("echo", n, wall // n, cpu // n, int(trips[n * 99 // 100] * 1e9))


asyncio.run(main())
