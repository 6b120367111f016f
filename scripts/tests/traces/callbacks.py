import asyncio
from vclock import log, run, ticks


def cb(name):
    return lambda f: log(name, f.result())


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: log(
        "handler", context["exception"], context["message"].startswith("Exception in callback")))

    ticks(30)
    f = loop.create_future()
    a, b, c = cb("a"), cb("b"), cb("c")
    for fn in a, b, a, c, b, a:
        f.add_done_callback(fn)
    log("removed", f.remove_done_callback(b), f.remove_done_callback(b),
        f.remove_done_callback(print))
    f.set_result("value")
    log("set")
    await asyncio.sleep(0)
    log("one iteration later")
    f.add_done_callback(c)
    log("added", f.remove_done_callback(c))
    await asyncio.sleep(0)

    f = loop.create_future()
    f.add_done_callback(a)
    f.set_result("late")
    log("too late", f.remove_done_callback(a))
    await asyncio.sleep(0)

    def once(x):
        log("once", x.remove_done_callback(once), x.remove_done_callback(c))
        x.add_done_callback(c)

    def bad(x):
        raise ValueError("bad callback")

    f = loop.create_future()
    f.add_done_callback(once)
    f.add_done_callback(bad)
    f.add_done_callback(c)
    f.set_result("third")
    await asyncio.sleep(0)
    log("after one")
    await asyncio.sleep(0)
    log("after two")

    async def body():
        return "task"

    async def wait():
        log("waiter", await t)

    t = asyncio.create_task(body())
    t.add_done_callback(cb("before"))
    waiter = asyncio.create_task(wait())
    await asyncio.sleep(0)
    t.add_done_callback(cb("after"))
    await waiter

    f = loop.create_future()
    f.add_done_callback(lambda x: log("cancelled", x.cancelled()))
    log("cancel", f.cancel(), f.cancelled())
    await asyncio.sleep(0)
    log("end")


run(main)
