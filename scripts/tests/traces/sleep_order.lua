-- Which sleeper wakes first: negative, zero, equal and different delays, set in mixed order.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function sleeper(name, delay)
  return function()
    local v = await(asyncio.sleep(delay, name))
    log(v, delay)
  end
end

local plan = {
  { "one", 1 }, { "half", 0.5 }, { "zero", 0 }, { "half again", 0.5 }, { "minus", -3 },
  { "quarter", 0.25 }, { "one again", 1 }, { "zero again", 0 }, { "half third", 0.5 },
}
local tasks = {}
for i, p in ipairs(plan) do
  tasks[i] = asyncio.create_task(sleeper(p[1], p[2]))
end
log("main", "made")
await(asyncio.sleep(0.25))
log("main", "a quarter")
await(asyncio.sleep(0.25))
log("main", "two quarters")
for _, t in ipairs(tasks) do await(t) end
log("main", "all")

local ok, e = pcall(await, asyncio.sleep(0 / 0))
log(ok, e)
local t0 = loop:time()
await(asyncio.sleep(3600))
log("an hour", loop:time() - t0)
await(asyncio.sleep(7 * 24 * 3600))
log("and a week", loop:time() - t0)
