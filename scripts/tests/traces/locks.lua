-- Lock, Event, Condition, Semaphore: who is let in, in which order, in how many iterations.
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
local function start(fn) return asyncio.create_task(fn) end

ticks(30)
local lock = asyncio.Lock()
local function worker(name, turns)
  return start(function()
    asyncio.with(lock, function()
      log(name, "has the lock")
      for _ = 1, turns do await(asyncio.sleep(0)) end
      log(name, "gives it back")
    end)
  end)
end
local a, b, c = worker("a", 2), worker("b", 0), worker("c", 1)
await(asyncio.sleep(0))
log("locked", lock:locked())
b:cancel()
await(asyncio.wait({ a, b, c }))
log("b", b:cancelled(), lock:locked())
log("acquire", (await(lock:acquire())))
lock:release()
local ok, e = pcall(lock.release, lock)
log("release", ok, e.name)

ticks(20)
local event = asyncio.Event()
local waiters = {}
for i = 1, 3 do
  waiters[i] = start(function() log("event", i, (await(event:wait()))) end)
end
await(asyncio.sleep(0))
event:set()
event:clear()
log("set and cleared", event:is_set())
await(asyncio.gather(waiters))
event:set()
log("no trip", (await(event:wait())))

ticks(30)
local cond, ready = asyncio.Condition(), 0
for i = 1, 3 do
  waiters[i] = start(function()
    asyncio.with(cond, function()
      log("cond", i, "waits")
      await(cond:wait())
      log("cond", i, "notified", ready)
    end)
  end)
end
local pred = start(function()
  asyncio.with(cond, function()
    await(cond:wait_for(function() return ready >= 2 end))
    log("predicate holds", ready)
  end)
end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
asyncio.with(cond, function()
  ready = 1
  cond:notify(1)
  log("notified one")
end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
asyncio.with(cond, function()
  ready = 2
  cond:notify_all()
  log("notified all")
end)
await(asyncio.gather(waiters))
await(pred)

ticks(30)
local sem = asyncio.Semaphore(2)
local tasks = {}
for i = 1, 5 do
  tasks[i] = start(function()
    asyncio.with(sem, function()
      log("sem", i, "in", sem:locked())
      await(asyncio.sleep(0))
      log("sem", i, "out")
    end)
  end)
end
await(asyncio.sleep(0))
tasks[4]:cancel()
await(asyncio.wait(tasks))
log("sem", tasks[4]:cancelled(), sem:locked())
local bounded = asyncio.BoundedSemaphore(1)
ok, e = pcall(bounded.release, bounded)
log("bounded", ok, e.name)
