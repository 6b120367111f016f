package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 100000

local function sleeper() luv.sleep(3600) end

luv.run(function()
  local list = {}
  for i = 1, n do list[i] = luv.spawn(sleeper) end
  luv.sleep(0)

  local wall, cpu = luv.clocks()
  for i = 1, n do luv.cancel(list[i]) end
  local results = luv.gather(list, true)
  local wall1, cpu1 = luv.clocks()
  assert(#results == n and list[n].cancelled)
  print(string.format("cancel %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
