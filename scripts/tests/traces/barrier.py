import asyncio
from vclock import attempt, log, run, ticks


async def main():
    loop = asyncio.get_running_loop()
    barrier = asyncio.Barrier(3)

    def runner(name, delay):
        async def body():
            await asyncio.sleep(delay)
            log(name, "arrives", barrier.n_waiting)
            ok, v = await attempt(barrier.wait())
            if ok:
                log(name, "passes", v)
            else:
                log(name, "stopped", type(v).__name__)

        return asyncio.create_task(body())

    log("parties", barrier.parties, barrier.n_waiting, barrier.broken)
    loop.call_at(3, ticks, 8)
    await asyncio.gather(runner("a", 1), runner("b", 2), runner("c", 3))
    log("first round", barrier.n_waiting)
    await asyncio.gather(runner("d", 0), runner("e", 0), runner("f", 0))

    waiting = asyncio.gather(runner("g", 1), runner("h", 1))
    await asyncio.sleep(2)
    log("waiting", barrier.n_waiting)
    await barrier.reset()
    await waiting
    log("after reset", barrier.n_waiting, barrier.broken)

    waiting = asyncio.gather(runner("i", 1))
    await asyncio.sleep(2)
    await barrier.abort()
    await waiting
    log("after abort", barrier.broken)
    ok, e = await attempt(barrier.wait())
    log("broken", ok, type(e).__name__)


run(main)
