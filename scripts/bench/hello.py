import asyncio
import time


async def say(word):
    await asyncio.sleep(0)
    return word


async def main():
    loop = asyncio.get_running_loop()
    wall, cpu = loop.time(), time.process_time()
    words = await asyncio.gather(say("hello"), say("asyncio"), say("world"))
    wall, cpu = loop.time() - wall, time.process_time() - cpu
    assert " ".join(words) == "hello asyncio world"
    print("hello 1 %.1f %.1f" % (wall * 1e9, cpu * 1e9))


asyncio.run(main())
