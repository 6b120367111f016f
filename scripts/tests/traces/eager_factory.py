import asyncio
from vclock import attempt, log, run, ticks


async def work(name, turns):
    log(name, "starts")
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, "ends")
    return name


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    log("factory", loop.get_task_factory() is asyncio.eager_task_factory)

    main = asyncio.current_task()
    ticks(40)
    a = asyncio.create_task(work("a", 0), name="A")
    log("a", a.done(), a.result(), a.get_name(), asyncio.current_task() is main)
    b = asyncio.create_task(work("b", 2), name="B")
    log("b", b.done(), b.get_name(), asyncio.current_task() is main)
    a.add_done_callback(lambda t: log("a's callback", t.result()))
    b.add_done_callback(lambda t: log("b's callback", t.result()))
    log("b", await b)

    async def outer_body():
        async def inner_body():
            log("inner", asyncio.current_task() is not me, asyncio.current_task() is not main)
            return "inner"

        me = asyncio.current_task()
        inner = asyncio.create_task(inner_body())
        log("outer", asyncio.current_task() is me, inner.done())
        return await inner

    async def fail():
        raise ValueError("at once")

    async def give_up():
        raise asyncio.CancelledError("own")

    outer = asyncio.create_task(outer_body())
    log("outer", outer.done(), outer.result())

    failing = asyncio.create_task(fail())
    log("failing", failing.done(), failing.exception())
    log("failing", *await attempt(failing))

    cancelled = asyncio.create_task(give_up())
    log("raises CancelledError", cancelled.done(), cancelled.cancelled())

    g = asyncio.gather(work("c", 0), work("d", 0))
    log("gather", g.done(), *g.result())
    g = asyncio.gather(work("e", 0), work("f", 1))
    log("gather", g.done())
    log("gather", *await g)
    done, pending = await asyncio.wait(
        [asyncio.create_task(work("g", 0)), asyncio.create_task(work("h", 0))])
    log("wait", len(done), len(pending))

    t = asyncio.create_task(work("i", 5))
    log("cancel", t.cancel())
    ok, e = await attempt(t)
    log("i", ok, e, t.cancelled())

    loop.set_task_factory(None)
    t = asyncio.create_task(work("lazy", 0))
    log("lazy", t.done(), loop.get_task_factory())
    log(await t)


run(main)
