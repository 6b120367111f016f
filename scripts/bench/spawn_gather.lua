-- Tasks that end in their first step, made and gathered: the price of a task.
--   moonloop scripts/bench/spawn_gather.lua [tasks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 100000

local double = async(function(i) return i * 2 end)

local wall, cpu = loop:time(), os.clock()
local list = {}
for i = 1, n do list[i] = double(i) end
local results = await(asyncio.gather(list))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(results.n == n and results[n] == n * 2)
print(string.format("spawn_gather %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
