import asyncio
import warnings
from vclock import VirtualLoop, lua, say

warnings.simplefilter("ignore")


def main():
    loop = VirtualLoop()

    def log(*args):
        print("%.3f" % loop.time(), *map(lua, args), sep="\t")

    def attempt(what, f, *args):
        try:
            f(*args)
        except BaseException as e:
            say(what, False, type(e).__name__, str(e))

    async def give(v):
        log("running", loop.is_running(), asyncio.get_running_loop() is loop)
        await asyncio.sleep(1)
        return v

    async def fail():
        raise ValueError("boom")

    say("new", loop.is_running(), loop.is_closed())
    say("result", loop.run_until_complete(give("value")))

    f = loop.create_future()
    loop.call_later(2, f.set_result, "by timer")
    say("future", loop.run_until_complete(f))
    say("done future", loop.run_until_complete(f))

    attempt("raises", loop.run_until_complete, fail())
    f = loop.create_future()
    f.cancel("gone")
    attempt("cancelled", loop.run_until_complete, f)

    def one():
        log("one")
        loop.stop()
        loop.call_soon(log, "set after stop")
        log("still in one")

    loop.call_soon(one)
    loop.call_soon(log, "two, in the same iteration")
    loop.run_forever()
    say("stopped")
    loop.call_soon(loop.stop)
    loop.run_forever()
    say("stopped again")

    loop.stop()
    loop.call_soon(log, "in the one iteration")
    loop.call_later(5, log, "a timer, not yet due")
    loop.run_forever()
    say("one iteration", loop.is_running())

    async def never():
        loop.call_soon(loop.stop)
        await loop.create_future()

    attempt("stopped", loop.run_until_complete, never())

    def stops():
        log("stops")
        loop.stop()

    loop.call_later(10, stops)
    loop.run_forever()

    async def inside():
        attempt("nested", loop.run_until_complete, loop.create_future())
        attempt("close", loop.close)

    loop.run_until_complete(inside())
    loop.close()
    loop.close()
    say("closed", loop.is_closed())
    attempt("call_soon", loop.call_soon, print)
    attempt("call_later", loop.call_later, 1, print)
    attempt("run_forever", loop.run_forever)


main()
