-- One error object goes through coroutines, tasks and combinators and arrives as itself.
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
local boom = asyncio.ValueError("boom")
local tbl = { code = 42 }

local raise = async(function(v, turns)
  for _ = 1, turns do await(asyncio.sleep(0)) end
  error(v, 0)
end)

local through = async(function(v, turns) await(raise(v, turns)) end)

local function check(what, x, v)
  local ok, e = pcall(await, x)
  log(what, ok, e == v)
end

ticks(30)
check("coroutine", raise(boom, 0), boom)
check("nested", through(boom, 1), boom)
check("task", asyncio.create_task(through(boom, 1)), boom)
check("gather", asyncio.gather(through(boom, 1), through(tbl, 3)), boom)
check("wait_for", asyncio.wait_for(through(tbl, 1), 5), tbl)
check("shield", asyncio.shield(through(boom, 1)), boom)
await(asyncio.sleep(1))
ticks(30)
check("table", asyncio.create_task(raise(tbl, 0)), tbl)
check("text", asyncio.create_task(raise("text", 0)), "text")

local t = asyncio.create_task(raise(boom, 1))
check("first waiter", t, boom)
check("second waiter", t, boom)
log("exception", t:exception() == boom, t:cancelled())
for _ = 1, 2 do
  local ok, e = pcall(t.result, t)
  log("result", ok, e == boom)
end

-- Caught and raised again on the way.
local wraps = async(function()
  local ok, e = pcall(await, raise(boom, 1))
  error(asyncio.RuntimeError("wrapped " .. e.message), 0)
end)
local ok, e = pcall(await, asyncio.create_task(wraps()))
log("wrapped", ok, e)

-- asyncio.try: classes and their parents, first match, values of body and handler.
local Special = asyncio.error_class("Special", asyncio.ValueError)
local function try(v)
  return asyncio.try(function()
    if v then await(raise(v, 1)) end
    return "no error"
  end, {
    { asyncio.TimeoutError, function(e) return "timeout " .. e.message end },
    { asyncio.ValueError, function(e) return "value " .. e.message end },
    { asyncio.OSError, function(e) return "os " .. e.message end },
  })
end
log(try(nil))
log(try(boom))
log(try(Special("special")))
log(try(asyncio.TimeoutError("slow")))
log(try(asyncio.OSError("disk")))
local ok, e = pcall(try, asyncio.TypeError("type"))
log(ok, e)
