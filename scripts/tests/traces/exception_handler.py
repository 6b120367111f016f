import asyncio
from vclock import LuaError, log, run, ticks


def short(text):
    return "Exception in callback" if text.startswith("Exception in callback") else text


def fail(e):
    raise e


async def main():
    loop = asyncio.get_running_loop()
    kept = []

    def handler(l, context):
        log("handler", l is loop, short(context["message"]), context.get("exception"))
        kept.append(context)

    loop.set_exception_handler(handler)
    log("set", loop.get_exception_handler() is not None)

    ticks(20)
    loop.call_soon(lambda: log("one"))
    loop.call_soon(lambda: fail(ValueError("two")))
    loop.call_soon(lambda: log("three"))
    await asyncio.sleep(0)
    log("after", len(kept), "handle" in kept[0], kept[0].get("task"), kept[0].get("future"))

    loop.call_later(1, lambda: fail(LuaError("a text")))
    await asyncio.sleep(2)

    f = loop.create_future()
    f.add_done_callback(lambda _: fail(TypeError("in a done callback")))
    f.add_done_callback(lambda _: log("the next callback"))
    f.set_result(1)
    await asyncio.sleep(0)

    loop.call_exception_handler({"message": "by hand", "exception": RuntimeError("none")})
    loop.call_exception_handler({"message": "bare"})

    def failing(_, context):
        log("fails", short(context["message"]))
        raise LuaError("handler failed")

    loop.set_exception_handler(failing)
    loop.call_soon(lambda: fail(ValueError("lost")))
    await asyncio.sleep(0)
    log("still running")

    loop.set_exception_handler(None)
    log("none", loop.get_exception_handler())


run(main)
