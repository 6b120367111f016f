-- Done callbacks: their order, additions and removals, also from inside a callback, and to a done future.
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
loop:set_exception_handler(function(_, context)
  log("handler", context.exception, context.message:match("^Exception in callback") ~= nil)
end)

local function cb(name)
  return function(f) log(name, f:result()) end
end

ticks(30)
local f = loop:create_future()
local a, b, c = cb("a"), cb("b"), cb("c")
for _, fn in ipairs({ a, b, a, c, b, a }) do f:add_done_callback(fn) end
log("removed", f:remove_done_callback(b), f:remove_done_callback(b), f:remove_done_callback(print))
f:set_result("value")
log("set")
await(asyncio.sleep(0))
log("one iteration later")
f:add_done_callback(c)
log("added", f:remove_done_callback(c))
await(asyncio.sleep(0))

-- Removing after set_result is too late: the calls are on their way.
f = loop:create_future()
f:add_done_callback(a)
f:set_result("late")
log("too late", f:remove_done_callback(a))
await(asyncio.sleep(0))

-- Callbacks that add, remove and fail.
f = loop:create_future()
local once
once = function(x)
  log("once", x:remove_done_callback(once), x:remove_done_callback(c))
  x:add_done_callback(c)
end
f:add_done_callback(once)
f:add_done_callback(function() error(asyncio.ValueError("bad callback"), 0) end)
f:add_done_callback(c)
f:set_result("third")
await(asyncio.sleep(0))
log("after one")
await(asyncio.sleep(0))
log("after two")

-- A task's callbacks and the one who waits for it: in the order in which they came.
local t = asyncio.create_task(function() return "task" end)
t:add_done_callback(cb("before"))
local waiter = asyncio.create_task(function() log("waiter", (await(t))) end)
await(asyncio.sleep(0))
t:add_done_callback(cb("after"))
await(waiter)

-- Cancelled futures call back as well.
f = loop:create_future()
f:add_done_callback(function(x) log("cancelled", x:cancelled()) end)
log("cancel", f:cancel(), f:cancelled())
await(asyncio.sleep(0))
log("end")
