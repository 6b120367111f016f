-- The same as switch.lua, but every await stands inside a pcall.
--   moonloop scripts/bench/switch_pcall.lua [tasks] [steps]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local tasks, steps = tonumber(arg[1]) or 100, tonumber(arg[2]) or 1000000
local each = math.floor(steps / tasks)
steps = each * tasks

local function worker()
  for _ = 1, each do
    local ok, err = pcall(function() await(asyncio.sleep(0)) end)
    if not ok then error(err, 0) end
  end
end

local list = {}
for i = 1, tasks do list[i] = asyncio.create_task(worker) end
local all = asyncio.gather(list)

local wall, cpu = loop:time(), os.clock()
await(all)
wall, cpu = loop:time() - wall, os.clock() - cpu
print(string.format("switch_pcall %d %.1f %.1f", steps, wall * 1e9 / steps, cpu * 1e9 / steps))
