-- Hundreds of timers, most of them cancelled, fire in the order of time and of setting.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local fired = {}
local handles = {}
-- A small generator of numbers, the same in every language.
local seed = 7
local function random(n)
  seed = (seed * 1103 + 12345) % 65536
  return math.floor(seed / 64) % n
end

for i = 1, 400 do
  local delay = random(16) / 4
  handles[i] = loop:call_later(delay, function() fired[#fired + 1] = i end)
end
local left = 400
for i = 1, 400 do
  if random(4) > 0 then
    handles[i]:cancel()
    left = left - 1
  end
end
log("left", left)
for _ = 1, 5 do
  await(asyncio.sleep(1))
  log("fired", #fired, table.concat(fired, " "))
  fired = {}
end

-- Tasks asleep, woken in order, a third of them cancelled before.
local tasks, order = {}, {}
for i = 1, 150 do
  tasks[i] = asyncio.create_task(function()
    await(asyncio.sleep(random(8) / 2))
    order[#order + 1] = i
  end)
end
await(asyncio.sleep(0))
for i = 1, 150, 3 do tasks[i]:cancel() end
local r = await(asyncio.gather(tasks, { return_exceptions = true }))
log("results", r.n, #order)
log(table.concat(order, " "))
