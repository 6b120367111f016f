package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local n = tonumber(arg[1]) or 100000

cq.run(function()
  local wall, cpu = cq.clocks()
  local list = {}
  for i = 1, n do list[i] = cq.promise.new(cq.sleep, (i * 7919 % 1000 + 1) / 1e6) end
  for i = 1, n do list[i]:get() end
  local wall1, cpu1 = cq.clocks()
  print(string.format("timers %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
