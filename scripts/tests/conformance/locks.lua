-- What CPython's test_locks says of locks and events.
local t = require("check")
local asyncio = require("asyncio")

local function ends(obj, text)
  t.eq(tostring(obj):sub(-#text), text)
end

-- waiters is how many wait for obj, as its text tells.
local function waiters(obj)
  return tonumber(tostring(obj):match("waiters:(%d+)")) or 0
end

local function acquire(lock) return (await(lock:acquire())) end

t.case("LockTests.test_repr", function()
  local lock = asyncio.Lock()
  t.eq(tostring(lock), "<Lock [unlocked]>")
  acquire(lock)
  t.eq(tostring(lock), "<Lock [locked]>")
end)

t.case("LockTests.test_lock", function()
  local lock = asyncio.Lock()
  t.raises("^TypeError: object Lock can't be used in 'await' expression", await, lock)
  t.eq(lock:locked(), false)
end)

t.case("LockTests.test_lock_doesnt_accept_loop_parameter", function()
  for _, kind in ipairs({ "Lock", "Condition", "Event", "Semaphore", "BoundedSemaphore" }) do
    t.raises("^TypeError: " .. kind .. ": ", asyncio[kind], { loop = asyncio.get_running_loop() })
  end
end)

t.case("LockTests.test_lock_by_with_statement", function()
  for _, kind in ipairs({ "Lock", "Condition", "Semaphore", "BoundedSemaphore" }) do
    local lock = asyncio[kind]()
    await(asyncio.sleep(0.01))
    t.eq(lock:locked(), false)
    t.raises("^TypeError: object %w+ can't be used in 'await' expression", function()
      asyncio.with(await(lock), function() end)
    end)
    t.eq(lock:locked(), false)
  end
end)

-- taker makes a task that takes the lock and then notes a number.
local function taker(lock, result, n)
  return asyncio.create_task(function()
    if acquire(lock) then result[#result + 1] = n end
    return true
  end)
end

local function all_true(tasks)
  for _, task in ipairs(tasks) do
    t.ok(task:done())
    t.eq(task:result(), true)
  end
end

t.case("LockTests.test_acquire", function()
  local lock, result = asyncio.Lock(), {}
  t.eq(acquire(lock), true)
  local t1, t2 = taker(lock, result, 1), taker(lock, result, 2)
  t.spin()
  t.eq(result, {})
  lock:release()
  t.spin()
  t.eq(result, { 1 })
  t.spin()
  t.eq(result, { 1 })
  local t3 = taker(lock, result, 3)
  lock:release()
  t.spin()
  t.eq(result, { 1, 2 })
  lock:release()
  t.spin()
  t.eq(result, { 1, 2, 3 })
  all_true({ t1, t2, t3 })
end)

t.case("LockTests.test_acquire_cancel", function()
  local lock = asyncio.Lock()
  t.eq(acquire(lock), true)
  local task = asyncio.create_task(lock:acquire())
  asyncio.get_running_loop():call_soon(task.cancel, task)
  t.raises(asyncio.CancelledError, await, task)
  t.eq(waiters(lock), 0)
end)

t.case("LockTests.test_cancel_race", function()
  local lock, blocker = asyncio.Lock(), asyncio.Future()
  local function holder(wait)
    return asyncio.create_task(function()
      asyncio.with(lock, function()
        if wait then await(wait) end
      end)
    end)
  end
  local a = holder(blocker)
  t.spin()
  t.ok(lock:locked())
  local b = holder()
  t.spin()
  t.eq(waiters(lock), 1)
  local c = holder()
  t.spin()
  t.eq(waiters(lock), 2)
  -- a gives the lock back while b, the first in line, is cancelled but still there
  blocker:set_result()
  b:cancel()
  t.eq(waiters(lock), 2)
  t.spin()
  t.eq(lock:locked(), false)
  t.ok(a:done())
  t.ok(b:cancelled())
  await(c)
end)

t.case("LockTests.test_cancel_release_race", function()
  local lock, taken, called, tasks = asyncio.Lock(), 0, 0, {}
  acquire(lock)
  for i = 1, 3 do
    tasks[i] = asyncio.create_task(function()
      called = called + 1
      acquire(lock)
      taken = taken + 1
    end)
  end
  t.spin()
  asyncio.get_running_loop():call_soon(function()
    tasks[1]:cancel()
    lock:release()
  end)
  t.raises(asyncio.CancelledError, await, tasks[1])
  t.eq(taken, 1)
  t.eq(called, 3)
  t.ok(tasks[1]:cancelled() and tasks[2]:done())
  tasks[3]:cancel()
  t.spin()
  t.ok(tasks[3]:cancelled())
end)

t.case("LockTests.test_finished_waiter_cancelled", function()
  local lock = asyncio.Lock()
  acquire(lock)
  local b = asyncio.create_task(lock:acquire())
  t.spin()
  t.eq(waiters(lock), 1)
  local c = asyncio.create_task(lock:acquire())
  b:cancel()
  lock:release()
  t.spin()
  t.ok(lock:locked())
  t.ok(b:cancelled())
  await(c)
end)

t.case("LockTests.test_release_not_acquired", function()
  local lock = asyncio.Lock()
  t.raises(asyncio.RuntimeError, lock.release, lock)
end)

t.case("LockTests.test_release_no_waiters", function()
  local lock = asyncio.Lock()
  acquire(lock)
  t.eq(lock:locked(), true)
  lock:release()
  t.eq(lock:locked(), false)
end)

t.case("LockTests.test_context_manager", function()
  local lock = asyncio.Lock()
  t.eq(lock:locked(), false)
  asyncio.with(lock, function() t.eq(lock:locked(), true) end)
  t.eq(lock:locked(), false)
end)

t.case("EventTests.test_repr", function()
  local event = asyncio.Event()
  t.eq(tostring(event), "<Event [unset]>")
  event:set()
  t.eq(tostring(event), "<Event [set]>")
  event:clear()
  local task = asyncio.create_task(event:wait())
  t.spin()
  ends(event, "[unset, waiters:1]>")
  event:set()
  ends(event, "[set, waiters:1]>")
  await(task)
end)

t.case("EventTests.test_wait", function()
  local event, result = asyncio.Event(), {}
  t.eq(event:is_set(), false)
  local function waiter(n)
    return asyncio.create_task(function()
      if await(event:wait()) then result[#result + 1] = n end
    end)
  end
  local tasks = { waiter(1), waiter(2) }
  t.spin()
  t.eq(result, {})
  tasks[3] = waiter(3)
  event:set()
  t.spin()
  t.eq(result, { 3, 1, 2 }, "one that has not begun to wait does not have to")
  for _, task in ipairs(tasks) do
    t.ok(task:done())
    t.eq(task:result(), nil)
  end
end)

t.case("EventTests.test_wait_on_set", function()
  local event = asyncio.Event()
  event:set()
  t.eq(await(event:wait()), true)
end)

t.case("EventTests.test_wait_cancel", function()
  local event = asyncio.Event()
  local task = asyncio.create_task(event:wait())
  asyncio.get_running_loop():call_soon(task.cancel, task)
  t.raises(asyncio.CancelledError, await, task)
  t.eq(waiters(event), 0)
end)

t.case("EventTests.test_clear", function()
  local event = asyncio.Event()
  t.eq(event:is_set(), false)
  event:set()
  t.eq(event:is_set(), true)
  event:clear()
  t.eq(event:is_set(), false)
end)

t.case("EventTests.test_clear_with_waiters", function()
  local event, result = asyncio.Event(), {}
  local task = asyncio.create_task(function()
    if await(event:wait()) then result[#result + 1] = 1 end
    return true
  end)
  t.spin()
  t.eq(result, {})
  event:set()
  event:clear()
  t.eq(event:is_set(), false)
  event:set()
  event:set()
  t.eq(waiters(event), 1)
  t.spin()
  t.eq(result, { 1 })
  t.eq(waiters(event), 0)
  all_true({ task })
end)
