-- Plain callbacks, each of which asks for the next: the price of one handle, without tasks.
--   moonloop scripts/bench/call_soon.lua [callbacks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 1000000

local finished = loop:create_future()
local function step(left)
  if left > 0 then loop:call_soon(step, left - 1) else finished:set_result(true) end
end

local wall, cpu = loop:time(), os.clock()
step(n)
await(finished)
wall, cpu = loop:time() - wall, os.clock() - cpu
print(string.format("call_soon %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
