package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n, places = tonumber(arg[1]) or 200000, tonumber(arg[2]) or 10

local queue = luv.Queue(places)
local function producer()
  for i = 1, n do queue:put(i) end
end
local function consumer()
  local sum = 0
  for _ = 1, n do sum = sum + queue:get() end
  return sum
end

luv.run(function()
  local wall, cpu = luv.clocks()
  local results = luv.gather({ luv.spawn(producer), luv.spawn(consumer) })
  local wall1, cpu1 = luv.clocks()
  assert(results[2] == n * (n + 1) / 2)
  print(string.format("queue %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
