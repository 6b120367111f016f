-- What CPython's test_queues says of queues. What is said of each class is checked of all three in one case.
local t = require("check")
local asyncio = require("asyncio")

local kinds = { "Queue", "LifoQueue", "PriorityQueue" }

-- each declares a case of a mixin: fn is called with each class.
local function each(name, fn)
  t.case(name, function()
    for _, kind in ipairs(kinds) do fn(asyncio[kind], kind) end
  end)
end

-- get, put and join await what the methods return.
local function get(q) return (await(q:get())) end
local function put(q, item) await(q:put(item)) end

local function has(q, text)
  t.ok(tostring(q):find(text, 1, true), string.format("%s in %s", text, tostring(q)))
end

local function lacks(q, text)
  t.ok(not tostring(q):find(text, 1, true), string.format("%s not in %s", text, tostring(q)))
end

-- shows checks how queues are shown.
local function shows()
  local q, getter, putter = asyncio.Queue(), nil, nil
  t.eq(tostring(q):sub(1, 6), "<Queue")
  asyncio.TaskGroup(function(tg)
    getter = tg:create_task(q:get())
    t.spin()
    has(q, "_getters[1]")
    q:put_nowait(0)
  end)
  t.eq(getter:result(), 0)

  q = asyncio.Queue(1)
  asyncio.TaskGroup(function(tg)
    q:put_nowait(1)
    putter = tg:create_task(q:put(2))
    t.spin()
    has(q, "_putters[1]")
    q:get_nowait()
  end)
  t.ok(putter:done())

  q = asyncio.Queue()
  q:put_nowait(1)
  has(q, "_queue=[1]")
end

-- Lua has tostring alone for repr and str. It is str, which shows no address.
t.case("QueueBasicTests.test_str", function()
  shows()
  t.eq(tostring(asyncio.Queue()), "<Queue maxsize=0>")
end)

t.case("QueueBasicTests.test_empty", function()
  local q = asyncio.Queue()
  t.eq(q:empty(), true)
  put(q, 1)
  t.eq(q:empty(), false)
  t.eq(get(q), 1)
  t.eq(q:empty(), true)
end)

t.case("QueueBasicTests.test_full", function()
  t.eq(asyncio.Queue():full(), false)
  local q = asyncio.Queue(1)
  put(q, 1)
  t.eq(q:full(), true)
end)

-- orders puts 1, 3 and 2 into a queue and takes them out.
local function orders(q)
  for _, item in ipairs({ 1, 3, 2 }) do put(q, item) end
  return { get(q), get(q), get(q) }
end

t.case("QueueBasicTests.test_order", function() t.eq(orders(asyncio.Queue()), { 1, 3, 2 }) end)
t.case("LifoQueueTests.test_order", function() t.eq(orders(asyncio.LifoQueue()), { 2, 3, 1 }) end)
t.case("PriorityQueueTests.test_order", function() t.eq(orders(asyncio.PriorityQueue()), { 1, 2, 3 }) end)

t.case("QueueBasicTests.test_maxsize", function()
  local q, have_been_put = asyncio.Queue(2), {}
  t.eq(q.maxsize, 2)
  local task = asyncio.create_task(function()
    for i = 0, 2 do
      put(q, i)
      have_been_put[#have_been_put + 1] = i
    end
    return true
  end)
  t.spin(2)
  t.eq(have_been_put, { 0, 1 }, "there is no room for the third")
  t.eq(get(q), 0)
  t.spin()
  t.eq(have_been_put, { 0, 1, 2 })
  t.eq(get(q), 1)
  t.eq(get(q), 2)
  t.ok(task:done())
  t.eq(task:result(), true)
end)

t.case("QueueGetTests.test_blocking_get", function()
  local q = asyncio.Queue()
  q:put_nowait(1)
  t.eq(get(q), 1)
end)

-- CPython's test puts a future of its own among the putters; here a real putter waits.
t.case("QueueGetTests.test_get_with_putters", function()
  local q = asyncio.Queue(1)
  put(q, 1)
  local waiter = asyncio.create_task(q:put(2))
  t.spin()
  t.ok(not waiter:done())
  t.eq(get(q), 1)
  t.spin()
  t.ok(waiter:done())
  t.eq(waiter:result(), nil)
end)

t.case("QueueGetTests.test_blocking_get_wait", function()
  local q, started, finished = asyncio.Queue(), asyncio.Event(), false
  local task = asyncio.create_task(function()
    started:set()
    local item = get(q)
    finished = true
    return item
  end)
  await(started:wait())
  t.eq(finished, false)
  asyncio.get_running_loop():call_later(0.01, q.put_nowait, q, 1)
  t.eq(await(task), 1)
  t.eq(finished, true)
end)

t.case("QueueGetTests.test_nonblocking_get", function()
  local q = asyncio.Queue()
  q:put_nowait(1)
  t.eq(q:get_nowait(), 1)
end)

t.case("QueueGetTests.test_nonblocking_get_exception", function()
  local q = asyncio.Queue()
  t.raises(asyncio.QueueEmpty, q.get_nowait, q)
end)

t.case("QueueGetTests.test_get_cancelled_race", function()
  local q = asyncio.Queue()
  local t1, t2 = asyncio.create_task(q:get()), asyncio.create_task(q:get())
  t.spin()
  t1:cancel()
  t.spin()
  t.ok(t1:done())
  put(q, "a")
  t.spin()
  t.eq(await(t2), "a")
end)

t.case("QueueGetTests.test_get_with_waiting_putters", function()
  local q = asyncio.Queue(1)
  asyncio.create_task(q:put("a"))
  asyncio.create_task(q:put("b"))
  t.eq(get(q), "a")
  t.eq(get(q), "b")
end)

t.case("QueueGetTests.test_why_are_getters_waiting", function()
  local q = asyncio.Queue(1)
  asyncio.TaskGroup(function(tg)
    tg:create_task(function()
      for i = 1, 5 do put(q, i) end
    end)
    tg:create_task(function()
      for i = 1, 5 do t.eq(get(q), i) end
    end)
  end)
end)

t.case("QueueGetTests.test_cancelled_getters_not_being_held_in_self_getters", function()
  local q = asyncio.Queue(5)
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(q:get(), 0.1))
  lacks(q, "_getters")
end)

t.case("QueuePutTests.test_blocking_put", function()
  local q = asyncio.Queue()
  put(q, 1)
  t.eq(get(q), 1)
end)

t.case("QueuePutTests.test_blocking_put_wait", function()
  local q, started, finished = asyncio.Queue(1), asyncio.Event(), false
  asyncio.get_running_loop():call_later(0.01, q.get_nowait, q)
  local task = asyncio.create_task(function()
    started:set()
    put(q, 1)
    put(q, 2)
    finished = true
  end)
  await(started:wait())
  t.eq(finished, false)
  await(task)
  t.eq(finished, true)
end)

t.case("QueuePutTests.test_nonblocking_put", function()
  local q = asyncio.Queue()
  q:put_nowait(1)
  t.eq(q:get_nowait(), 1)
end)

t.case("QueuePutTests.test_get_cancel_drop_one_pending_reader", function()
  local q = asyncio.Queue()
  local reader = asyncio.create_task(q:get())
  t.spin()
  q:put_nowait(1)
  q:put_nowait(2)
  reader:cancel()
  t.raises(asyncio.CancelledError, await, reader)
  reader = asyncio.create_task(q:get())
  t.eq(await(reader), 1, "an item that arrives with the cancellation is not lost")
end)

t.case("QueuePutTests.test_get_cancel_drop_many_pending_readers", function()
  local q, readers = asyncio.Queue(), {}
  asyncio.TaskGroup(function(tg)
    for i = 1, 3 do readers[i] = tg:create_task(q:get()) end
    t.spin()
    q:put_nowait(1)
    q:put_nowait(2)
    readers[1]:cancel()
    t.raises(asyncio.CancelledError, await, readers[1])
    await(readers[3])
  end)
  t.eq(readers[2]:result() + readers[3]:result(), 3)
end)

t.case("QueuePutTests.test_put_cancel_drop", function()
  local q = asyncio.Queue(1)
  q:put_nowait(1)
  local writer = asyncio.create_task(q:put(2))
  t.spin()
  t.eq(q:get_nowait(), 1)
  writer:cancel()
  t.raises(asyncio.CancelledError, await, writer)
  await(asyncio.create_task(q:put(2)))
  t.eq(q:get_nowait(), 2)
  t.eq(q:qsize(), 0)
end)

t.case("QueuePutTests.test_nonblocking_put_exception", function()
  local q = asyncio.Queue(1)
  q:put_nowait(1)
  t.raises(asyncio.QueueFull, q.put_nowait, q, 2)
end)

t.case("QueuePutTests.test_float_maxsize", function()
  local q = asyncio.Queue(1.3)
  q:put_nowait(1)
  q:put_nowait(2)
  t.eq(q:full(), true)
  t.raises(asyncio.QueueFull, q.put_nowait, q, 3)

  q = asyncio.Queue(1.3)
  put(q, 1)
  put(q, 2)
  t.eq(q:full(), true)
end)

t.case("QueuePutTests.test_put_cancelled", function()
  local q = asyncio.Queue()
  local task = asyncio.create_task(function()
    put(q, 1)
    return true
  end)
  t.eq(get(q), 1)
  t.ok(task:done())
  t.eq(task:result(), true)
end)

t.case("QueuePutTests.test_put_cancelled_race", function()
  local q, puts = asyncio.Queue(1), {}
  for i, item in ipairs({ "a", "b", "X" }) do puts[i] = asyncio.create_task(q:put(item)) end
  t.spin()
  t.eq(puts[1]:done(), true)
  t.eq(puts[2]:done(), false)
  puts[3]:cancel()
  t.spin()
  t.eq(puts[3]:done(), true)
  t.eq(q:get_nowait(), "a")
  t.spin()
  t.eq(q:get_nowait(), "b")
  await(puts[2])
end)

t.case("QueuePutTests.test_put_with_waiting_getters", function()
  local q = asyncio.Queue()
  local task = asyncio.create_task(q:get())
  t.spin()
  put(q, "a")
  t.eq(await(task), "a")
end)

t.case("QueuePutTests.test_why_are_putters_waiting", function()
  local q = asyncio.Queue(2)
  asyncio.TaskGroup(function(tg)
    tg:create_task(function()
      t.spin()
      for _ = 1, q:qsize() do q:get_nowait() end
    end)
    for i = 0, 3 do tg:create_task(q:put(i)) end
  end)
  t.eq(q:qsize(), 2)
end)

t.case("QueuePutTests.test_cancelled_puts_not_being_held_in_self_putters", function()
  local q = asyncio.Queue(1)
  q:put_nowait(1)
  local task = asyncio.create_task(q:put(1))
  t.spin()
  has(q, "_putters[1]")
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  lacks(q, "_putters")
end)

t.case("QueuePutTests.test_cancelled_put_silence_value_error_exception", function()
  local q = asyncio.Queue(1)
  q:put_nowait(1)
  local task = asyncio.create_task(q:put(1))
  t.spin()
  q:get_nowait() -- takes the putter out of the line
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
end)

each("_QueueJoinTestMixin.test_task_done_underflow", function(new)
  local q = new()
  t.raises(asyncio.ValueError, q.task_done, q)
end)

each("_QueueJoinTestMixin.test_task_done", function(new)
  local q, sum, running = new(), 0, true
  for i = 0, 99 do q:put_nowait(i) end
  asyncio.TaskGroup(function(tg)
    for _ = 1, 2 do
      tg:create_task(function()
        while running do
          sum = sum + get(q)
          q:task_done()
        end
      end)
    end
    await(q:join())
    t.eq(sum, 4950)
    running = false
    for _ = 1, 2 do q:put_nowait(0) end
  end)
end)

each("_QueueJoinTestMixin.test_join_empty_queue", function(new)
  local q = new()
  await(q:join())
  await(q:join())
end)

each("_QueueJoinTestMixin.test_format", function(new, kind)
  local q = new()
  t.eq(tostring(q), "<" .. kind .. " maxsize=0>")
  for i = 1, 2 do q:put_nowait(i) end
  for _ = 1, 2 do q:get_nowait() end
  t.eq(tostring(q), "<" .. kind .. " maxsize=0 tasks=2>")
end)

each("_QueueShutdownTestMixin.test_format", function(new, kind)
  local q = new()
  q:shutdown()
  t.eq(tostring(q), "<" .. kind .. " maxsize=0 shutdown>")
end)

-- is_shut checks that nothing goes in or out.
local function is_shut(q)
  t.raises(asyncio.QueueShutDown, await, q:put("data"))
  t.raises(asyncio.QueueShutDown, q.put_nowait, q, "data")
  t.raises(asyncio.QueueShutDown, await, q:get())
  t.raises(asyncio.QueueShutDown, q.get_nowait, q)
end

each("_QueueShutdownTestMixin.test_shutdown_empty", function(new)
  local q = new()
  local getter = asyncio.create_task(q:get())
  t.spin()
  q:shutdown(false)
  t.eq(q:qsize(), 0)
  await(q:join())
  t.spin()
  t.ok(getter:done())
  t.raises(asyncio.QueueShutDown, await, getter)
  is_shut(q)
end)

each("_QueueShutdownTestMixin.test_shutdown_nonempty", function(new)
  local q = new(1)
  q:put_nowait("data")
  local joiner, putter = asyncio.create_task(q:join()), asyncio.create_task(q:put("data2"))
  t.spin()
  t.eq(putter:done(), false)
  q:shutdown(false)
  t.eq(q:qsize(), 1)
  t.spin()
  t.eq(putter:done(), true)
  t.raises(asyncio.QueueShutDown, await, putter)
  t.eq(get(q), "data", "what is in the queue can still be taken")
  t.spin()
  t.eq(joiner:done(), false)
  is_shut(q)
  q:task_done()
  t.spin()
  t.eq(joiner:done(), true)
  await(joiner)
  t.raises(asyncio.ValueError, q.task_done, q)
end)

each("_QueueShutdownTestMixin.test_shutdown_immediate", function(new)
  local q = new()
  q:put_nowait("data")
  local joiner = asyncio.create_task(q:join())
  q:shutdown(true)
  t.eq(q:qsize(), 0)
  t.spin()
  t.eq(joiner:done(), true)
  await(joiner)
  is_shut(q)
  t.raises(asyncio.ValueError, q.task_done, q)
end)

each("_QueueShutdownTestMixin.test_shutdown_immediate_with_unfinished", function(new)
  local q = new()
  q:put_nowait("data")
  q:put_nowait("data")
  local joiner = asyncio.create_task(q:join())
  t.eq(get(q), "data")
  q:shutdown({ immediate = true })
  t.eq(q:qsize(), 0)
  t.spin()
  t.eq(joiner:done(), false)
  is_shut(q)
  q:task_done()
  t.raises(asyncio.ValueError, q.task_done, q)
  t.spin()
  t.eq(joiner:done(), true)
  await(joiner)
end)
