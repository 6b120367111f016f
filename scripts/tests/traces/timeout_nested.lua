-- timeout in timeout: who raises TimeoutError, and how many requests to cancel are left.
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
local function told(name, cm)
  local ok, e = pcall(await, asyncio.sleep(10))
  log(name, ok, e, me:cancelling(), cm:expired())
  error(e, 0)
end

-- Both are over at the same instant; set in either order.
attempt("same instant", function()
  local at = loop:time() + 1
  asyncio.timeout_at(at, function(outer)
    local ok, e = pcall(asyncio.timeout_at, at, function(inner) told("body", inner) end)
    log("between", ok, e, me:cancelling(), outer:expired())
    error(e, 0)
  end)
end)
attempt("inner set first", function()
  local at = loop:time() + 1
  asyncio.timeout(nil, function(outer)
    local ok, e = pcall(asyncio.timeout_at, at, function(inner)
      outer:reschedule(at)
      told("body", inner)
    end)
    log("between", ok, e, me:cancelling(), outer:expired())
    error(e, 0)
  end)
end)

-- The outer one is over while the inner block cleans up.
attempt("during cleanup", function()
  asyncio.timeout(2, function(outer)
    local ok, e = pcall(asyncio.timeout, 1, function()
      pcall(await, asyncio.sleep(10))
      log("cleans up", me:cancelling())
      local ok, e = pcall(await, asyncio.sleep(10))
      log("interrupted", ok, e, me:cancelling(), outer:expired())
      error(e, 0)
    end)
    log("inner", ok, e, me:cancelling())
    error(e, 0)
  end)
end)

-- The inner TimeoutError passes through the outer block, before and after that is over.
attempt("passes", function()
  asyncio.timeout(5, function()
    asyncio.timeout(1, function() await(asyncio.sleep(10)) end)
  end)
end)
attempt("replaced", function()
  asyncio.timeout(2, function(outer)
    local ok, e = pcall(asyncio.timeout, 1, function() await(asyncio.sleep(10)) end)
    log("inner", ok, e, me:cancelling())
    pcall(await, asyncio.sleep(10))
    log("outer is over", outer:expired(), me:cancelling())
    error(e, 0)
  end)
end)

-- A zero timeout in one that has been cancelled already, and one that the body takes back.
ticks(10)
attempt("zero in zero", function()
  asyncio.timeout(0, function(outer)
    asyncio.timeout(0, function(inner)
      local ok, e = pcall(await, asyncio.sleep(0))
      log("told", ok, e, outer:expired(), inner:expired(), me:cancelling())
      error(e, 0)
    end)
  end)
end)
attempt("uncancelled by the body", function()
  return asyncio.timeout(1, function()
    local ok, e = pcall(await, asyncio.sleep(10))
    log("told", ok, e, me:uncancel())
    return "goes on"
  end)
end)

-- Cancelled from outside at the instant of the timeout, before and after it.
for _, first in ipairs({ true, false }) do
  local at = loop:time() + 1
  local t
  if first then loop:call_at(at, function() t:cancel("outside") end) end
  t = asyncio.create_task(function()
    asyncio.timeout_at(at, function()
      if not first then loop:call_at(at, function() t:cancel("outside") end) end
      await(asyncio.sleep(10))
    end)
  end)
  local ok, e = pcall(await, t)
  log("both", first, ok, e, t:cancelled(), t:cancelling())
end

-- wait_for in a timeout, a timeout in wait_for, a timeout around a group.
attempt("wait_for inside", function()
  asyncio.timeout(2, function()
    local ok, e = pcall(await, asyncio.wait_for(asyncio.sleep(10), 1))
    log("wait_for", ok, e)
    await(asyncio.wait_for(asyncio.sleep(10), 5))
  end)
end)
attempt("around a group", function()
  asyncio.timeout(1, function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(function() told("child", { expired = function() return nil end }) end)
      await(asyncio.sleep(5))
    end)
  end)
end)
