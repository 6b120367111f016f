-- wait_for that expires: the inner one is cancelled, cleans up, and only then comes the TimeoutError.
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
  return v
end

local function body(on_cancel)
  return function()
    local ok, e = pcall(await, asyncio.sleep(100))
    log("inner", ok, e, me:cancelling())
    return on_cancel(e)
  end
end

loop:call_at(1, ticks, 6)
local e = attempt("plain", body(function(e) error(e, 0) end), 1)
log("class", asyncio.isinstance(e, asyncio.TimeoutError), asyncio.isinstance(e, asyncio.OSError))
attempt("slow cleanup", body(function(e) await(asyncio.sleep(0.5)); error(e, 0) end), 1)
attempt("refuses", body(function() return "anyway" end), 1)
attempt("refuses long", body(function() await(asyncio.sleep(2)); return "much later" end), 1)
attempt("raises", body(function() error(asyncio.ValueError("bad cleanup"), 0) end), 1)
attempt("raises text", body(function() error("text", 0) end), 1)

local f = loop:create_future()
loop:call_later(1, ticks, 6)
attempt("future", f, 1)
log("future", f:cancelled())

local t = asyncio.create_task(body(function(e) error(e, 0) end))
loop:call_later(1, ticks, 6)
attempt("task", t, 1)
log("task", t:cancelled())

t = asyncio.create_task(body(function() return "kept on" end))
loop:call_later(1, ticks, 6)
attempt("task refuses", t, 1)

f = loop:create_future()
attempt("shielded", asyncio.shield(f), 1)
log("shielded", f:done())
await(asyncio.sleep(0))
log("cancelling", me:cancelling())
