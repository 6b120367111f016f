-- The smallest program: three tasks that say one word each. What counts is the time of the whole process.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local say = async(function(word)
  await(asyncio.sleep(0))
  return word
end)

local wall, cpu = loop:time(), os.clock()
local words = await(asyncio.gather(say("hello"), say("asyncio"), say("world")))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(table.concat(words, " ") == "hello asyncio world")
print(string.format("hello 1 %.1f %.1f", wall * 1e9, cpu * 1e9))
