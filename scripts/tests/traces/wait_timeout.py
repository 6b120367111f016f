import asyncio
from vclock import log, run, ticks


def sleeper(name, delay):
    async def body():
        await asyncio.sleep(delay)
        log(name, "woke")
        return name

    return asyncio.create_task(body(), name=name)


def names(futures):
    return "[" + " ".join(t.get_name() for t in futures) + "]"


async def main():
    tasks = [sleeper("a", 1), sleeper("b", 2), sleeper("c", 3)]
    done, pending = await asyncio.wait(tasks, timeout=2.5)
    log("2.5", names(done), names(pending))
    done, pending = await asyncio.wait(tasks, timeout=10)
    log("10", names(done), names(pending))

    tasks = [sleeper("d", 1), sleeper("e", 0)]
    ticks(8)
    done, pending = await asyncio.wait(tasks, timeout=0)
    log("0", names(done), names(pending))
    ticks(8)
    done, pending = await asyncio.wait(tasks, timeout=-1)
    log("-1", names(done), names(pending))
    done, pending = await asyncio.wait(tasks, timeout=1, return_when=asyncio.FIRST_COMPLETED)
    log("first of 1", names(done), names(pending))
    done, pending = await asyncio.wait(tasks[:1], timeout=1)
    log("on the dot", names(done), names(pending))
    done, pending = await asyncio.wait(tasks[:1], timeout=0)
    log("done, 0", names(done), names(pending))


run(main)
