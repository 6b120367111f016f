-- An await at the bottom of ten nested coroutines: what each level adds to a switch.
--   moonloop scripts/bench/nested.lua [steps] [depth]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n, depth = tonumber(arg[1]) or 200000, tonumber(arg[2]) or 10

local down
down = async(function(level)
  if level == 1 then
    await(asyncio.sleep(0))
    return 1
  end
  local below = await(down(level - 1))
  return below + 1
end)

local wall, cpu = loop:time(), os.clock()
local sum = 0
for _ = 1, n do sum = sum + await(down(depth)) end
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(sum == n * depth)
print(string.format("nested %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
