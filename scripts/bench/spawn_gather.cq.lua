package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local n = tonumber(arg[1]) or 100000

local function double(i) return i * 2 end

cq.run(function()
  local wall, cpu = cq.clocks()
  local list, results = {}, {}
  for i = 1, n do list[i] = cq.promise.new(double, i) end
  for i = 1, n do results[i] = list[i]:get() end
  local wall1, cpu1 = cq.clocks()
  assert(results[n] == n * 2)
  print(string.format("spawn_gather %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
