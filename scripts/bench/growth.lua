-- What one operation costs when there are many: tasks, timers, those who wait for one thing, callbacks on one future.
--   moonloop --virtual-time scripts/bench/growth.lua list
--   moonloop --virtual-time scripts/bench/growth.lua KIND COUNT
-- Prints kind, count and the CPU nanoseconds for each operation; `growth` runs all of them and draws the chart.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

-- A kind is a function that prepares COUNT of something and gives a function that is measured.
local kinds, names = {}, {}
local function kind(name, prepare)
  kinds[name] = prepare
  names[#names + 1] = name
end

local function nothing() end

-- n tasks of a function, begun and suspended.
local function tasks(n, fn)
  local list = {}
  for i = 1, n do list[i] = asyncio.create_task(fn) end
  await(asyncio.sleep(0))
  return list
end

local function all(list) await(asyncio.gather(list, { return_exceptions = true })) end

-- n tasks that wait on a coroutine made by wait; wake is then called n times, one after the other, in one callback.
local function waiters(name, make, wait, wake)
  kind(name, function(n)
    local object = make()
    local list = tasks(n, function() await(wait(object)) end)
    return function()
      for i = 1, n do wake(object, i) end
      all(list)
    end
  end)
end

-- The same, but all are cancelled.
local function leavers(name, make, wait)
  kind(name, function(n)
    local object = make()
    local list = tasks(n, function() await(wait(object)) end)
    return function()
      for i = n, 1, -1 do list[i]:cancel() end
      all(list)
    end
  end)
end

kind("task made, run, gathered", function(n)
  return function()
    local list = {}
    for i = 1, n do list[i] = asyncio.create_task(nothing) end
    all(list)
  end
end)

kind("task switched", function(n)
  local list = tasks(n, function()
    for _ = 1, 4 do await(asyncio.sleep(0)) end
  end)
  return function() all(list) end, 4
end)

kind("task in a task group", function(n)
  return function()
    asyncio.TaskGroup(function(group)
      for _ = 1, n do group:create_task(nothing) end
    end)
  end
end)

kind("task awaiting the one before", function(n)
  local first = loop:create_future()
  local list = { first }
  for i = 2, n do
    local before = list[i - 1]
    list[i] = asyncio.create_task(function() return await(before) end)
  end
  await(asyncio.sleep(0))
  return function()
    first:set_result(1)
    await(list[n])
  end
end)

kind("task cancelled while it sleeps", function(n)
  local list = tasks(n, function() await(asyncio.sleep(3600)) end)
  return function()
    for i = 1, n do list[i]:cancel() end
    all(list)
  end
end)

kind("callback through call_soon", function(n)
  return function()
    for _ = 1, n do loop:call_soon(nothing) end
    await(asyncio.sleep(0))
  end
end)

kind("timer set and fired", function(n)
  return function()
    for i = 1, n do loop:call_later((i * 7919 % n) / n, nothing) end
    await(asyncio.sleep(2))
  end
end)

kind("timer set and cancelled", function(n)
  return function()
    for i = 1, n do
      loop:call_later(3600 + i * 7919 % n, nothing):cancel()
      if i % 100 == 0 then await(asyncio.sleep(0)) end
    end
  end
end)

kind("timer cancelled among many", function(n)
  local list = {}
  for i = 1, n do list[i] = loop:call_later(3600 + i * 7919 % n, nothing) end
  return function()
    for i = 1, n do
      list[i]:cancel()
      if i % 100 == 0 then await(asyncio.sleep(0)) end
    end
    await(asyncio.sleep(0))
  end
end)

kind("timeout that does not expire", function(n)
  return function()
    local list = {}
    for i = 1, n do
      list[i] = asyncio.create_task(function() await(asyncio.wait_for(asyncio.sleep(0), 60)) end)
    end
    all(list)
  end
end)

local function queue() return asyncio.Queue() end
local function get(q) return q:get() end
waiters("getter woken", queue, get, function(q, i) q:put_nowait(i) end)
leavers("getter cancelled", queue, get)

kind("putter woken", function(n)
  local q = asyncio.Queue(1)
  q:put_nowait(0)
  local list = tasks(n, function() await(q:put(1)) end)
  return function()
    for _ = 1, n do await(q:get()) end
    all(list)
  end
end)

kind("item put and got", function(n)
  local q = asyncio.Queue()
  return function()
    for i = 1, n do q:put_nowait(i) end
    for _ = 1, n do q:get_nowait() end
  end
end)

local function taken()
  local lock = asyncio.Lock()
  await(lock:acquire())
  return lock
end
local function acquire(object) return object:acquire() end

kind("lock passed on", function(n)
  local lock = taken()
  local list = tasks(n, function()
    await(lock:acquire())
    lock:release()
  end)
  return function()
    lock:release()
    all(list)
  end
end)
leavers("lock given up", taken, acquire)

local function empty() return asyncio.Semaphore(0) end
waiters("semaphore released", empty, acquire, function(s) s:release() end)
leavers("semaphore given up", empty, acquire)

local function event() return asyncio.Event() end
local function wait(object) return object:wait() end
waiters("event set", event, wait, function(e, i) if i == 1 then e:set() end end)
waiters("event set and cleared", event, wait, function(e)
  e:set()
  e:clear()
end)

local function notified(name, once)
  kind(name, function(n)
    local cond = asyncio.Condition()
    local list = tasks(n, function()
      asyncio.with(cond, function() await(cond:wait()) end)
    end)
    return function()
      asyncio.with(cond, function()
        if once then cond:notify_all() else for _ = 1, n do cond:notify() end end
      end)
      all(list)
    end
  end)
end
notified("condition notified", false)
notified("condition notified, all", true)

kind("queue joined", function(n)
  local q = asyncio.Queue()
  q:put_nowait(0)
  q:get_nowait()
  local list = tasks(n, function() await(q:join()) end)
  return function()
    q:task_done()
    for i = 1, n do -- nobody has run yet
      q:put_nowait(i)
      q:get_nowait()
      q:task_done()
    end
    all(list)
  end
end)

kind("callback on one future", function(n)
  return function()
    local f = loop:create_future()
    for _ = 1, n do f:add_done_callback(function() end) end
    f:set_result(1)
    await(asyncio.sleep(0))
  end
end)

kind("callback removed", function(n)
  local f, list = loop:create_future(), {}
  for i = 1, n do
    list[i] = function() return i end
    f:add_done_callback(list[i])
  end
  return function()
    for i = 1, n do assert(f:remove_done_callback(list[i * 7919 % n + 1]) == 1) end
    f:set_result(1)
  end
end)

kind("task awaiting one future", function(n)
  local f = loop:create_future()
  local list = tasks(n, function() await(f) end)
  return function()
    f:set_result(1)
    all(list)
  end
end)

leavers("shield of one future cancelled", function() return loop:create_future() end, asyncio.shield)

-- n futures that are completed one after the other.
local function completed(name, combine)
  kind(name, function(n)
    local list = {}
    for i = 1, n do list[i] = loop:create_future() end
    return function()
      local task = asyncio.create_task(function() combine(list) end)
      await(asyncio.sleep(0))
      for i = 1, n do list[i]:set_result(i) end
      await(task)
    end
  end)
end
completed("child of a gather", function(list) await(asyncio.gather(list)) end)
completed("future in a wait", function(list) await(asyncio.wait(list)) end)
completed("future as completed", function(list)
  for f in asyncio.as_completed(list) do await(f) end
end)
completed("child of a gather, cancelled", function(list)
  local outer = asyncio.gather(list)
  asyncio.create_task(function() outer:cancel() end)
  pcall(await, outer)
end)

if arg[1] == "list" then
  for _, name in ipairs(names) do print(name) end
  return
end

local name, n = arg[1], assert(tonumber(arg[2]), "a count")
local prepare = assert(kinds[name], "no such kind")
local cpu, operations = 0, 0
for _ = 1, math.max(1, math.floor(50000 / n)) do -- few are repeated until there is something to measure
  local run, times = prepare(n)
  collectgarbage()
  local start = os.clock()
  run()
  cpu = cpu + os.clock() - start
  operations = operations + n * (times or 1)
end
print(string.format("%s\t%d\t%.1f", name, n, cpu * 1e9 / operations))
