-- Tasks that want the same lock, and give up the loop while they have it.
--   moonloop scripts/bench/lock.lua [steps] [tasks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n, tasks = tonumber(arg[1]) or 100000, tonumber(arg[2]) or 100
local each = math.floor(n / tasks)
n = each * tasks

local lock, inside, entered = asyncio.Lock(), false, 0
local function critical()
  assert(not inside)
  inside = true
  await(asyncio.sleep(0))
  entered = entered + 1
  inside = false
end
local function worker()
  for _ = 1, each do asyncio.with(lock, critical) end
end

local list = {}
for i = 1, tasks do list[i] = worker end
local wall, cpu = loop:time(), os.clock()
await(asyncio.gather(list))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(entered == n)
print(string.format("lock %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
