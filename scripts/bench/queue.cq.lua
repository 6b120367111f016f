package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local n, places = tonumber(arg[1]) or 200000, tonumber(arg[2]) or 10

local queue = cq.Queue(places)
local function producer()
  for i = 1, n do queue:put(i) end
end
local function consumer()
  local sum = 0
  for _ = 1, n do sum = sum + queue:get() end
  return sum
end

cq.run(function()
  local wall, cpu = cq.clocks()
  local put, got = cq.promise.new(producer), cq.promise.new(consumer)
  put:get()
  local sum = got:get()
  local wall1, cpu1 = cq.clocks()
  assert(sum == n * (n + 1) / 2)
  print(string.format("queue %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
