import asyncio
from vclock import attempt, log, run, ticks


def waiter(name, x):
    async def body():
        ok, v = await attempt(x)
        log(name, ok, v)
        return v

    return asyncio.create_task(body(), name=name)


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    a, b, c = waiter("a", f), waiter("b", f), waiter("c", f)
    await asyncio.sleep(0)
    ticks(20)
    b.cancel("not you")
    log("cancelled one", f.cancelled())
    ok, e = await attempt(c)
    log("all see it", ok, e, f.cancelled())

    f = loop.create_future()
    a, b, c = waiter("a", f), waiter("b", f), waiter("c", f)
    await asyncio.sleep(0)
    f.add_done_callback(lambda _: log("callback"))
    d = waiter("d", f)
    f.set_result("one for all")
    log("set")
    await d
    log("main")
    await c

    async def task():
        await asyncio.sleep(0)
        return "task"

    t = asyncio.create_task(task())
    a, b = waiter("a", t), waiter("b", asyncio.shield(t))
    b.cancel()
    await asyncio.sleep(0)
    c = waiter("c", t)
    log("main", await t)
    await c

    async def player(name, rounds):
        nonlocal ping, pong
        for i in range(1, rounds + 1):
            if name == "ping":
                log("ping", i)
                ping.set_result(i)
                v = await pong
                pong = loop.create_future()
                log("got", v)
            else:
                v = await ping
                ping = loop.create_future()
                log("pong", v)
                pong.set_result(-v)

    ticks(30)
    ping, pong = loop.create_future(), loop.create_future()
    await asyncio.gather(player("ping", 3), player("pong", 3))
    log("end")


run(main)
