-- What CPython's test_locks says of conditions.
local t = require("check")
local asyncio = require("asyncio")

local function acquire(lock) return (await(lock:acquire())) end

-- start makes three tasks that wait for the condition and note their number; those that are to give the lock back do.
local function start(cond, result, gives_back, n)
  local tasks = {}
  for i = 1, n or 3 do
    tasks[i] = asyncio.create_task(function()
      acquire(cond)
      if await(cond:wait()) then
        result[#result + 1] = i
        if gives_back then cond:release() end
      end
      return true
    end)
  end
  t.spin()
  t.eq(result, {})
  return tasks
end

local function all_true(tasks)
  for _, task in ipairs(tasks) do
    t.ok(task:done())
    t.eq(task:result(), true)
  end
end

t.case("ConditionTests.test_wait", function()
  local cond, result = asyncio.Condition(), {}
  local tasks = start(cond, result)
  t.eq(cond:locked(), false)

  t.eq(acquire(cond), true)
  cond:notify()
  t.spin()
  t.eq(result, {})
  t.eq(cond:locked(), true)

  cond:release()
  t.spin()
  t.eq(result, { 1 })
  t.eq(cond:locked(), true)

  cond:notify(2)
  t.spin()
  t.eq(result, { 1 })
  t.eq(cond:locked(), true)

  cond:release()
  t.spin()
  t.eq(result, { 1, 2 })
  t.eq(cond:locked(), true)

  cond:release()
  t.spin()
  t.eq(result, { 1, 2, 3 })
  t.eq(cond:locked(), true)
  all_true(tasks)
end)

t.case("ConditionTests.test_wait_cancel", function()
  local cond = asyncio.Condition()
  acquire(cond)
  local wait = asyncio.create_task(cond:wait())
  asyncio.get_running_loop():call_soon(wait.cancel, wait)
  t.raises(asyncio.CancelledError, await, wait)
  t.eq(tostring(cond), "<Condition [locked]>", "nobody waits, and the lock is taken again")
end)

t.case("ConditionTests.test_wait_cancel_contested", function()
  local cond, loop = asyncio.Condition(), asyncio.get_running_loop()
  acquire(cond)
  local wait = asyncio.create_task(cond:wait())
  t.spin()
  t.eq(cond:locked(), false)
  acquire(cond)
  cond:notify()
  loop:call_soon(wait.cancel, wait)
  loop:call_soon(cond.release, cond)
  pcall(await, wait)
  t.eq(cond:locked(), true, "one that waited has the lock, cancelled or not")
end)

t.case("ConditionTests.test_wait_cancel_after_notify", function()
  local cond, waited = asyncio.Condition(), false
  local waiter = asyncio.create_task(function()
    asyncio.with(cond, function()
      waited = true
      await(cond:wait())
    end)
  end)
  t.spin()
  acquire(cond)
  cond:notify()
  t.spin() -- it takes the lock now
  waiter:cancel()
  t.spin()
  cond:release()
  t.spin()
  t.ok(waiter:cancelled())
  t.ok(waited)
end)

t.case("ConditionTests.test_wait_unacquired", function()
  t.raises(asyncio.RuntimeError, await, asyncio.Condition():wait())
end)

t.case("ConditionTests.test_wait_for", function()
  local cond, holds, result = asyncio.Condition(), false, {}
  local task = asyncio.create_task(function()
    acquire(cond)
    if await(cond:wait_for(function() return holds end)) then
      result[#result + 1] = 1
      cond:release()
    end
    return true
  end)
  t.spin()
  t.eq(result, {})
  local function notify()
    acquire(cond)
    cond:notify()
    cond:release()
    t.spin()
  end
  notify()
  t.eq(result, {})
  holds = true
  notify()
  t.eq(result, { 1 })
  all_true({ task })
end)

t.case("ConditionTests.test_wait_for_unacquired", function()
  local cond, list = asyncio.Condition(), { 1, 2, 3 }
  t.ok(await(cond:wait_for(function() return list end)) == list)
  t.raises(asyncio.RuntimeError, await, cond:wait_for(function() return false end))
end)

t.case("ConditionTests.test_notify", function()
  local cond, result = asyncio.Condition(), {}
  local tasks = start(cond, result, true)
  acquire(cond)
  cond:notify(1)
  cond:release()
  t.spin()
  t.eq(result, { 1 })
  acquire(cond)
  cond:notify(1)
  cond:notify(2048)
  cond:release()
  t.spin()
  t.eq(result, { 1, 2, 3 })
  all_true(tasks)
end)

t.case("ConditionTests.test_notify_all", function()
  local cond, result = asyncio.Condition(), {}
  local tasks = start(cond, result, true, 2)
  acquire(cond)
  cond:notify_all()
  cond:release()
  t.spin()
  t.eq(result, { 1, 2 })
  all_true(tasks)
end)

t.case("ConditionTests.test_notify_unacquired", function()
  local cond = asyncio.Condition()
  t.raises(asyncio.RuntimeError, cond.notify, cond)
end)

t.case("ConditionTests.test_notify_all_unacquired", function()
  local cond = asyncio.Condition()
  t.raises(asyncio.RuntimeError, cond.notify_all, cond)
end)

t.case("ConditionTests.test_repr", function()
  local cond = asyncio.Condition()
  t.eq(tostring(cond), "<Condition [unlocked]>")
  acquire(cond)
  t.eq(tostring(cond), "<Condition [locked]>")
  cond:release()
  local tasks = start(cond, {}, true, 1)
  t.eq(tostring(cond), "<Condition [unlocked, waiters:1]>")
  tasks[2] = start(cond, {}, true, 1)[1]
  t.eq(tostring(cond), "<Condition [unlocked, waiters:2]>")
  asyncio.with(cond, function() cond:notify_all() end)
  await(asyncio.gather(tasks))
end)

t.case("ConditionTests.test_context_manager", function()
  local cond = asyncio.Condition()
  t.eq(cond:locked(), false)
  asyncio.with(cond, function() t.eq(cond:locked(), true) end)
  t.eq(cond:locked(), false)
end)

t.case("ConditionTests.test_explicit_lock", function()
  local lock = asyncio.Lock()
  local cond = asyncio.Condition(lock)
  local function both(state)
    t.eq(lock:locked(), state)
    t.eq(cond:locked(), state)
  end
  both(false)
  asyncio.with(cond, function() both(true) end)
  both(false)
  asyncio.with(lock, function() both(true) end)
  both(false)
  local other = asyncio.Condition(lock)
  asyncio.with(other, function() both(true) end)
  both(false)
end)

-- bind makes obj belong to another loop: somebody waits in it there.
local function bind(wait)
  local loop = asyncio.new_event_loop()
  loop:run_until_complete(function()
    local task = asyncio.create_task(wait)
    t.spin(2)
    task:cancel()
    pcall(await, task)
  end)
  loop:close()
end

t.case("ConditionTests.test_ambiguous_loops", function()
  -- the lock belongs to another loop
  local lock = asyncio.Lock()
  bind(function()
    acquire(lock)
    acquire(lock)
  end)
  t.eq(lock:locked(), true)
  local cond = asyncio.Condition(lock)
  t.raises("^RuntimeError: .*is bound to a different event loop", await, cond:acquire())
  lock:release()
  -- the condition does
  cond = asyncio.Condition()
  bind(function() asyncio.with(cond, function() await(cond:wait()) end) end)
  asyncio.with(cond, function()
    t.raises("^RuntimeError: .*is bound to a different event loop", await, cond:wait())
  end)
end)

t.case("ConditionTests.test_timeout_in_block", function()
  local cond = asyncio.Condition()
  asyncio.with(cond, function()
    t.raises(asyncio.TimeoutError, await, asyncio.wait_for(cond:wait(), 0.5))
  end)
end)

-- waiting makes a task that waits for the condition and keeps the cancellation that it is raised.
local function waiting(cond)
  local raised, wake = nil, false
  local task = asyncio.create_task(function()
    asyncio.with(cond, function()
      raised = t.raises(asyncio.CancelledError, await, cond:wait_for(function() return wake end))
      error(raised, 0)
    end)
  end)
  t.spin()
  return task, function()
    local e = t.raises(asyncio.CancelledError, await, task)
    t.eq(e.message, "foo")
    t.ok(e == raised, "it is the same error")
  end
end

t.case("ConditionTests.test_cancelled_error_wakeup", function()
  local task, check = waiting(asyncio.Condition())
  task:cancel("foo")
  check()
end)

t.case("ConditionTests.test_cancelled_error_re_aquire", function()
  local cond = asyncio.Condition()
  local task, check = waiting(cond)
  acquire(cond)
  cond:notify()
  t.spin() -- it takes the lock now
  task:cancel("foo")
  cond:release()
  check()
end)

-- no_lost_wakeup cancels the first of two consumers as it is notified: the other must take what there is.
local function no_lost_wakeup(spins)
  local cond, state, consumers = asyncio.Condition(), 0, {}
  for i = 1, 2 do
    consumers[i] = asyncio.create_task(function()
      asyncio.with(cond, function()
        while true do
          await(cond:wait_for(function() return state ~= 0 end))
          if state < 0 then return end
          state = state - 1
        end
      end)
    end)
  end
  t.spin()
  asyncio.with(cond, function()
    state = state + 1
    cond:notify(1)
    t.spin(spins)
    consumers[1]:cancel()
    pcall(asyncio.timeout, 0.01, function()
      await(cond:wait_for(function() return state == 0 end))
    end)
    t.eq(state, 0)
    state = -1
    cond:notify_all()
  end)
  await(consumers[2])
end

t.case("ConditionTests.test_cancelled_wakeup", function() no_lost_wakeup(0) end)
t.case("ConditionTests.test_cancelled_wakeup_relock", function() no_lost_wakeup(1) end)
