-- Tasks suspended in sleep: the memory of one, as the system sees it. The last number is bytes for each task.
--   moonloop scripts/bench/memory.lua [tasks]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local n = tonumber(arg[1]) or 100000

local function resident() -- in bytes
  local file = assert(io.open("/proc/self/status"))
  local kilobytes = file:read("*a"):match("VmRSS:%s*(%d+)")
  file:close()
  return tonumber(kilobytes) * 1024
end

local function sleeper() await(asyncio.sleep(3600)) end

local before = resident()
local wall, cpu = loop:time(), os.clock()
local list = {}
for i = 1, n do list[i] = asyncio.create_task(sleeper) end
await(asyncio.sleep(0)) -- now all of them sleep
wall, cpu = loop:time() - wall, os.clock() - cpu
local each = (resident() - before) / n
print(string.format("memory %d %.1f %.1f %.0f", n, wall * 1e9 / n, cpu * 1e9 / n, each))
for i = 1, n do list[i]:cancel() end
