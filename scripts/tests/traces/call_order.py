import asyncio
from vclock import log, run


def say(*args):
    log("call", *args)


async def main():
    loop = asyncio.get_running_loop()

    def nests():
        say("nests")
        loop.call_soon(say, "nested")
        loop.call_later(0, say, "nested later 0")

    loop.call_soon(say, "soon 1")
    loop.call_later(0, say, "later 0")
    loop.call_soon(say, "soon 2")
    loop.call_at(loop.time(), say, "at now")
    loop.call_later(-5, say, "later -5")
    loop.call_soon(say, "soon 3", "two", "arguments", None, "and a nil")
    loop.call_soon(nests)
    log("main waits")
    await asyncio.sleep(0)
    log("one iteration")
    await asyncio.sleep(0)
    log("two iterations")
    await asyncio.sleep(1)

    def cancel_h5():
        log("cancels t+2 and an equal one")
        h5.cancel()

    t0 = loop.time()
    h1 = loop.call_at(t0 + 3, say, "t+3")
    h2 = loop.call_later(1, say, "t+1 first")
    h3 = loop.call_later(1, say, "t+1 second")
    h4 = loop.call_at(t0 + 1, say, "t+1 third")
    h5 = loop.call_later(2, say, "t+2")
    h6 = loop.call_soon(say, "soon")
    log("when", h1.when() - t0, h2.when() - t0, h4.when() - t0)
    h3.cancel()
    h3.cancel()
    h6.cancel()
    log("cancelled", h3.cancelled(), h6.cancelled(), h2.cancelled())
    loop.call_later(1, cancel_h5)
    loop.call_later(2.5, lambda: h7.cancel())
    h7 = loop.call_later(2.5, say, "cancelled by its neighbour")
    await asyncio.sleep(5)
    log("cancelled", h1.cancelled(), h5.cancelled(), h7.cancelled())

    loop.call_soon_threadsafe(say, "threadsafe")
    loop.call_soon(say, "after it")
    await asyncio.sleep(0)
    log("end")


run(main)
