import asyncio
from vclock import VirtualLoop, lua


def main():
    loop = VirtualLoop()

    def log(*args):
        print("%.3f" % loop.time(), *map(lua, args), sep="\t")

    def go(what):
        loop.run_forever()
        log("stopped by", what)

    async def steps():
        for i in range(1, 4):
            log("step", i)
            loop.stop()
            await asyncio.sleep(0)
        log("task ends")
        return "end"

    t = loop.create_task(steps())
    go("step 1")
    go("step 2")
    log("done", t.done())
    go("step 3")
    loop.call_soon(loop.stop)
    go("call_soon")
    log("done", t.done(), t.result())

    loop.call_soon(loop.stop)
    loop.call_soon(loop.stop)
    loop.call_soon(log, "after two stops")
    go("two stops")

    def callback(_):
        log("callback")
        loop.stop()

    f = loop.create_future()
    f.add_done_callback(callback)
    loop.call_later(1, f.set_result, 1)
    go("callback")

    def timer():
        log("timer")
        loop.stop()

    loop.call_later(1, timer)
    loop.call_later(1, log, "the timer beside it")
    loop.call_later(1.5, log, "a later timer")
    go("timer")
    loop.call_later(1, loop.stop)
    go("last timer")
    loop.close()


main()
