-- The result and the timeout in the same instant: the timeout wins, also over a result that was set just before.
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
local me = asyncio.current_task()

local function attempt(what, x, timeout)
  local ok, v = pcall(await, asyncio.wait_for(x, timeout))
  log(what, ok, v, me:cancelling())
end

local function later(delay, value)
  local f = loop:create_future()
  loop:call_later(delay, function()
    log("set", value)
    if not f:done() then f:set_result(value) end
  end)
  return f
end

loop:call_later(1, ticks, 8)
attempt("result first", later(1, "r1"), 1)

loop:call_later(1, ticks, 8)
attempt("timeout first", function() return await(later(1, "r2")) end, 1)

loop:call_later(1, ticks, 8)
attempt("sleep", asyncio.sleep(1, "slept"), 1)

local t = asyncio.create_task(function() return await(asyncio.sleep(1, "task slept")) end)
loop:call_later(1, ticks, 8)
attempt("task made first", t, 1)
log("task", t:done(), t:cancelled())

t = asyncio.create_task(function() return await(asyncio.sleep(1, "task slept")) end)
await(asyncio.sleep(0))
loop:call_later(1, ticks, 8)
attempt("task started first", t, 1)
log("task", t:done(), t:cancelled())

attempt("outer shorter", asyncio.wait_for(loop:create_future(), 3), 2)
attempt("inner shorter", asyncio.wait_for(loop:create_future(), 2), 3)
attempt("equal", asyncio.wait_for(loop:create_future(), 2), 2)
await(asyncio.sleep(5))
log("end", me:cancelling())
