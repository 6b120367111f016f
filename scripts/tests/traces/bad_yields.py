import asyncio
import re
import types
from vclock import attempt, log, run, ticks


@types.coroutine
def raw(x=None):
    return (yield x)


async def main():
    loop = asyncio.get_running_loop()

    async def told(what, x):
        ok, e = await attempt(raw(x))
        log(what, ok, type(e).__name__, re.match(r"\w+ \w+ \w+ \w+", str(e))[0])

    async def body():
        await told("a number", 42)
        await told("a string", "text")
        await told("a future", f)
        await raw()
        log("goes on")
        return "end"

    f = loop.create_future()
    t = asyncio.create_task(body())
    ticks(12)
    log(await t, f.done())

    async def itself():
        ok, e = await attempt(self)
        log("itself", ok, type(e).__name__, str(e)[:27])
        return "still here"

    self = asyncio.create_task(itself())
    ticks(6)
    log(await self)

    async def no_awaitables():
        for what, x in ("number", 42), ("nil", None), ("string", "text"), ("table", {}):
            ok, e = await attempt(x)
            log(what, ok, type(e).__name__)

    t = asyncio.create_task(no_awaitables())
    ticks(6)
    await t

    async def once():
        await asyncio.sleep(0)
        return "once"

    twice = once()
    log(await twice)
    log("again", *await attempt(twice))
    other = asyncio.new_event_loop()
    foreign = other.create_future()
    ticks(6)
    ok, e = await attempt(foreign)
    log("foreign", ok, type(e).__name__, re.search("attached to a different loop", str(e))[0])
    other.close()


run(main)
