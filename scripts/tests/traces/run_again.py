import asyncio
from vclock import VirtualLoop, lua, say


def log(*args):
    print("%.3f" % asyncio.get_running_loop().time(), *map(lua, args), sep="\t")


def run(coro):
    return asyncio.run(coro, loop_factory=VirtualLoop)


def main():
    async def one():
        log("fresh", True, len(asyncio.all_tasks()))
        await asyncio.sleep(1)
        return "result"

    say("one", run(one()))

    async def left_over():
        try:
            await asyncio.sleep(100)
        finally:
            await asyncio.sleep(1)
            log("left-over cleaned up")

    async def two():
        asyncio.get_running_loop().kept = asyncio.create_task(left_over())
        await asyncio.sleep(1)
        log("two ends")
        return "two's result"

    say("two", run(two()))

    async def fails():
        await asyncio.sleep(1)
        raise ValueError("out of run")

    try:
        run(fails())
    except ValueError as e:
        say("error", False, e)

    async def nested():
        async def body():
            pass

        inner = body()
        try:
            run(inner)
        except RuntimeError as e:
            log("nested", False, type(e).__name__)
        await inner

    run(nested())

    async def cancelled():
        asyncio.current_task().cancel("from within")
        await asyncio.sleep(1)

    try:
        run(cancelled())
    except asyncio.CancelledError as e:
        say("cancelled", False, e)
    say("main goes on")


main()
