import asyncio
import contextvars
from vclock import log, run

var = contextvars.ContextVar("var", default="default")
bare = contextvars.ContextVar("bare")


def show(name):
    return lambda *_: log(name, var.get())


async def main():
    loop = asyncio.get_running_loop()

    def has(v):
        try:
            v.get()
            return True
        except LookupError:
            return False

    async def t1_body():
        log("t1", var.get())
        var.set("t1's")
        await asyncio.sleep(0)
        log("t1 later", var.get())

    async def t2_body():
        show("t2")()

    show("main")()
    log("bare", bare.get("given"), has(bare))
    t1 = asyncio.create_task(t1_body())
    var.set("main's")
    t2 = asyncio.create_task(t2_body())
    loop.call_soon(show("soon"))
    loop.call_later(1, show("later"))
    f = loop.create_future()
    f.add_done_callback(show("callback added before"))
    token = var.set("changed")
    f.add_done_callback(show("callback added after"))
    f.set_result(None)
    await asyncio.sleep(0)
    show("main")()
    await asyncio.sleep(0)
    var.reset(token)
    show("reset")()
    await t1
    await t2
    show("main after tasks")()
    await asyncio.sleep(2)

    async def set_(v):
        var.set(v)

    await set_("by an inline coroutine")
    show("inline")()
    await asyncio.create_task(set_("by a task"))
    show("task")()
    await asyncio.gather(set_("by gather"))
    show("gather")()
    await asyncio.wait_for(set_("by wait_for"), 1)
    show("wait_for")()

    def inside():
        var.set("inside ctx")
        show("in ctx")()

    async def task_in_ctx():
        show("task in ctx")()
        var.set("by the task in ctx")

    ctx = contextvars.copy_context()
    ctx.run(inside)
    show("outside")()
    ctx.run(show("in ctx again"))
    t = asyncio.create_task(task_in_ctx(), context=ctx)
    await t
    ctx.run(show("ctx after the task"))
    loop.call_soon(show("bound"), context=ctx)
    f = loop.create_future()
    f.add_done_callback(show("callback in ctx"), context=ctx)
    f.set_result(None)
    await asyncio.sleep(0)
    log("same context", t.get_context() is ctx)

    async def worker(name):
        var.set(name)
        for _ in range(3):
            await asyncio.sleep(0)
            log(name, var.get() == name)

    await asyncio.gather(worker("w1"), worker("w2"))
    show("end")()


run(main)
