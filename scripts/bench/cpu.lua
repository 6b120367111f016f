-- A loop that computes and never awaits: what the interpreter itself takes inside a task.
--   moonloop scripts/bench/cpu.lua [rounds]
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
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

local wall, cpu = loop:time(), os.clock()
local odd = await(asyncio.create_task(function() return compute(n) end))
wall, cpu = loop:time() - wall, os.clock() - cpu
assert(odd > 0 and odd < n)
print(string.format("cpu %d %.1f %.1f", n, wall * 1e9 / n, cpu * 1e9 / n))
