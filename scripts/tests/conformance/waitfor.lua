-- What CPython's test_waitfor says of wait_for.
local t = require("check")
local asyncio = require("asyncio")

local SLOW = 0.2
local SOON = 0.0001

local function now() return asyncio.get_running_loop():time() end

-- slow makes a body that takes its time whatever cancels it, and a table that says whether it came to its end.
local function slow()
  local state = { exited = false }
  return async(function()
    local leave = now() + SLOW
    while now() < leave do
      pcall(await, asyncio.sleep(leave - now()))
    end
    state.exited = true
  end), state
end

t.case("AsyncioWaitForTest.test_asyncio_wait_for_cancelled", function()
  local run, state = slow()
  local task = asyncio.create_task(asyncio.wait_for(run(), SLOW * 2))
  t.spin()
  task:cancel()
  await(asyncio.wait({ task }))
  t.ok(state.exited)
end)

t.case("AsyncioWaitForTest.test_asyncio_wait_for_timeout", function()
  local run, state = slow()
  pcall(await, asyncio.wait_for(run(), SLOW / 2))
  t.ok(state.exited)
  t.eq(now(), SLOW)
end)

t.case("AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_future_done", function()
  local fut = asyncio.Future()
  fut:set_result("done")
  t.eq(await(asyncio.wait_for(fut, 0)), "done")
  t.eq(await(asyncio.wait_for(fut, -1)), "done")
  t.ok(fut:done())
end)

t.case("AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started", function()
  local started = false
  local foo = async(function() started = true end)
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(foo(), 0))
  t.eq(started, false)
end)

t.case("AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0", function()
  for _, timeout in ipairs({ 0, -1 }) do
    local running, started = nil, asyncio.Future()
    local task = asyncio.create_task(function()
      asyncio.try(function()
        running = true
        started:set_result()
        await(asyncio.sleep(10))
      end, { finally = function() running = false end })
      return "done"
    end)
    await(started)
    t.raises(asyncio.TimeoutError, await, asyncio.wait_for(task, timeout))
    t.ok(task:done())
    t.ok(task:cancelled())
    t.eq(running, false)
    t.eq(now(), 0)
  end
end)

t.case("AsyncioWaitForTest.test_wait_for", function()
  local running
  local task = asyncio.create_task(function()
    running = true
    asyncio.try(function() await(asyncio.sleep(3600)) end, { finally = function() running = false end })
    return "done"
  end)
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(task, 0.1))
  t.ok(task:done())
  t.ok(task:cancelled())
  t.eq(running, false)
  t.eq(now(), 0.1)
end)

t.case("AsyncioWaitForTest.test_wait_for_blocking", function()
  local coro = async(function() return "done", "and more" end)
  t.eq({ await(asyncio.wait_for(coro(), nil)) }, { "done", "and more" })
end)

t.case("AsyncioWaitForTest.test_wait_for_race_condition", function()
  local fut = asyncio.Future()
  local waiting = asyncio.wait_for(fut, 0.2)
  asyncio.get_running_loop():call_soon(fut.set_result, fut, "ok")
  t.eq(await(waiting), "ok")
end)

t.case("AsyncioWaitForTest.test_wait_for_cancellation_race_condition", function()
  local inner = async(function()
    t.raises(asyncio.CancelledError, await, asyncio.sleep(1))
    return 1
  end)
  t.eq(await(asyncio.wait_for(inner(), 0.01)), 1)
end)

-- tidy makes a task whose body needs a moment after it was cancelled, and a table that says when that is over.
local function tidy()
  local state = { done = false }
  return asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.sleep(10))
    t.ok(not ok)
    await(asyncio.sleep(SOON))
    state.done = true
    error(e, 0)
  end), state
end

t.case("AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation", function()
  local task, state = tidy()
  local e = t.raises(asyncio.TimeoutError, await, asyncio.wait_for(task, SOON))
  t.ok(state.done)
  t.ok(asyncio.isinstance(e.cause, asyncio.CancelledError))
end)

t.case("AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation_w_timeout_0", function()
  local task, state = tidy()
  await(asyncio.sleep(SOON))
  local e = t.raises(asyncio.TimeoutError, await, asyncio.wait_for(task, 0))
  t.ok(state.done)
  t.ok(asyncio.isinstance(e.cause, asyncio.CancelledError))
end)

t.case("AsyncioWaitForTest.test_wait_for_reraises_exception_during_cancellation", function()
  local Foo = asyncio.error_class("Foo")
  local task = asyncio.create_task(function()
    asyncio.try(function() await(asyncio.sleep(0.2)) end, { finally = function() error(Foo()) end })
  end)
  t.raises(Foo, await, asyncio.wait_for(task, SOON))
end)

-- cancelled checks that cancelling a wait_for cancels the task it waits for.
local function cancelled(timeout)
  local task = asyncio.create_task(function() await(asyncio.Future()) end)
  local waiting = asyncio.create_task(asyncio.wait_for(task, timeout))
  asyncio.get_running_loop():call_soon(waiting.cancel, waiting)
  t.raises(asyncio.CancelledError, await, waiting)
  t.ok(task:cancelled())
end

t.case("AsyncioWaitForTest.test_cancel_blocking_wait_for", function() cancelled(nil) end)

t.case("AsyncioWaitForTest.test_cancel_wait_for", function() cancelled(60) end)

t.case("AsyncioWaitForTest.test_wait_for_cancel_suppressed", function()
  local stubborn = async(function()
    return asyncio.try(function() await(asyncio.sleep(10)) end, {
      { asyncio.CancelledError, function() return 42 end },
    })
  end)
  t.eq(await(asyncio.wait_for(stubborn(), 0.1)), 42)
end)

t.case("AsyncioWaitForTest.test_wait_for_issue86296", function()
  -- what is waited for ends in the iteration in which the waiter is cancelled: the cancellation is not lost
  local inner = asyncio.create_task(function() return "done" end)
  local reached = false
  local task = asyncio.create_task(function()
    await(asyncio.wait_for(inner, 100))
    await(asyncio.sleep(1))
    reached = true
  end)
  t.ok(not task:done())
  t.spin()
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.ok(inner:done())
  t.eq(await(inner), "done")
  t.eq(reached, false)
end)

-- worker makes a task that is done after delay.
local function worker(delay)
  return asyncio.create_task(function()
    await(asyncio.sleep(delay))
    return "done"
  end)
end

t.case("WaitForShieldTests.test_zero_timeout", function()
  local task = worker(0.01)
  local shielded = asyncio.shield(task)
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(shielded, 0))
  t.ok(not task:done())
  t.ok(not task:cancelled())
  t.ok(shielded:cancelled())
  await(asyncio.sleep(0.1))
  t.ok(task:done())
  t.eq(task:result(), "done")
end)

t.case("WaitForShieldTests.test_none_timeout", function()
  local task = worker(0.1)
  await(asyncio.wait_for(asyncio.shield(task), nil))
  t.ok(task:done())
  t.eq(await(task), "done")
end)

t.case("WaitForShieldTests.test_shielded_timeout", function()
  local task = worker(0.1)
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(asyncio.shield(task), 0.01))
  t.ok(not task:done())
  t.ok(not task:cancelled())
  t.eq(await(task), "done")
end)
