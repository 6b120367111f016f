-- wait_for with 0 or less: done futures give their result, everything else is cancelled and waited for.
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
local function stubborn(turns)
  return function()
    pcall(await, loop:create_future())
    for _ = 1, turns do await(asyncio.sleep(0)) end
    log("stubborn ends")
    return "late"
  end
end

ticks(40)
local f = loop:create_future()
f:set_result("was done")
log((await(asyncio.wait_for(f, 0))))
log((await(asyncio.wait_for(f, -1))))

local started = false
local ok, e = pcall(await, asyncio.wait_for(function() started = true end, 0))
log("never started", ok, e, started)

f = loop:create_future()
ok, e = pcall(await, asyncio.wait_for(f, 0))
log("future", ok, e, f:cancelled())

local t = asyncio.create_task(function() await(loop:create_future()) end)
await(asyncio.sleep(0))
ok, e = pcall(await, asyncio.wait_for(t, -5))
log("task", ok, e, t:cancelled())

t = asyncio.create_task(stubborn(2))
await(asyncio.sleep(0))
ok, e = pcall(await, asyncio.wait_for(t, 0))
log("stubborn", ok, e, t:cancelled())

t = asyncio.create_task(function()
  local ok = pcall(await, loop:create_future())
  error(asyncio.ValueError("in cleanup"), 0)
end)
await(asyncio.sleep(0))
ok, e = pcall(await, asyncio.wait_for(t, 0))
log("cleanup fails", ok, e)

t = asyncio.create_task(function() return "quick" end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("finished task", (await(asyncio.wait_for(t, 0))))
f = loop:create_future()
f:set_exception(asyncio.RuntimeError("failed before"))
ok, e = pcall(await, asyncio.wait_for(f, 0))
log("failed future", ok, e)
log("cancelling", asyncio.current_task():cancelling())
