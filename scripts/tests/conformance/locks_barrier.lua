-- What CPython's test_locks says of barriers.
local t = require("check")
local asyncio = require("asyncio")

local N = 5

local function start(n, fn)
  local tasks = {}
  for i = 1, n do tasks[i] = asyncio.create_task(fn) end
  return tasks
end

-- all runs fn in n tasks and returns what they return.
local function all(n, fn)
  return await(asyncio.gather(start(n, fn)))
end

local function is(barrier, state)
  t.ok(tostring(barrier):find(state, 1, true), tostring(barrier) .. " is " .. state)
end

-- rests checks that nobody is in a barrier which is as new.
local function rests(barrier)
  t.eq(barrier.n_waiting, 0)
  t.eq(barrier.broken, false)
  is(barrier, "filling")
end

local function wait(barrier) return (await(barrier:wait())) end

-- broken calls fn and returns whether it raised BrokenBarrierError.
local function broken(fn)
  return asyncio.try(function()
    fn()
    return false
  end, { { asyncio.BrokenBarrierError, function() return true end } })
end

local function sorted(list)
  local copy = {}
  for i = 1, #list do copy[i] = list[i] end
  table.sort(copy)
  return copy
end

t.case("BarrierTests.test_barrier", function()
  local barrier = asyncio.Barrier(N)
  is(barrier, "filling")
  t.raises("^TypeError: object Barrier can't be used in 'await' expression", await, barrier)
  is(barrier, "filling")
end)

t.case("BarrierTests.test_repr", function()
  local barrier, tasks = asyncio.Barrier(N), {}
  t.eq(tostring(barrier), "<Barrier [filling, waiters:0/5]>")
  local function more(n)
    for _ = 1, n do tasks[#tasks + 1] = asyncio.create_task(barrier:wait()) end
    t.spin()
  end
  more(2)
  t.eq(tostring(barrier), "<Barrier [filling, waiters:2/5]>")
  more(barrier.parties - barrier.n_waiting)
  is(barrier, "draining")
  more(2)
  await(barrier:reset())
  is(barrier, "resetting")
  more(2)
  await(barrier:abort())
  t.eq(tostring(barrier), "<Barrier [broken]>")
  t.eq(barrier.broken, true)
  await(asyncio.gather(tasks, { return_exceptions = true }))
end)

t.case("BarrierTests.test_barrier_parties", function()
  t.raises(asyncio.ValueError, asyncio.Barrier, 0)
  t.raises(asyncio.ValueError, asyncio.Barrier, -4)
  t.eq(asyncio.Barrier(N).parties, N)
end)

t.case("BarrierTests.test_context_manager", function()
  local barrier, results = asyncio.Barrier(3), {}
  all(3, function()
    asyncio.with(barrier, function(i) results[#results + 1] = i end)
  end)
  t.eq(sorted(results), { 0, 1, 2 })
  rests(barrier)
end)

t.case("BarrierTests.test_filling_one_task", function()
  local barrier = asyncio.Barrier(1)
  t.eq(asyncio.with(barrier, function() return true end), true)
  rests(barrier)
end)

t.case("BarrierTests.test_filling_one_task_twice", function()
  local barrier = asyncio.Barrier(1)
  local t1 = asyncio.create_task(barrier:wait())
  t.spin()
  t.eq(barrier.n_waiting, 0)
  local t2 = asyncio.create_task(barrier:wait())
  t.spin()
  t.eq(t1:result(), t2:result())
  t.eq(t1:done(), t2:done())
  rests(barrier)
end)

t.case("BarrierTests.test_filling_task_by_task", function()
  local barrier, tasks = asyncio.Barrier(3), {}
  for i = 1, 3 do
    tasks[i] = asyncio.create_task(barrier:wait())
    t.spin()
    if i < 3 then
      t.eq(barrier.n_waiting, i)
      is(barrier, "filling")
    end
  end
  await(asyncio.wait(tasks))
  rests(barrier)
end)

t.case("BarrierTests.test_filling_tasks_wait_twice", function()
  local barrier, outer, inner = asyncio.Barrier(N), 0, 0
  all(N, function()
    asyncio.with(barrier, function()
      outer = outer + 1
      asyncio.with(barrier, function() inner = inner + 1 end)
    end)
  end)
  t.eq(outer, N)
  t.eq(inner, N)
  rests(barrier)
end)

t.case("BarrierTests.test_filling_tasks_check_return_value", function()
  local barrier, outer, inner = asyncio.Barrier(N), 0, 0
  local numbers = all(N, function()
    return asyncio.with(barrier, function()
      outer = outer + 1
      return asyncio.with(barrier, function(i)
        inner = inner + 1
        return i
      end)
    end)
  end)
  t.eq(outer, N)
  t.eq(inner, N)
  t.eq(sorted(numbers), { 0, 1, 2, 3, 4 })
  rests(barrier)
end)

t.case("BarrierTests.test_draining_state", function()
  local barrier, results = asyncio.Barrier(N), {}
  all(N, function()
    asyncio.with(barrier, function()
      results[#results + 1] = tostring(barrier):find("draining") ~= nil
    end)
  end)
  t.eq(results, { true, true, true, true, false })
  rests(barrier)
end)

t.case("BarrierTests.test_blocking_tasks_while_draining", function()
  local rewait = 2
  local barrier, others = asyncio.Barrier(N), asyncio.Barrier(N - rewait)
  local left = rewait
  all(N, function()
    wait(barrier)
    if left > 0 then
      left = left - 1
      wait(barrier) -- while the rest leaves
    else
      wait(others)
      wait(barrier)
    end
  end)
  rests(barrier)
end)

t.case("BarrierTests.test_filling_tasks_cancel_one", function()
  local barrier, results = asyncio.Barrier(3), 0
  local function pass()
    local task = asyncio.create_task(function()
      wait(barrier)
      results = results + 1
    end)
    t.spin()
    return task
  end
  local t1 = pass()
  t.eq(barrier.n_waiting, 1)
  local t2 = pass()
  t.eq(barrier.n_waiting, 2)
  t1:cancel()
  t.spin()
  t.eq(barrier.n_waiting, 1)
  t.raises(asyncio.CancelledError, await, t1)
  t.ok(t1:cancelled())
  local t3 = pass()
  t.eq(barrier.n_waiting, 2)
  await(asyncio.gather(t2, t3, pass()))
  t.eq(results, 3)
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier", function()
  local barrier = asyncio.Barrier(1)
  asyncio.create_task(barrier:reset())
  t.spin()
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier_while_tasks_waiting", function()
  local barrier, results = asyncio.Barrier(N), 0
  local tasks = start(N - 1, function()
    if broken(function() wait(barrier) end) then results = results + 1 end
  end)
  t.spin()
  asyncio.create_task(barrier:reset())
  await(asyncio.gather(tasks))
  t.eq(results, N - 1)
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier_when_tasks_half_draining", function()
  local barrier, results, inside = asyncio.Barrier(N), 0, N
  local half = math.floor(N / 2)
  all(N, function()
    local stopped = broken(function() wait(barrier) end)
    inside = inside - 1
    if stopped then
      results = results + 1
    elseif inside == half then
      await(barrier:reset())
    end
  end)
  t.eq(results, half)
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier_when_tasks_half_draining_half_blocking", function()
  local barrier, drained, blocked, count = asyncio.Barrier(N), 0, 0, 0
  local half = math.floor(N / 2)
  all(N, function()
    if broken(function() wait(barrier) end) then
      drained = drained + 1
      wait(barrier)
      return
    end
    count = count + 1
    if count > half then
      await(barrier:reset())
      wait(barrier)
    elseif broken(function() wait(barrier) end) then
      blocked = blocked + 1 -- who is blocked gets in after the reset
    end
  end)
  t.eq(drained, half)
  t.eq(blocked, 0)
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier_while_tasks_waiting_and_waiting_again", function()
  local barrier, stopped, passed = asyncio.Barrier(N), 0, 0
  local tasks = start(N - 1, function()
    if broken(function() wait(barrier) end) then stopped = stopped + 1 end
    wait(barrier)
    passed = passed + 1
  end)
  asyncio.create_task(barrier:reset())
  t.spin()
  asyncio.create_task(function()
    asyncio.with(barrier, function() passed = passed + 1 end)
  end)
  await(asyncio.gather(tasks))
  t.eq(stopped, N - 1)
  t.eq(passed, N)
  rests(barrier)
end)

t.case("BarrierTests.test_reset_barrier_while_tasks_draining", function()
  local barrier, second, stopped, last, count = asyncio.Barrier(N), 0, 0, 0, 0
  all(N, function()
    wait(barrier)
    count = count + 1
    if count == N then
      await(barrier:reset())
      wait(barrier)
    elseif broken(function() wait(barrier) end) then
      stopped = stopped + 1
    else
      second = second + 1
    end
    wait(barrier)
    last = last + 1
  end)
  t.eq(second, N - 1)
  t.eq(stopped, 0)
  t.eq(last, N)
  rests(barrier)
end)

t.case("BarrierTests.test_abort_barrier", function()
  local barrier = asyncio.Barrier(1)
  asyncio.create_task(barrier:abort())
  t.spin()
  t.eq(barrier.n_waiting, 0)
  t.eq(barrier.broken, true)
end)

t.case("BarrierTests.test_abort_barrier_when_tasks_half_draining_half_blocking", function()
  local barrier, draining, blocked, count = asyncio.Barrier(N), 0, 0, 0
  local half = math.floor(N / 2)
  all(N, function()
    if broken(function() wait(barrier) end) then
      draining = draining + 1
      return
    end
    count = count + 1
    if count > half then
      await(barrier:abort())
    elseif broken(function() wait(barrier) end) then
      blocked = blocked + 1
    end
  end)
  t.eq(barrier.broken, true)
  t.eq(draining, half)
  t.eq(blocked, N - half - 1)
  t.eq(barrier.n_waiting, 0)
end)

t.case("BarrierTests.test_abort_barrier_when_exception", function()
  local barrier, passed, stopped = asyncio.Barrier(N), 0, 0
  all(N, function()
    asyncio.try(function()
      asyncio.with(barrier, function(i)
        if i == math.floor(N / 2) then error(asyncio.LookupError(), 0) end
      end)
      asyncio.with(barrier, function() passed = passed + 1 end)
    end, {
      { asyncio.BrokenBarrierError, function() stopped = stopped + 1 end },
      { asyncio.LookupError, function() await(barrier:abort()) end },
    })
  end)
  t.eq(barrier.broken, true)
  t.eq(passed, 0)
  t.eq(stopped, N - 1)
  t.eq(barrier.n_waiting, 0)
end)

t.case("BarrierTests.test_abort_barrier_when_exception_then_resetting", function()
  local first, second = asyncio.Barrier(N), asyncio.Barrier(N)
  local passed, stopped, last = 0, 0, 0
  local half = math.floor(N / 2)
  all(N, function()
    asyncio.try(function()
      if wait(first) == half then error(asyncio.LookupError(), 0) end
      wait(first)
      passed = passed + 1
    end, {
      { asyncio.BrokenBarrierError, function() stopped = stopped + 1 end },
      { asyncio.LookupError, function() await(first:abort()) end },
    })
    -- everybody has left it when it is reset, and nobody enters it before that
    if wait(second) == half then await(first:reset()) end
    wait(second)
    wait(first)
    last = last + 1
  end)
  t.eq(passed, 0)
  t.eq(stopped, N - 1)
  t.eq(last, N)
  rests(first)
end)
