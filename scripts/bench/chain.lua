-- Futures completed through call_soon and awaited, one after the other.
--   moonloop scripts/bench/chain.lua [futures]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 200000

local wall, cpu = loop:time(), os.clock()
local sum = 0
for i = 1, n do
  local fut = loop:create_future()
  loop:call_soon(fut.set_result, fut, i)
  sum = sum + await(fut)
end
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(sum == n * (n + 1) / 2)
print(string.format("chain %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
