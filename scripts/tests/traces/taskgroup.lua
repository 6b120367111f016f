-- TaskGroup: waits for its tasks, cancels them when one fails, and gathers their errors.
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

local function job(name, delay, err)
  return function()
    local ok, e = pcall(await, asyncio.sleep(delay, name))
    log(name, ok, e)
    if not ok then error(e, 0) end
    if err then error(err, 0) end
    return name
  end
end

local function attempt(what, fn)
  local ok, e = pcall(fn)
  if ok then return log(what, "ends", e, me:cancelling()) end
  if not asyncio.isinstance(e, asyncio.ExceptionGroup) then return log(what, e, me:cancelling()) end
  log(what, e.message, me:cancelling())
  for i, x in ipairs(e.exceptions) do log("  " .. i, x.name, x.message) end
end

ticks(20)
attempt("empty", function() return asyncio.TaskGroup(function() return "nothing to do" end) end)
local kept
attempt("two", function()
  asyncio.TaskGroup(function(tg)
    kept = { tg:create_task(job("a", 0)), tg:create_task(job("b", 0), { name = "named" }) }
    log("body ends", kept[2]:get_name())
  end)
end)
log("results", kept[1]:result(), kept[2]:result())

attempt("one fails", function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(job("c", 5))
    tg:create_task(job("d", 1, asyncio.ValueError("d")))
    tg:create_task(job("e", 3))
  end)
end)

attempt("two fail", function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(job("f", 1, asyncio.ValueError("f")))
    tg:create_task(function()
      pcall(await, asyncio.sleep(10))
      await(asyncio.sleep(1))
      error(asyncio.TypeError("in cleanup"), 0)
    end)
  end)
end)

attempt("body fails", function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(job("g", 5))
    await(asyncio.sleep(1))
    error(asyncio.RuntimeError("body"), 0)
  end)
end)

attempt("body is interrupted", function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(job("h", 1, asyncio.ValueError("h")))
    local ok, e = pcall(await, asyncio.sleep(10))
    log("body", ok, e, me:cancelling())
    error(e, 0)
  end)
end)

attempt("child cancelled", function()
  return asyncio.TaskGroup(function(tg)
    local t = tg:create_task(job("i", 5))
    tg:create_task(job("j", 2))
    await(asyncio.sleep(1))
    t:cancel("only i")
    return "no error"
  end)
end)

local t = asyncio.create_task(function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(job("k", 5))
    tg:create_task(job("l", 6))
  end)
end)
await(asyncio.sleep(1))
t:cancel("outside")
local ok, e = pcall(await, t)
log("outside", ok, e, t:cancelled(), t:cancelling())

attempt("grows", function()
  asyncio.TaskGroup(function(tg)
    tg:create_task(function()
      await(asyncio.sleep(1))
      tg:create_task(job("grandchild", 1))
    end)
  end)
end)

attempt("nested", function()
  asyncio.TaskGroup(function(outer)
    outer:create_task(job("m", 10))
    asyncio.TaskGroup(function(inner)
      inner:create_task(job("n", 1, asyncio.ValueError("n")))
    end)
  end)
end)

local closed
asyncio.TaskGroup(function(tg) closed = tg end)
ok, e = pcall(closed.create_task, closed, job("late", 0))
log("finished group", ok, e.name)
