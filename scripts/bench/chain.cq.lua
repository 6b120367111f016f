package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local n = tonumber(arg[1]) or 200000

cq.run(function()
  local wall, cpu = cq.clocks()
  local sum = 0
  for i = 1, n do
    local promise = cq.promise.new()
    cq.spawn(function() promise:set(true, i) end) -- there are no callbacks without a coroutine
    sum = sum + promise:get()
  end
  local wall1, cpu1 = cq.clocks()
  assert(sum == n * (n + 1) / 2)
  print(string.format("chain %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
