-- Tasks asleep, cancelled and waited for: the price of a cancellation.
--   moonloop scripts/bench/cancel.lua [tasks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 100000

local function sleeper() await(asyncio.sleep(3600)) end

local list = {}
for i = 1, n do list[i] = asyncio.create_task(sleeper) end
await(asyncio.sleep(0)) -- now all of them sleep

local wall, cpu = loop:time(), os.clock()
for i = 1, n do list[i]:cancel() end
local results = await(asyncio.gather(list, { return_exceptions = true }))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(results.n == n and list[n]:cancelled())
print(string.format("cancel %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
