package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 100000

local function sleeper(delay) luv.sleep(delay) end

luv.run(function()
  local wall, cpu = luv.clocks()
  local list = {}
  for i = 1, n do list[i] = luv.spawn(sleeper, (i * 7919 % 1000 + 1) / 1e6) end
  luv.gather(list)
  local wall1, cpu1 = luv.clocks()
  print(string.format("timers %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
