-- Queue: cancellations that arrive together with an item, with room, or with the shutdown lose nothing.
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

local function getter(name, q, ...)
  local before = { ... }
  return asyncio.create_task(function()
    for _ = 1, before[1] or 0 do await(asyncio.sleep(0)) end
    local ok, v = pcall(await, q:get())
    log(name, ok, v)
    if not ok then error(v, 0) end
  end)
end
local function putter(name, q, item)
  return asyncio.create_task(function()
    local ok, v = pcall(await, q:put(item))
    log(name, ok, v)
    if not ok then error(v, 0) end
  end)
end
local function look(...) -- at the exceptions, so that they are not reported
  for _, t in ipairs({ ... }) do
    if not t:cancelled() then t:exception() end
  end
end
local function spin(n) for _ = 1, n do await(asyncio.sleep(0)) end end

-- The first getter is cancelled after the item has woken it: the next in line gets it.
ticks(20)
local q = asyncio.Queue()
local a, b, c = getter("a", q), getter("b", q), getter("c", q)
spin(1)
q:put_nowait("one")
a:cancel("too late")
log("in", q:qsize())
spin(3)
log("taken", q:qsize(), a:done(), b:done(), c:done())
-- Two items and a cancellation of the one in the middle.
q:put_nowait("two")
local d = getter("d", q)
spin(1)
q:put_nowait("three")
c:cancel("nothing to lose")
await(asyncio.wait({ a, b, c, d }))
log("left", q:qsize())

-- One that was woken finds the item taken by another who came at the right moment, and lines up again, at the end.
ticks(20)
a, b = getter("first", q), getter("second", q)
spin(1)
while not q:empty() do q:get_nowait() end
q:put_nowait("four")
log("stolen", q:get_nowait())
spin(2)
q:put_nowait("five")
spin(2)
log("served", a:done(), b:done())
q:put_nowait("six")
await(asyncio.wait({ a, b }))

-- A putter is cancelled after room was made for it.
ticks(20)
q = asyncio.Queue(1)
q:put_nowait(0)
a, b, c = putter("put a", q, 1), putter("put b", q, 2), putter("put c", q, 3)
spin(1)
log("got", q:get_nowait())
a:cancel()
spin(2)
log("after", q:qsize(), a:cancelled(), b:done(), c:done())
log("got", q:get_nowait())
spin(1)
log("got", q:get_nowait())
await(asyncio.wait({ a, b, c }))

-- A timeout that is over in the very instant in which the item comes.
ticks(20)
loop:call_at(1, function()
  log("the item comes")
  q:put_nowait("just in time")
end)
local ok, e = pcall(await, asyncio.wait_for(q:get(), 1))
log("wait_for", ok, e, q:qsize())
if not q:empty() then log("kept", q:get_nowait()) end
local late = asyncio.create_task(asyncio.wait_for(q:get(), 1))
loop:call_at(2, function() log("before the timer") end)
await(asyncio.sleep(0))
loop:call_at(2, function()
  log("after the timer")
  q:put_nowait("late")
end)
ok, e = pcall(await, late)
log("wait_for", ok, e, q:qsize())

-- Shutdown wakes all; one of them is cancelled in the same moment.
ticks(20)
q = asyncio.Queue(1)
a, b = getter("w", q), getter("x", q)
spin(1)
q:shutdown()
a:cancel("and told")
await(asyncio.wait({ a, b }))
look(a, b)
q = asyncio.Queue(1)
q:put_nowait(1)
a, b = putter("y", q, 2), putter("z", q, 3)
local join = asyncio.create_task(q:join())
spin(1)
q:shutdown(true)
b:cancel()
await(asyncio.wait({ a, b, join }))
look(a, b)
log("join", join:done(), tostring(q):find("tasks") ~= nil)
