-- A coroutine.wrap generator that awaits before each item, driven by a generic for.
--   moonloop scripts/bench/generator.lua [items]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 200000

local function items(count)
  return coroutine.wrap(function()
    for i = 1, count do
      await(asyncio.sleep(0))
      coroutine.yield(i)
    end
  end)
end

local wall, cpu = loop:time(), os.clock()
local sum = 0
for i in items(n) do sum = sum + i end
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(sum == n * (n + 1) / 2)
print(string.format("generator %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
