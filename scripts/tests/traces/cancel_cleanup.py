import asyncio
from vclock import attempt, log, run


def job(name, cleanup):
    async def body():
        try:
            await asyncio.sleep(100)
        finally:
            log(name, "cleans up")
            await cleanup()
            log(name, "has cleaned up")

    return asyncio.create_task(body())


async def stop(name, t):
    await asyncio.sleep(1)
    log("cancel", name, t.cancel(name))
    ok, e = await attempt(t)
    log(name, ok, e, t.cancelled())


async def main():
    async def fail():
        raise ValueError("in cleanup")

    async def help():
        log("helper", await asyncio.create_task(asyncio.sleep(1, "helped")))

    await stop("sleeps", job("sleeps", lambda: asyncio.sleep(2)))
    await stop("yields", job("yields", lambda: asyncio.sleep(0)))
    await stop("fails", job("fails", fail))
    await stop("waits for a task", job("waits for a task", help))

    async def handles():
        try:
            await asyncio.sleep(100)
        except ValueError:
            log("not this one")
        except asyncio.CancelledError as e:
            log("handler", e)
            return "handled"
        finally:
            log("finally")

    t = asyncio.create_task(handles())
    await asyncio.sleep(1)
    t.cancel("caught")
    log("main", await t, t.cancelled())

    async def does_not():
        try:
            await asyncio.sleep(100)
        except Exception:
            log("CancelledError is none of these")

    t = asyncio.create_task(does_not())
    await asyncio.sleep(1)
    t.cancel("not caught")
    ok, e = await attempt(t)
    log("main", ok, e, t.cancelled())


run(main)
