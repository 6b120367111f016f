import asyncio
import warnings
from vclock import attempt, log, run

warnings.simplefilter("ignore")


async def say_error(what, *args, **kwargs):
    ok, e = await attempt(asyncio.wait(*args, **kwargs))
    log(what, ok, type(e).__name__)


async def main():
    async def one():
        return 1

    f = asyncio.get_running_loop().create_future()
    f.set_result(1)
    co = one()
    later = asyncio.wait([])
    log("nothing yet")
    log("empty", *await attempt(later))
    await say_error("a future", f)
    await say_error("a coroutine", one())
    await say_error("coroutine inside", [f, co])
    await say_error("bad mode", [f], return_when="SOMETIME")
    log("co", await co)
    done, pending = await asyncio.wait([f])
    log("good", len(done), len(pending), list(done) == [f])


run(main)
