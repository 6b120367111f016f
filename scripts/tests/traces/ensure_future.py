import asyncio
from vclock import log, run, ticks


async def body(v):
    log("body", v)
    return v


def refused(what, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except Exception as e:
        log(what, False, type(e).__name__)


async def main():
    async def three():
        return await body(3)

    loop = asyncio.get_running_loop()
    ticks(10)
    f = loop.create_future()
    log("future", asyncio.ensure_future(f) is f)
    t = asyncio.create_task(body(1))
    log("task", asyncio.ensure_future(t) is t, asyncio.ensure_future(t, loop=loop) is t)
    u = asyncio.ensure_future(body(2))
    v = asyncio.ensure_future(three())
    w = loop.create_task(body(4))
    log("made", u is t, v.done())
    log("results", await w, await v, await u, await t)

    other = asyncio.new_event_loop()
    refused("other loop", asyncio.ensure_future, f, loop=other)
    other.close()
    refused("number", asyncio.ensure_future, 42)
    refused("create_task", asyncio.create_task, 42)
    refused("create_task of a future", asyncio.create_task, f)


run(main)
