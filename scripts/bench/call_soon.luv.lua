package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 1000000

luv.run(function()
  local finished = luv.future()
  local function step(left)
    if left > 0 then luv.call_soon(step, left - 1) else luv.set_result(finished, true) end
  end
  local wall, cpu = luv.clocks()
  step(n)
  luv.await(finished)
  local wall1, cpu1 = luv.clocks()
  print(string.format("call_soon %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
