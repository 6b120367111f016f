import asyncio
from vclock import log, run, ticks


async def child(name, turns, how=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    log(name, how or "ends")
    if how == "fails":
        raise ValueError(name)
    return name


def names(futures):
    return "[" + " ".join(t.get_name() for t in futures) + "]"


def make(prefix):
    made = []
    for i, spec in enumerate([(3,), (1,), (2, "fails"), (4,)], 1):
        name = f"{prefix}{i}"
        made.append(asyncio.create_task(child(name, *spec), name=name))
    return made


async def main():
    for mode in asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED:
        ticks(12)
        log(mode)
        tasks = make((mode[0] + mode[6]).lower())
        done, pending = await asyncio.wait(tasks, return_when=mode)
        log("done", names(done), "pending", names(pending))
        while pending:
            done, pending = await asyncio.wait(pending, return_when=mode)
            log("then done", names(done), "pending", names(pending))
        log("error", tasks[2].exception())
        await asyncio.sleep(1)

    ticks(12)
    tasks = make("x")
    done, pending = await asyncio.wait([tasks[1], tasks[0], tasks[1]])
    log("duplicates", names(done), names(pending), tasks[3].done())
    done, pending = await asyncio.wait(tasks[:2])
    log("done before", names(done), names(pending))
    tasks[3].cancel()
    done, pending = await asyncio.wait(
        [tasks[3], tasks[2]], return_when=asyncio.FIRST_EXCEPTION)
    log("failed before", names(done), names(pending))
    done, pending = await asyncio.wait([tasks[3]], return_when=asyncio.FIRST_EXCEPTION)
    log("cancelled is no exception", names(done), names(pending), tasks[3].cancelled())


run(main)
