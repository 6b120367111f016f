package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 100000

local function double(i) return i * 2 end

luv.run(function()
  local wall, cpu = luv.clocks()
  local list = {}
  for i = 1, n do list[i] = luv.spawn(double, i) end
  local results = luv.gather(list)
  local wall1, cpu1 = luv.clocks()
  assert(#results == n and results[n] == n * 2)
  print(string.format("spawn_gather %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
