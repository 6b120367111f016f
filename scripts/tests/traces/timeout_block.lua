-- asyncio.timeout around a body: in time, expired, zero, nested, rescheduled, cancelled from outside.
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

local function attempt(what, fn)
  local ok, e = pcall(fn)
  log(what, ok, e, me:cancelling())
end

attempt("in time", function()
  return asyncio.timeout(2, function(cm)
    log("when", cm:when(), cm:expired())
    await(asyncio.sleep(1))
    return "value"
  end)
end)

local kept
loop:call_later(1, ticks, 6)
attempt("expired", function()
  asyncio.timeout(1, function(cm)
    kept = cm
    local ok, e = pcall(await, asyncio.sleep(10))
    log("told", ok, e, me:cancelling(), cm:expired())
    error(e, 0)
  end)
end)
log("expired", kept:expired())

ticks(6)
attempt("zero", function()
  asyncio.timeout(0, function()
    log("body runs")
    await(asyncio.sleep(0))
    log("never")
  end)
end)
ticks(6)
attempt("zero, no await", function()
  return asyncio.timeout(0, function() return "done" end)
end)
attempt("none", function()
  return asyncio.timeout(nil, function(cm)
    await(asyncio.sleep(5))
    return cm:when()
  end)
end)
attempt("at", function()
  asyncio.timeout_at(loop:time() + 1, function() await(asyncio.sleep(5)) end)
end)
attempt("at, in the past", function()
  asyncio.timeout_at(loop:time() - 1, function() await(asyncio.sleep(5)) end)
end)

attempt("inner expires", function()
  asyncio.timeout(5, function()
    local ok, e = pcall(asyncio.timeout, 1, function() await(asyncio.sleep(10)) end)
    log("inner", ok, e)
    await(asyncio.sleep(1))
    log("outer goes on")
  end)
end)
attempt("outer expires", function()
  asyncio.timeout(1, function(outer)
    asyncio.timeout(5, function(inner)
      local ok, e = pcall(await, asyncio.sleep(10))
      log("told", ok, e, outer:expired(), inner:expired())
      error(e, 0)
    end)
  end)
end)

attempt("later", function()
  asyncio.timeout(1, function(cm)
    cm:reschedule(loop:time() + 3)
    await(asyncio.sleep(2))
    log("past the first time")
    cm:reschedule(nil)
    await(asyncio.sleep(20))
    log("past the second")
    cm:reschedule(loop:time() + 1)
    await(asyncio.sleep(2))
    log("never")
  end)
end)

attempt("error in time", function()
  asyncio.timeout(1, function() error(asyncio.ValueError("own"), 0) end)
end)
attempt("swallowed", function()
  return asyncio.timeout(1, function()
    pcall(await, asyncio.sleep(10))
    return "late but fine"
  end)
end)
attempt("another error", function()
  asyncio.timeout(1, function()
    pcall(await, asyncio.sleep(10))
    error(asyncio.ValueError("after the timeout"), 0)
  end)
end)

local t = asyncio.create_task(function()
  asyncio.timeout(5, function() await(asyncio.sleep(10)) end)
end)
await(asyncio.sleep(1))
t:cancel("outside")
local ok, e = pcall(await, t)
log("outside", ok, e, t:cancelled(), t:cancelling())
