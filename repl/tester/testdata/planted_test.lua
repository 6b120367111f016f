-- Mistakes of the kinds that programs with tasks have, each beside the same program without it. In the plain order all pass.
local test = require "moonloop.test"
local asyncio = require "asyncio"

local function yield(n) for _ = 1, n or 1 do await(asyncio.sleep(0)) end end
local function start(name, fn, ...) return asyncio.create_task(async(fn)(...), { name = name }) end

-- pair declares a case that must fail with some seed and one that must pass with all.
local function pair(name, fn)
  test.case("planted: " .. name, { seeds = 200 }, function(t) fn(t, false) end)
  test.case("right: " .. name, { seeds = 200 }, function(t) fn(t, true) end)
end

pair("check, wait, then act", function(t, right)
  local lock, seats = asyncio.Lock(), 1
  local sold = 0
  local function buy(pause)
    yield(pause)
    if right then await(lock:acquire()) end
    if seats > 0 then
      yield()
      seats, sold = seats - 1, sold + 1
    end
    if right then lock:release() end
  end
  await(asyncio.gather(start("anna", buy, 1), start("ben", buy, 3)))
  t.eq(sold, 1)
end)

pair("a lost wake-up", function(t, right)
  local ready, waiter = false, nil
  local consumer = start("consumer", function()
    if ready then return end
    if not right then yield() end
    waiter = asyncio.get_running_loop():create_future()
    await(asyncio.wait_for(waiter, 5))
  end)
  yield(4)
  ready = true
  if waiter then waiter:set_result(true) end
  await(consumer)
end)

pair("a pool that gives one connection to two", function(t, right)
  local free, users = { "one", "two" }, {}
  local function take()
    while #free == 0 do yield() end
    local c = free[#free]
    if right then free[#free] = nil end
    yield() -- is it alive?
    if not right then free[#free] = nil end
    return c
  end
  local function use(pause)
    yield(pause)
    local c = take()
    users[c] = (users[c] or 0) + 1
    t.eq(users[c], 1, "users of " .. c)
    yield(2)
    users[c] = users[c] - 1
    table.insert(free, c)
  end
  await(asyncio.gather(start("a", use, 0), start("b", use, 3), start("c", use, 8)))
end)

pair("a retry that pays twice", function(t, right)
  local paid, seen = 0, {}
  local function pay(key)
    await(asyncio.sleep(0.9995))
    if right and seen[key] then return end
    seen[key] = true
    paid = paid + 1
  end
  local function order()
    for _ = 1, 2 do
      local request = start("request", pay, "order 1")
      local ok = pcall(function() await(asyncio.wait_for(asyncio.shield(request), 1)) end)
      if ok then return end
      await(asyncio.wait({ request }))
    end
  end
  await(start("order", order))
  t.eq(paid, 1)
end)

pair("a lock that is kept after a cancellation", function(t, right)
  local lock = asyncio.Lock()
  local worker = start("worker", function()
    await(lock:acquire())
    if right then
      asyncio.try(yield, { finally = function() lock:release() end })
    else
      yield()
      lock:release()
    end
  end)
  yield(4)
  worker:cancel()
  await(asyncio.wait({ worker }))
  t.ok(not lock:locked(), "the lock is free")
end)

pair("a subscription after the publication", function(t, right)
  local subscribers, last, got = {}, nil, nil
  local function subscribe(fn)
    table.insert(subscribers, fn)
    if right and last then fn(last) end
  end
  local function publish(event)
    last = event
    for _, fn in ipairs(subscribers) do fn(event) end
  end
  await(asyncio.gather(
    start("reader", function() yield() subscribe(function(e) got = e end) end),
    start("writer", function() yield(4) publish("news") end)
  ))
  t.eq(got, "news")
end)

pair("a timeout that races with the result", function(t, right)
  local loop = asyncio.get_running_loop()
  local answer = loop:create_future()
  local late = loop:call_later(1.0005, function()
    if not answer:done() then answer:set_exception(asyncio.TimeoutError("too late")) end
  end)
  start("peer", function()
    await(asyncio.sleep(1))
    if right then late:cancel() end
    if not (right and answer:done()) then answer:set_result("yes") end
  end)
  local ok, got = pcall(await, answer)
  late:cancel()
  t.ok(right or got == "yes", tostring(got))
end)

pair("two leaders", function(t, right)
  local store, leaders = { leader = nil }, 0
  local function compare_and_set(id)
    if store.leader then return false end
    store.leader = id
    return true
  end
  local function candidate(id, pause)
    yield(pause)
    if right then
      yield()
      if compare_and_set(id) then leaders = leaders + 1 end
    elseif not store.leader then
      yield()
      store.leader = id
      leaders = leaders + 1
    end
  end
  await(asyncio.gather(start("n1", candidate, 1, 0), start("n2", candidate, 2, 3), start("n3", candidate, 3, 5)))
  t.eq(leaders, 1)
end)

pair("a stampede on a cache", function(t, right)
  local cache, loads = {}, 0
  local function load()
    loads = loads + 1
    yield(2)
    return "page"
  end
  local function get(pause)
    yield(pause)
    if right then
      cache.page = cache.page or start("load", load)
      return await(cache.page)
    end
    if not cache.page then cache.page = load() end
    return cache.page
  end
  await(asyncio.gather(start("r1", get, 0), start("r2", get, 4)))
  t.eq(loads, 1)
end)

pair("an end that drops work", function(t, right)
  local queue, done = asyncio.Queue(), 0
  local worker = start("worker", function()
    while true do
      local n = await(queue:get())
      yield()
      done = done + n
      queue:task_done()
    end
  end)
  start("producer", function() for _ = 1, 3 do queue:put_nowait(1) yield(2) end end)
  yield(10)
  if right then
    while done < 3 do yield() end
  end
  worker:cancel()
  await(asyncio.wait({ worker }))
  for _, task in ipairs(asyncio.all_tasks()) do
    if task ~= asyncio.current_task() then await(asyncio.wait({ task })) end
  end
  t.eq(done, 3)
end)

pair("events out of order", function(t, right)
  local log, queue = {}, asyncio.Queue()
  local function handle(event)
    yield()
    table.insert(log, event)
  end
  if right then
    local reader = start("reader", function() for _ = 1, 4 do handle(await(queue:get())) end end)
    for i = 1, 4 do queue:put_nowait(i) end
    await(reader)
  else
    local tasks = {}
    for i = 1, 4 do tasks[i] = start("event " .. i, handle, i) end
    await(asyncio.gather(tasks))
  end
  t.eq(log, { 1, 2, 3, 4 })
end)

pair("a leak on a cancellation", function(t, right)
  local open = 0
  local function connect()
    open = open + 1
    if right then
      asyncio.try(yield, { finally = function() open = open - 1 end })
    else
      yield()
      asyncio.try(yield, { finally = function() open = open - 1 end })
    end
  end
  local task = start("connect", connect)
  yield(2)
  task:cancel()
  await(asyncio.wait({ task }))
  t.eq(open, 0)
end)
