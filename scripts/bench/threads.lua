-- A computing function called on a pool of workers, each a runtime of its own.
--   moonloop scripts/bench/threads.lua [workers] [calls] [rounds]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local workers = tonumber(arg[1]) or 2
local calls = tonumber(arg[2]) or 8
local rounds = tonumber(arg[3]) or 2000000

local function compute(n)
  local x = 1
  for i = 1, n do
    x = (x * 31 + i) % 1000003
  end
  return x
end

local executor = asyncio.ThreadPoolExecutor(workers)
local warm = {}
for i = 1, workers do
  warm[i] = loop:run_in_executor(executor, compute, 10)
end
await(asyncio.gather(warm))
local wall, cpu = loop:time(), os.clock()
local futures = {}
for i = 1, calls do
  futures[i] = loop:run_in_executor(executor, compute, rounds)
end
await(asyncio.gather(futures))
wall, cpu = loop:time() - wall, os.clock() - cpu
await(executor:shutdown())
print(string.format("threads %d %.0f %.0f", calls, wall * 1e9 / calls, cpu * 1e9 / calls))
