import asyncio
from vclock import log, run


async def body():
    return asyncio.current_task().get_name()


async def main():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    log("main", me.get_name())

    log("create_task", await asyncio.create_task(body()))
    t = asyncio.create_task(body(), name="given")
    log("given", t.get_name(), await t)
    log("create_task", await asyncio.create_task(body()))
    log("loop", await loop.create_task(body(), name="by loop"))
    log("inline", await body())
    log("wait_for", await asyncio.wait_for(body(), 1))
    log("wait_for task", await asyncio.wait_for(asyncio.create_task(body()), 1))
    log("shield", await asyncio.shield(body()))
    r = await asyncio.gather(body(), body())
    log("gather", *r)
    log("ensure_future", asyncio.ensure_future(body()).get_name())
    loop.create_future()
    async for x in asyncio.as_completed([body()]):
        log("as_completed", x.get_name())

    t = asyncio.create_task(body())
    t.set_name("renamed")
    log("renamed", await t)
    t.set_name(7)
    log("number", t.get_name(), "string")
    t = asyncio.create_task(body(), name=12)
    log("number", await t)
    me.set_name("chief")
    log("main", await body())

    async def self_made():
        asyncio.current_task().set_name("self-made")
        await asyncio.sleep(0)
        return await body()

    t = asyncio.create_task(self_made())
    log("self", await t, t.get_name())


run(main)
