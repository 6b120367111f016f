import asyncio
from vclock import LuaError, attempt, log, run, ticks


class Special(ValueError):
    pass


class Table(Exception):
    pass


async def throw(v, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    raise v


async def through(v, turns):
    await throw(v, turns)


async def check(what, x, v):
    ok, e = await attempt(x)
    log(what, ok, e is v)


async def main():
    boom, tbl, text = ValueError("boom"), Table(), LuaError("text")

    ticks(30)
    await check("coroutine", throw(boom, 0), boom)
    await check("nested", through(boom, 1), boom)
    await check("task", asyncio.create_task(through(boom, 1)), boom)
    await check("gather", asyncio.gather(through(boom, 1), through(tbl, 3)), boom)
    await check("wait_for", asyncio.wait_for(through(tbl, 1), 5), tbl)
    await check("shield", asyncio.shield(through(boom, 1)), boom)
    await asyncio.sleep(1)
    ticks(30)
    await check("table", asyncio.create_task(throw(tbl, 0)), tbl)
    await check("text", asyncio.create_task(throw(text, 0)), text)

    t = asyncio.create_task(throw(boom, 1))
    await check("first waiter", t, boom)
    await check("second waiter", t, boom)
    log("exception", t.exception() is boom, t.cancelled())
    for _ in range(2):
        try:
            t.result()
        except ValueError as e:
            log("result", False, e is boom)

    async def wraps():
        ok, e = await attempt(throw(boom, 1))
        raise RuntimeError(f"wrapped {e}")

    log("wrapped", *await attempt(asyncio.create_task(wraps())))

    async def try_(v):
        try:
            if v:
                await throw(v, 1)
            return "no error"
        except TimeoutError as e:
            return f"timeout {e}"
        except ValueError as e:
            return f"value {e}"
        except OSError as e:
            return f"os {e}"

    log(await try_(None))
    log(await try_(boom))
    log(await try_(Special("special")))
    log(await try_(TimeoutError("slow")))
    log(await try_(OSError("disk")))
    log(*await attempt(try_(TypeError("type"))))


run(main)
