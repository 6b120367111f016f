-- The loop's exception handler: what it is told, and in which order among other callbacks.
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
local function short(text) return text:match("^Exception in callback") or text end

local kept = {}
loop:set_exception_handler(function(l, context)
  log("handler", l == loop, short(context.message), context.exception)
  kept[#kept + 1] = context
end)
log("set", loop:get_exception_handler() ~= nil)

ticks(20)
loop:call_soon(function() log("one") end)
loop:call_soon(function() error(asyncio.ValueError("two"), 0) end)
loop:call_soon(function() log("three") end)
await(asyncio.sleep(0))
log("after", #kept, kept[1].handle ~= nil, kept[1].task, kept[1].future)

loop:call_later(1, function() error("a text", 0) end)
await(asyncio.sleep(2))

local f = loop:create_future()
f:add_done_callback(function() error(asyncio.TypeError("in a done callback"), 0) end)
f:add_done_callback(function() log("the next callback") end)
f:set_result(1)
await(asyncio.sleep(0))

loop:call_exception_handler({ message = "by hand", exception = asyncio.RuntimeError("none") })
loop:call_exception_handler({ message = "bare" })

-- A handler that fails itself does not stop the loop.
loop:set_exception_handler(function(_, context)
  log("fails", short(context.message))
  error("handler failed", 0)
end)
loop:call_soon(function() error(asyncio.ValueError("lost"), 0) end)
await(asyncio.sleep(0))
log("still running")

loop:set_exception_handler(nil)
log("none", loop:get_exception_handler())
