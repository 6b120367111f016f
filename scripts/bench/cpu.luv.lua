package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 3000000

local function compute(rounds)
  local state, odd, slots = 1, 0, {}
  for i = 1, 64 do slots[i] = i end
  for _ = 1, rounds do
    state = (state * 1103 + 12345) % 65536
    local slot = state % 64 + 1
    slots[slot] = (slots[slot] + state) % 1000
    if slots[slot] % 2 == 1 then odd = odd + 1 end
  end
  return odd
end

luv.run(function()
  local wall, cpu = luv.clocks()
  local odd = luv.await(luv.spawn(compute, n))
  local wall1, cpu1 = luv.clocks()
  assert(odd > 0 and odd < n)
  print(string.format("cpu %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
