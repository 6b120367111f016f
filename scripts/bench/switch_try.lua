-- The same as switch.lua, but every await stands inside an asyncio.try with a handler and a finally.
--   moonloop scripts/bench/switch_try.lua [tasks] [steps]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local tasks, steps = tonumber(arg[1]) or 100, tonumber(arg[2]) or 1000000
local each = math.floor(steps / tasks)
steps = each * tasks

local function worker()
  local cleaned = 0
  local function body() await(asyncio.sleep(0)) end
  local handlers = {
    { asyncio.ValueError, function() end },
    finally = function() cleaned = cleaned + 1 end,
  }
  for _ = 1, each do asyncio.try(body, handlers) end
  return cleaned
end

local list = {}
for i = 1, tasks do list[i] = asyncio.create_task(worker) end
local all = asyncio.gather(list)

local wall, cpu = loop:time(), os.clock()
await(all)
wall, cpu = loop:time() - wall, os.clock() - cpu
print(string.format("switch_try %d %.1f %.1f", steps, wall * 1e9 / steps, cpu * 1e9 / steps))
