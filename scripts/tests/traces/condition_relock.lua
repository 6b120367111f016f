-- Condition: a wait that is cancelled takes the lock again first, however often; a notification is never lost.
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

local function spin(n) for _ = 1, n do await(asyncio.sleep(0)) end end
local cond = asyncio.Condition()
local function waiter(name)
  return asyncio.create_task(function()
    asyncio.with(cond, function()
      local ok, e = pcall(await, cond:wait())
      log(name, ok, e, cond:locked())
      if not ok then error(e, 0) end
    end)
  end)
end

-- Cancelled while it waits; the lock is taken by another, so it waits for that, and is cancelled again and again.
ticks(30)
local a = waiter("a")
spin(1)
await(cond:acquire())
a:cancel("first")
spin(1)
log("taking the lock", a:done())
a:cancel("second")
spin(1)
a:cancel("third")
spin(2)
log("still", a:done(), a:cancelling())
cond:release()
await(asyncio.wait({ a }))
log("a", a:cancelled(), cond:locked())

-- Notified, then cancelled while it takes the lock: the next is notified in its place.
ticks(30)
local b, c = waiter("b"), waiter("c")
spin(1)
await(cond:acquire())
cond:notify()
spin(1)
b:cancel("while it takes the lock")
spin(1)
cond:release()
await(asyncio.wait({ b, c }))
log("b c", b:cancelled(), c:cancelled())

-- Notified and cancelled in the same iteration.
ticks(30)
local d, e = waiter("d"), waiter("e")
spin(1)
asyncio.with(cond, function()
  cond:notify()
  d:cancel("together")
end)
await(asyncio.wait({ d, e }))
log("d e", d:cancelled(), e:cancelled())

-- A predicate that raises, and one that never holds within the time.
ticks(30)
local ok, err = pcall(function()
  asyncio.with(cond, function()
    await(cond:wait_for(function() error(asyncio.ValueError("predicate"), 0) end))
  end)
end)
log("predicate", ok, err, cond:locked())
ok, err = pcall(asyncio.timeout, 1, function()
  asyncio.with(cond, function()
    await(cond:wait_for(function() return false end))
  end)
end)
log("timeout", ok, err, cond:locked())

-- Two conditions share a lock.
ticks(30)
local lock = asyncio.Lock()
local full, empty = asyncio.Condition(lock), asyncio.Condition(lock)
local item
local consumer = asyncio.create_task(function()
  for _ = 1, 2 do
    asyncio.with(full, function()
      await(full:wait_for(function() return item end))
      log("took", item)
      item = nil
      empty:notify()
    end)
  end
end)
for i = 1, 2 do
  asyncio.with(empty, function()
    await(empty:wait_for(function() return not item end))
    item = i
    log("gave", i)
    full:notify()
  end)
end
await(consumer)
log("lock", lock:locked())
