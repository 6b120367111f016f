package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local tasks, steps = tonumber(arg[1]) or 100, tonumber(arg[2]) or 1000000
local each = math.floor(steps / tasks)
steps = each * tasks

local function worker()
  for _ = 1, each do
    local ok, err = pcall(function() luv.sleep(0) end)
    if not ok then error(err, 0) end
  end
end

luv.run(function()
  local list = {}
  for i = 1, tasks do list[i] = luv.spawn(worker) end
  local wall, cpu = luv.clocks()
  luv.gather(list)
  local wall1, cpu1 = luv.clocks()
  print(string.format("switch_pcall %d %.1f %.1f", steps, (wall1 - wall) * 1e9 / steps, (cpu1 - cpu) * 1e9 / steps))
end)
