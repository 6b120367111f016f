-- A producer and a consumer joined by a queue of ten places.
--   moonloop scripts/bench/queue.lua [items] [places]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n, places = tonumber(arg[1]) or 200000, tonumber(arg[2]) or 10

local queue = asyncio.Queue(places)
local function producer()
  for i = 1, n do await(queue:put(i)) end
end
local function consumer()
  local sum = 0
  for _ = 1, n do sum = sum + await(queue:get()) end
  return sum
end

local wall, cpu = loop:time(), os.clock()
local results = await(asyncio.gather(producer, consumer))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(results[2] == n * (n + 1) / 2)
print(string.format("queue %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
