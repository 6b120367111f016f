import asyncio
from vclock import attempt, log, run, ticks


async def body(name):
    log(name, "runs")


async def main():
    ticks(10)
    t = asyncio.create_task(body("a"))
    log("cancel", t.cancel("too early"), t.cancelled(), t.cancelling())
    ok, e = await attempt(t)
    log("main", ok, e, t.cancelled(), t.cancel())

    t = asyncio.create_task(body("b"))
    t.add_done_callback(lambda x: log("callback", x.cancelled()))
    t.cancel()
    t.cancel("second")
    log("cancelling", t.cancelling())
    await asyncio.sleep(0)
    log("one iteration", t.done())
    await asyncio.sleep(0)
    log("two iterations", t.done())
    log("main", *await attempt(t))

    t = asyncio.create_task(body("c"))
    t.cancel()
    log("uncancel", t.uncancel())
    await t
    log("c", t.cancelled(), t.cancelling())


run(main)
