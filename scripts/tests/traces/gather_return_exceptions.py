import asyncio
from vclock import LuaError, log, run, ticks

boom = RuntimeError("boom")


async def child(name, turns, err=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name)
    if err:
        raise err
    return name


async def main():
    ticks(30)
    victim = asyncio.create_task(child("victim", 9))
    f = asyncio.get_running_loop().create_future()
    f.cancel("never mind")
    g = asyncio.gather(
        child("a", 3), child("b", 1, boom), victim, f, child("c", 0, LuaError("text")),
        return_exceptions=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    log("cancel", victim.cancel("enough"))
    r = await g
    log("n", len(r), r[0])
    log("same error", r[1] is boom, r[1])
    log("victim", r[2], isinstance(r[2], asyncio.CancelledError))
    log("future", r[3])
    log("text", r[4])


run(main)
