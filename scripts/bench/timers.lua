-- Tasks that sleep for different short times, all at once: the price of a timer.
--   moonloop scripts/bench/timers.lua [tasks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 100000

local sleeper = async(function(delay) await(asyncio.sleep(delay)) end)

local wall, cpu = loop:time(), os.clock()
local list = {}
for i = 1, n do list[i] = sleeper((i * 7919 % 1000 + 1) / 1e6) end -- up to a millisecond
await(asyncio.gather(list))
wall, cpu = loop:time() - wall, os.clock() - cpu
print(string.format("timers %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
