-- Queue: producers and consumers take turns, first come first served; full, empty, join, shutdown.
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
ticks(40)
local q = asyncio.Queue(2)
local function producer(name, n)
  return asyncio.create_task(function()
    for i = 1, n do
      await(q:put(name .. i))
      log("put", name .. i, q:qsize(), q:full())
    end
  end)
end
local function consumer(name, n)
  return asyncio.create_task(function()
    for _ = 1, n do
      local item = await(q:get())
      log(name, item, q:qsize(), q:empty())
      q:task_done()
    end
  end)
end

local p1, p2 = producer("a", 4), producer("b", 2)
await(asyncio.sleep(0))
local c1, c2 = consumer("first", 3), consumer("second", 3)
await(asyncio.gather(p1, p2))
log("all put")
await(q:join())
log("joined", c1:done(), c2:done(), q:qsize())

-- Waiting getters are served in order, a cancelled one is passed over.
ticks(20)
local getters = {}
for i = 1, 3 do
  getters[i] = asyncio.create_task(function()
    local ok, v = pcall(await, q:get())
    log("getter", i, ok, v)
  end)
end
await(asyncio.sleep(0))
getters[1]:cancel("not me")
q:put_nowait("x")
q:put_nowait("y")
local ok, e = pcall(q.put_nowait, q, "z")
log("full", ok, e == nil or e.name)
await(asyncio.gather(getters))
ok, e = pcall(q.get_nowait, q)
log("empty", ok, e.name)
for _ = 1, 2 do q:task_done() end
ok, e = pcall(q.task_done, q)
log("too often", ok, e.name)

-- Priorities and last in, first out.
local pq, lq = asyncio.PriorityQueue(), asyncio.LifoQueue()
for _, v in ipairs({ 5, 1, 4, 2, 3 }) do
  pq:put_nowait(v)
  lq:put_nowait(v)
end
local out = {}
for i = 1, 5 do out[i] = pq:get_nowait() .. "/" .. lq:get_nowait() end
log(table.concat(out, " "))

-- shutdown: what is in it can still be taken, then everyone is told.
ticks(20)
q = asyncio.Queue(1)
q:put_nowait("last")
local putter = asyncio.create_task(function() await(q:put("too late")) end)
await(asyncio.sleep(0))
q:shutdown()
ok, e = pcall(await, putter)
log("putter", ok, e.name)
log("get", (await(q:get())))
ok, e = pcall(await, q:get())
log("get", ok, e.name)
ok, e = pcall(q.put_nowait, q, 1)
log("put", ok, e.name)
log("maxsize", q.maxsize)
