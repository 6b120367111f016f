"""What the system's errors are called: class, number, text, name of the file. See errors.lua."""
import asyncio
import os
import shutil
import socket
import tempfile

where = ""


def told(text):
    return str(text).replace(where, "DIR") if text is not None else "nil"


async def attempt(name, make):
    try:
        result = make()
        if asyncio.iscoroutine(result) or asyncio.isfuture(result):
            await result
        print(name, "no error")
    except Exception as e:
        number = getattr(e, "errno", None)
        print(name, type(e).__name__, number if number is not None else "nil", told(getattr(e, "filename", None)), sep="\t")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


async def main():
    global where
    where = tempfile.mkdtemp()
    os.mkdir(where + "/d")
    with open(where + "/f", "w") as f:
        f.write("x")
    run = asyncio.create_subprocess_exec
    port = free_port()
    loop = asyncio.get_running_loop()
    await attempt("connect to nobody", lambda: asyncio.open_connection("127.0.0.1", port))
    await attempt("no such service", lambda: asyncio.open_connection("127.0.0.1", "no-such-service"))
    await attempt("name with NUL", lambda: asyncio.open_connection("a\0b", 80))
    await attempt("family of an address", lambda: loop.getaddrinfo("::1", 80, family=socket.AF_INET))
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    await attempt("port in use", lambda: asyncio.start_server(lambda r, w: None, "127.0.0.1", server.sockets[0].getsockname()[1]))
    server.close()
    await attempt("no such program", lambda: run("no-such-program"))
    await attempt("program is a file", lambda: run(where + "/f"))
    await attempt("program is a directory", lambda: run(where + "/d"))
    await attempt("no such cwd", lambda: run("sh", cwd=where + "/none"))
    await attempt("cwd is a file", lambda: run("sh", cwd=where + "/f"))
    await attempt("name of a variable", lambda: run("sh", env={"A=B": "c"}))
    await attempt("variable with NUL", lambda: run("sh", env={"A": "b\0c"}))
    await attempt("argument with NUL", lambda: run("sh", "a\0b"))
    await attempt("command with NUL", lambda: asyncio.create_subprocess_shell("echo \0"))
    await attempt("read nothing", lambda: open(where + "/none"))
    await attempt("read a directory", lambda: open(where + "/d"))
    await attempt("read with NUL", lambda: open(where + "/\0"))
    await attempt("below a file", lambda: open(where + "/f/x"))
    await attempt("list a file", lambda: os.listdir(where + "/f"))
    await attempt("make what is there", lambda: os.mkdir(where + "/d"))
    await attempt("remove a full directory", lambda: os.rmdir(where))
    await attempt("rename nothing", lambda: os.rename(where + "/none", where + "/new"))
    await attempt("readlink of a file", lambda: os.readlink(where + "/f"))
    await attempt("copy a directory", lambda: shutil.copyfile(where + "/d", where + "/e"))
    print("copied", os.path.exists(where + "/e"))
    await attempt("write to a full device", lambda: os.write(os.open("/dev/full", os.O_WRONLY), b"x"))

    class Told(asyncio.DatagramProtocol):
        def error_received(self, e):
            print("error_received", type(e).__name__, e.errno, sep="\t")

        def connection_lost(self, e):
            print("connection_lost", told(e), sep="\t")

    transport, _ = await loop.create_datagram_endpoint(Told, remote_addr=("127.0.0.1", port))
    try:
        transport.sendto(b"x", ("127.0.0.1", 9))
    except ValueError as e:
        print("another address", type(e).__name__, sep="\t")
    transport.sendto(b"x" * 70000)
    for _ in range(2):
        transport.sendto(b"x")
        await asyncio.sleep(0.2)
    transport.close()
    await asyncio.sleep(0.1)
    shutil.rmtree(where)


asyncio.run(main())
