import asyncio
import contextvars
from vclock import log, run, ticks

var = contextvars.ContextVar("var", default="none")


async def main():
    loop = asyncio.get_running_loop()

    async def work(name, fate):
        log(name, "runs", var.get())
        if fate == "fails":
            raise ValueError(name)
        if fate == "cancelled":
            asyncio.current_task().cancel()
        return name

    ticks(12)
    var.set("main's")
    loop.call_soon(log, "scheduled before")
    first = asyncio.run_coroutine_threadsafe(work("a", "ends"), loop)
    loop.call_soon(log, "scheduled after")
    var.set("later")
    asyncio.create_task(work("b", "ends"))
    loop.call_soon_threadsafe(log, "from outside")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("first", first.done())
    await asyncio.sleep(0)
    log("first", first.done(), first.result())

    failing = asyncio.run_coroutine_threadsafe(work("c", "fails"), loop)
    cancelled = asyncio.run_coroutine_threadsafe(work("d", "cancelled"), loop)
    await asyncio.sleep(1)
    log("failing", failing.done(), failing.cancelled(), failing.exception())
    log("cancelled", cancelled.done(), cancelled.cancelled())


run(main)
