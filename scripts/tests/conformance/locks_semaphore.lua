-- What CPython's test_locks says of semaphores.
local t = require("check")
local asyncio = require("asyncio")

local function acquire(sem) return (await(sem:acquire())) end

-- waiters is how many wait for the semaphore, as its text tells.
local function waiters(sem)
  return tonumber(tostring(sem):match("waiters:(%d+)")) or 0
end

-- taker makes a task that takes the semaphore and then notes a number.
local function taker(sem, result, n)
  return asyncio.create_task(function()
    acquire(sem)
    result[#result + 1] = n
    return true
  end)
end

t.case("SemaphoreTests.test_initial_value_zero", function()
  t.eq(asyncio.Semaphore(0):locked(), true)
end)

t.case("SemaphoreTests.test_repr", function()
  local sem = asyncio.Semaphore()
  t.eq(tostring(sem), "<Semaphore [unlocked, value:1]>")
  acquire(sem)
  t.eq(tostring(sem), "<Semaphore [locked]>")
  local tasks = { asyncio.create_task(sem:acquire()) }
  t.spin()
  t.eq(tostring(sem), "<Semaphore [locked, waiters:1]>")
  tasks[2] = asyncio.create_task(sem:acquire())
  t.spin()
  t.eq(tostring(sem), "<Semaphore [locked, waiters:2]>")
  sem:release()
  sem:release()
  await(asyncio.gather(tasks))
end)

t.case("SemaphoreTests.test_semaphore", function()
  local sem = asyncio.Semaphore()
  t.raises("^TypeError: object Semaphore can't be used in 'await' expression", await, sem)
  t.eq(sem:locked(), false)
  t.eq(tostring(sem), "<Semaphore [unlocked, value:1]>")
end)

t.case("SemaphoreTests.test_semaphore_value", function()
  t.raises(asyncio.ValueError, asyncio.Semaphore, -1)
end)

t.case("SemaphoreTests.test_acquire", function()
  local sem, result, tasks = asyncio.Semaphore(3), {}, {}
  t.eq(acquire(sem), true)
  t.eq(acquire(sem), true)
  t.eq(sem:locked(), false)
  for i = 1, 3 do tasks[i] = taker(sem, result, i) end
  t.spin()
  t.eq(result, { 1 })
  t.eq(sem:locked(), true)
  t.eq(waiters(sem), 2)

  tasks[4] = taker(sem, result, 4)
  sem:release()
  sem:release()
  t.eq(sem:locked(), true, "the places are given away already")
  t.spin()
  t.eq(#result, 3)
  t.eq(sem:locked(), true)
  t.eq(waiters(sem), 1)
  t.ok(tasks[1]:done())
  t.eq(tasks[1]:result(), true)
  local done = 0
  for i = 2, 4 do
    if tasks[i]:done() and tasks[i]:result() then done = done + 1 end
  end
  t.eq(done, 2)
  sem:release()
  await(asyncio.gather(tasks))
end)

t.case("SemaphoreTests.test_acquire_cancel", function()
  local sem = asyncio.Semaphore()
  acquire(sem)
  local task = asyncio.create_task(sem:acquire())
  asyncio.get_running_loop():call_soon(task.cancel, task)
  t.raises(asyncio.CancelledError, await, task)
  t.eq(waiters(sem), 0)
end)

t.case("SemaphoreTests.test_acquire_cancel_before_awoken", function()
  local sem, tasks = asyncio.Semaphore(0), {}
  for i = 1, 4 do tasks[i] = asyncio.create_task(sem:acquire()) end
  t.spin()
  tasks[1]:cancel()
  tasks[2]:cancel()
  sem:release()
  t.spin(2)
  t.eq(tasks[3]:done(), true)
  t.eq(tasks[4]:done(), false)
  tasks[4]:cancel()
  t.spin()
end)

t.case("SemaphoreTests.test_acquire_hang", function()
  local sem = asyncio.Semaphore(0)
  local t1, t2 = asyncio.create_task(sem:acquire()), asyncio.create_task(sem:acquire())
  t.spin()
  t1:cancel()
  sem:release()
  t.spin(2)
  t.eq(sem:locked(), true)
  t.eq(t2:done(), true)
end)

t.case("SemaphoreTests.test_acquire_no_hang", function()
  local sem, t2 = asyncio.Semaphore(1), nil
  local t1 = asyncio.create_task(function()
    asyncio.with(sem, function() t.spin() end)
    t2:cancel()
  end)
  t2 = asyncio.create_task(function()
    asyncio.with(sem, function() error("it was cancelled before it got in") end)
  end)
  local r = await(asyncio.gather({ t1, t2 }, { return_exceptions = true }))
  t.eq(r[1], nil)
  t.ok(asyncio.isinstance(r[2], asyncio.CancelledError))
  await(asyncio.wait_for(sem:acquire(), 1))
end)

t.case("SemaphoreTests.test_release_not_acquired", function()
  local sem = asyncio.BoundedSemaphore()
  t.raises(asyncio.ValueError, sem.release, sem)
end)

t.case("SemaphoreTests.test_release_no_waiters", function()
  local sem = asyncio.Semaphore()
  acquire(sem)
  t.eq(sem:locked(), true)
  sem:release()
  t.eq(sem:locked(), false)
end)

t.case("SemaphoreTests.test_acquire_fifo_order", function()
  local sem, result = asyncio.Semaphore(1), {}
  asyncio.TaskGroup(function(tg)
    for _, tag in ipairs({ "c1", "c2", "c3" }) do
      tg:create_task(function()
        for round = 1, 2 do
          acquire(sem)
          result[#result + 1] = tag .. "_" .. round
          await(asyncio.sleep(0.01))
          sem:release()
        end
      end)
    end
  end)
  t.eq(result, { "c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2" })
end)

t.case("SemaphoreTests.test_acquire_fifo_order_2", function()
  local sem, result = asyncio.Semaphore(1), {}
  local t1 = taker(sem, result, 1)
  local t2 = asyncio.create_task(function()
    acquire(sem)
    result[#result + 1] = 2
    sem:release()
    acquire(sem)
    result[#result + 1] = 4
  end)
  local t3 = taker(sem, result, 3)
  t.spin()
  sem:release()
  sem:release()
  await(asyncio.gather(t1, t2, t3))
  t.eq(result, { 1, 2, 3, 4 }, "nobody comes in again before those who wait")
end)

t.case("SemaphoreTests.test_acquire_fifo_order_3", function()
  local sem, result, tasks = asyncio.Semaphore(0), {}, {}
  for i = 1, 3 do tasks[i] = taker(sem, result, i) end
  t.spin()
  tasks[1]:cancel()
  t.spin()
  sem:release()
  sem:release()
  await(asyncio.gather(tasks, { return_exceptions = true }))
  t.eq(result, { 2, 3 })
end)

t.case("SemaphoreTests.test_acquire_fifo_order_4", function()
  local sem, result, fourth = asyncio.Semaphore(0), {}, nil
  local t1 = asyncio.create_task(function()
    acquire(sem)
    t.eq(sem:locked(), true, "all who wait were let in")
    fourth = asyncio.create_task(function() result[#result + 1] = 4 end)
    result[#result + 1] = 1
  end)
  local t2 = asyncio.create_task(function()
    for _ = 1, 3 do sem:release() end
    t.eq(sem:locked(), true, "the first has not come in yet")
    acquire(sem)
    result[#result + 1] = 2
  end)
  local t3 = asyncio.create_task(function()
    acquire(sem)
    t.eq(sem:locked(), true)
    result[#result + 1] = 3
  end)
  t.spin()
  t.eq(waiters(sem), 3)
  t.spin()
  await(asyncio.gather(t1, t2, t3, fourth))
  t.eq(result, { 1, 2, 3, 4 })
end)
