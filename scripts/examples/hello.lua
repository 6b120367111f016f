-- Three greetings at the same time: together they take as long as the slowest of them.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local greet = async(function(name, delay)
  await(asyncio.sleep(delay))
  print("hello, " .. name)
  return #name
end)

local started = loop:time()
local lengths = await(asyncio.gather(greet("moon", 3), greet("world", 1), greet("Lua", 2)))
print("letters:", unpack(lengths))
print(string.format("%.1f seconds", loop:time() - started))
