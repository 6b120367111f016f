-- Tasks that give up the loop with sleep(0) take turns, one iteration each.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end

local ticker
local function ticks(n) -- counts the next n iterations of the loop, from 0
  if ticker then ticker:cancel() end
  step = 0
  local function tick(left)
    step = step + 1
    ticker = left > 1 and loop:call_soon(tick, left - 1) or nil
  end
  ticker = loop:call_soon(tick, n)
end
local function worker(name, turns)
  return function()
    for i = 1, turns do
      log(name, i)
      await(asyncio.sleep(0))
    end
    log(name, "ends")
    return name
  end
end

ticks(12)
local a = asyncio.create_task(worker("a", 3))
local b = asyncio.create_task(worker("b", 1))
local c = asyncio.create_task(worker("c", 4))
log("main", "made", a:done(), b:done(), c:done())
log("main", (await(b)))
log("main", a:done(), b:done(), c:done())
log("main", (await(a)))
log("main", (await(c)))
log("main", "again", (await(a)))
log("main", (await(asyncio.sleep(0, "slept"))))
log("main", (await(asyncio.sleep(0))))
