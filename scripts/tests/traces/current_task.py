import asyncio
from vclock import attempt, log, run


def names():
    return " ".join(sorted(t.get_name() for t in asyncio.all_tasks()))


def whose():
    t = asyncio.current_task()
    return t.get_name() if t else "none"


async def main():
    loop = asyncio.get_running_loop()
    main = asyncio.current_task()
    main.set_name("main")

    async def a_body():
        log("in a", whose(), names())
        await asyncio.sleep(1)
        log("in a", whose(), names())

    async def inline():
        return whose()

    async def b_body():
        log("in b", whose(), names())
        log("inline", await inline())

    async def c_body():
        pass

    log(whose(), names())
    a = asyncio.create_task(a_body(), name="a")
    b = asyncio.create_task(b_body(), name="b")
    log("made", names())
    loop.call_soon(lambda: log("call_soon", whose(), names()))
    loop.call_later(0.5, lambda: log("call_later", whose(), names()))
    b.add_done_callback(lambda _: log("done callback", whose(), names()))
    await asyncio.sleep(0)
    log("b is done", b.done(), names())
    await a
    log("a is done", whose(), names())
    log("loop given", asyncio.current_task(loop) is main, len(asyncio.all_tasks(loop)))

    c = asyncio.create_task(c_body(), name="c")
    c.cancel()
    log("asked to stop", names())
    await attempt(c)
    log("cancelled", names())
    log("is main", list(asyncio.all_tasks())[0] is main)


run(main)
