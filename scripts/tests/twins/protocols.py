"""What protocols are told, in which order. See protocols.lua."""
import asyncio


class Logging(asyncio.Protocol):
    def __init__(self, name, ended, keep=False):
        self.name, self.ended, self.keep = name, ended, keep

    def log(self, *what):
        print(self.name, *what, sep="\t")

    def connection_made(self, transport):
        self.transport = transport
        if self.name == "client":  # which of both ends is first is not decided
            self.log("made")

    def data_received(self, data):
        self.log("data", data.decode())

    def eof_received(self):
        self.log("eof")
        return self.keep

    def connection_lost(self, e):
        self.log("lost", "nil" if e is None else type(e).__name__)
        if not self.ended.done():
            self.ended.set_result(None)

    def pause_writing(self):
        self.log("pause")

    def resume_writing(self):
        self.log("resume")


async def main():
    loop = asyncio.get_running_loop()

    async def both(server_keeps, play):
        ends = [loop.create_future(), loop.create_future()]
        made = []

        def factory():
            made.append(Logging("server", ends[0], server_keeps))
            return made[0]

        server = await loop.create_server(factory, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client, p = await loop.create_connection(lambda: Logging("client", ends[1]), "127.0.0.1", port)
        await asyncio.sleep(0.1)
        await play(client, made[0].transport)
        await asyncio.wait(ends)
        server.close()
        print("closing", client.is_closing(), sep="\t")

    async def close(client, server):
        client.write(b"hello")
        await asyncio.sleep(0.1)
        client.close()
        client.write(b"too late")

    async def eof(client, server):
        client.write_eof()
        await asyncio.sleep(0.1)
        server.write(b"after")
        await asyncio.sleep(0.1)
        server.close()

    async def eof_ends(client, server):
        client.write_eof()

    async def abort(client, server):
        server.pause_reading()
        print("reading", server.is_reading(), sep="\t")
        client.write(b"kept")
        await asyncio.sleep(0.1)
        server.resume_reading()
        await asyncio.sleep(0.1)
        server.abort()

    async def full(client, server):
        server.pause_reading()
        client.set_write_buffer_limits(1000, 500)
        client.write(b"x" * 20_000_000)
        await asyncio.sleep(0.1)
        client.abort()
        server.abort()

    for name, keeps, play in (("close", False, close), ("eof kept", True, eof), ("eof", False, eof_ends),
                              ("abort", False, abort), ("full", False, full)):
        print(name)
        await both(keeps, play)


asyncio.run(main())
