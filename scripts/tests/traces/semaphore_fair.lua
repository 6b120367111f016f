-- Semaphore: nobody overtakes those who wait, whoever is cancelled or released in between.
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
local sem
local function worker(name, turns)
  return asyncio.create_task(function()
    asyncio.with(sem, function()
      log(name, "in", sem:locked())
      spin(turns)
      log(name, "out")
    end)
  end)
end

-- One comes when the place is free but promised to another.
ticks(20)
sem = asyncio.Semaphore(1)
local a, b = worker("a", 2), worker("b", 1)
spin(3)
log("promised", sem:locked())
local c = worker("c", 0)
await(asyncio.wait({ a, b, c }))
log("free", sem:locked())

-- Several releases at once, with a newcomer between them.
ticks(30)
sem = asyncio.Semaphore(0)
local list = {}
for i = 1, 4 do list[i] = worker("w" .. i, 1) end
spin(1)
sem:release()
sem:release()
local late = worker("late", 0)
log("two released", sem:locked())
spin(1)
list[3]:cancel()
sem:release()
spin(4)
list[#list + 1] = late
for _ = 1, 3 do sem:release() end
await(asyncio.wait(list))
log("all", sem:locked(), list[3]:cancelled())

-- The one that was let in is cancelled before it runs: its place goes on to the next.
ticks(20)
sem = asyncio.Semaphore(0)
list = { worker("x1", 0), worker("x2", 0), worker("x3", 0) }
spin(1)
sem:release()
list[1]:cancel("let in")
log("cancelled", sem:locked())
await(asyncio.wait({ list[2] }))
sem:release()
await(asyncio.wait(list))

-- All are cancelled at once, and the place is free again.
ticks(20)
sem = asyncio.Semaphore(1)
list = { worker("y1", 1), worker("y2", 0), worker("y3", 0) }
spin(2)
for _, t in ipairs(list) do t:cancel() end
await(asyncio.wait(list))
log("free", sem:locked())
log("taken", (await(sem:acquire())), sem:locked())

-- A release too many of a bounded semaphore inside of with.
ticks(20)
sem = asyncio.BoundedSemaphore(1)
local ok, e = pcall(asyncio.with, sem, function() sem:release() end)
log("bounded", ok, e.name)
-- Locks: the one that was woken is cancelled, twice in a row.
local lock = asyncio.Lock()
await(lock:acquire())
local function locker(name)
  return asyncio.create_task(function()
    asyncio.with(lock, function() log(name, "has it") end)
  end)
end
list = { locker("p"), locker("q"), locker("r") }
spin(1)
lock:release()
list[1]:cancel()
local jumper = locker("jumper")
spin(1)
list[2]:cancel()
list[4] = jumper
await(asyncio.wait(list))
log("lock", lock:locked())
