package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 200000

luv.run(function()
  local wall, cpu = luv.clocks()
  local sum = 0
  for i = 1, n do
    local fut = luv.future()
    luv.call_soon(luv.set_result, fut, i)
    sum = sum + luv.await(fut)
  end
  local wall1, cpu1 = luv.clocks()
  assert(sum == n * (n + 1) / 2)
  print(string.format("chain %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
