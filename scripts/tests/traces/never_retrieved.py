import asyncio
from vclock import attempt, run, say


async def main():
    loop = asyncio.get_running_loop()
    reported = []

    def handler(_, context):
        reported.append(context["exception"])
        say("reported", context["message"][5:], context["exception"])

    async def fail(name):
        raise ValueError(name)

    def failing(name):
        return asyncio.create_task(fail(name), name=name)

    loop.set_exception_handler(handler)
    awaited, asked = failing("awaited"), failing("asked")
    gathered, waited = failing("gathered"), failing("waited")
    await attempt(awaited)
    say("asked", asked.exception())
    await asyncio.gather(gathered, return_exceptions=True)
    await asyncio.wait([waited])
    say("waited", waited.exception())
    cancelled = failing("cancelled")
    cancelled.cancel()
    await attempt(cancelled)
    say("so far", len(reported))
    # Kept until the end, because CPython reports it as soon as nothing refers to it.
    loop.forgotten = failing("forgotten")
    await asyncio.sleep(0)
    say("main ends")


run(main)
