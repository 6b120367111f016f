-- What CPython's test_timeouts says of timeouts. Lua's errors have a cause but no context of errors being handled: what
-- CPython's tests say of __context__ is checked of causes here.
local t = require("check")
local asyncio = require("asyncio")

local Zero = asyncio.error_class("Zero")
local Key = asyncio.error_class("Key")

local function now()
  return asyncio.get_running_loop():time()
end

local function near(actual, expected)
  t.ok(math.abs(actual - expected) < 1e-9, string.format("%s is near %s", actual, expected))
end

-- expires runs timeout(seconds, body), which must raise TimeoutError, and returns the timeout and the error.
local function expires(seconds, body)
  local cm
  local e = t.raises(asyncio.TimeoutError, asyncio.timeout, seconds, function(entered)
    cm = entered
    body(entered)
  end)
  t.ok(cm:expired())
  return cm, e
end

local function sleeping(seconds)
  return function() await(asyncio.sleep(seconds)) end
end

-- told calls body and returns whether it was cancelled, through the function that it returns.
local function telling(body)
  local told = false
  return function()
    asyncio.try(body, { { asyncio.CancelledError, function(e)
      told = true
      error(e, 0)
    end } })
  end, function() return told end
end

t.case("TimeoutTests.test_timeout_basic", function()
  expires(0.01, sleeping(10))
  near(now(), 0.01)
end)

t.case("TimeoutTests.test_timeout_at_basic", function()
  local deadline, cm = now() + 0.01, nil
  t.raises(asyncio.TimeoutError, asyncio.timeout_at, deadline, function(entered)
    cm = entered
    await(asyncio.sleep(10))
  end)
  t.ok(cm:expired())
  t.eq(cm:when(), deadline)
end)

t.case("TimeoutTests.test_nested_timeouts", function()
  local deadline, cm1, cm2 = now() + 0.01, nil, nil
  local body, told = telling(function()
    asyncio.timeout_at(deadline, function(cm)
      cm2 = cm
      await(asyncio.sleep(10))
    end)
  end)
  -- both are over: only the outermost makes a TimeoutError of it
  t.raises(asyncio.TimeoutError, asyncio.timeout_at, deadline, function(cm)
    cm1 = cm
    body()
  end)
  t.ok(told())
  t.ok(cm1:expired() and cm2:expired())
end)

t.case("TimeoutTests.test_waiter_cancelled", function()
  local body, told = telling(sleeping(10))
  expires(0.01, body)
  t.ok(told())
end)

t.case("TimeoutTests.test_timeout_not_called", function()
  local cm = asyncio.timeout(10, function(cm)
    await(asyncio.sleep(0.01))
    return cm
  end)
  t.eq(cm:expired(), false)
  t.ok(cm:when() > now())
end)

local function disabled(limit)
  local cm = limit(nil, function(cm)
    await(asyncio.sleep(0.01))
    return cm
  end)
  t.eq(cm:expired(), false)
  t.eq(cm:when(), nil)
end

t.case("TimeoutTests.test_timeout_disabled", function() disabled(asyncio.timeout) end)
t.case("TimeoutTests.test_timeout_at_disabled", function() disabled(asyncio.timeout_at) end)

t.case("TimeoutTests.test_timeout_zero", function()
  local before = now()
  local cm = expires(0, sleeping(10))
  t.ok(before <= cm:when() and cm:when() <= now())
end)

t.case("TimeoutTests.test_timeout_zero_sleep_zero", function()
  local before = now()
  local cm = expires(0, sleeping(0))
  t.ok(before <= cm:when() and cm:when() <= now())
end)

t.case("TimeoutTests.test_timeout_in_the_past_sleep_zero", function()
  local before = now()
  local cm = expires(-11, sleeping(0))
  t.ok(cm:when() <= before)
end)

t.case("TimeoutTests.test_foreign_exception_passed", function()
  local cm
  t.raises(Key, asyncio.timeout, 0.01, function(entered)
    cm = entered
    error(Key(), 0)
  end)
  t.eq(cm:expired(), false)
end)

t.case("TimeoutTests.test_timeout_exception_context", function()
  local _, e = expires(0.01, function()
    asyncio.try(function() error(Zero(), 0) end, { finally = sleeping(1) })
  end)
  t.ok(asyncio.isinstance(e.cause, asyncio.CancelledError))
  t.eq(e.cause.cause, nil)
end)

-- crash raises an error made of the cancellation of its sleep.
local function crash()
  asyncio.try(sleeping(1), { { asyncio.CancelledError, function(cancelled)
    local e = Zero()
    e.cause = cancelled
    error(e, 0)
  end } })
end

t.case("TimeoutTests.test_foreign_exception_on_timeout", function()
  local e = t.raises(Zero, asyncio.timeout, 0.01, crash)
  t.ok(asyncio.isinstance(e.cause, asyncio.TimeoutError))
  t.ok(asyncio.isinstance(e.cause.cause, asyncio.CancelledError))
  -- without a cause there is nothing to put it in
  e = t.raises(Zero, asyncio.timeout, 0.01, function()
    asyncio.try(sleeping(1), { finally = function() error(Zero(), 0) end })
  end)
  t.eq(e.cause, nil)
end)

t.case("TimeoutTests.test_foreign_exception_on_timeout_2", function()
  local e = t.raises(Zero, asyncio.timeout, 0.01, function()
    local ok, cancelled = pcall(await, asyncio.sleep(1))
    t.eq(ok, false)
    local key, zero = Key(), Zero()
    key.cause, zero.cause = cancelled, key
    error(zero, 0)
  end)
  t.ok(asyncio.isinstance(e.cause, Key))
  t.ok(asyncio.isinstance(e.cause.cause, asyncio.TimeoutError))
  local last = e.cause.cause.cause
  t.ok(asyncio.isinstance(last, asyncio.CancelledError))
  t.eq(last.cause, nil)
end)

t.case("TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired", function()
  local cm
  await(asyncio.create_task(function()
    t.raises(asyncio.CancelledError, asyncio.timeout, 10, function(entered)
      cm = entered
      asyncio.current_task():cancel()
      await(asyncio.sleep(10))
    end)
  end))
  t.eq(cm:expired(), false)
end)

t.case("TimeoutTests.test_outer_task_is_not_cancelled", function()
  local task = asyncio.create_task(function() expires(0.001, sleeping(10)) end)
  await(task)
  t.eq(task:cancelled(), false)
  t.ok(task:done())
end)

t.case("TimeoutTests.test_nested_timeouts_concurrent", function()
  expires(0.002, function()
    t.raises(asyncio.CancelledError, asyncio.timeout, 0.1, sleeping(1))
    await(asyncio.sleep(0)) -- the request was delivered once
    error(asyncio.CancelledError(), 0)
  end)
end)

-- In CPython's test a busy loop finds both timers due; under virtual time they are due at the same instant, the inner
-- one first.
t.case("TimeoutTests.test_nested_timeouts_loop_busy", function()
  local deadline, inner = now() + 0.1, nil
  local outer = expires(10, function(outer)
    inner = asyncio.timeout_at(deadline)
    t.raises(asyncio.CancelledError, asyncio.with, inner, function()
      outer:reschedule(deadline)
      await(asyncio.sleep(1))
    end)
    t.ok(inner:expired() and outer:expired())
    error(asyncio.CancelledError(), 0)
  end)
  t.eq(outer:when(), inner:when())
  near(now(), deadline)
  t.eq(asyncio.current_task():cancelling(), 0)

  -- one after the other, each stops its own block
  expires(0.1, function()
    expires(0.01, sleeping(1))
    await(asyncio.sleep(10))
  end)
  near(now(), deadline + 0.1)
end)

t.case("TimeoutTests.test_reschedule", function()
  local loop = asyncio.get_running_loop()
  local fut = loop:create_future()
  local first = loop:time() + 10
  local second = first + 20
  local task = asyncio.create_task(function()
    asyncio.timeout_at(first, function(cm)
      fut:set_result(cm)
      await(asyncio.sleep(50))
    end)
  end)
  local cm = await(fut)
  t.eq(cm:when(), first)
  cm:reschedule(second)
  t.eq(cm:when(), second)
  cm:reschedule(nil)
  t.eq(cm:when(), nil)
  await(asyncio.sleep(40))
  t.ok(not task:done())
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(cm:expired(), false)
end)

t.case("TimeoutTests.test_repr_active", function()
  asyncio.timeout(10, function(cm)
    t.ok(tostring(cm):find("^<Timeout %[active%] when=%d+%.%d*>$"), tostring(cm))
  end)
end)

t.case("TimeoutTests.test_repr_expired", function()
  t.eq(tostring((expires(0.01, sleeping(10)))), "<Timeout [expired]>")
end)

t.case("TimeoutTests.test_repr_finished", function()
  local cm = asyncio.timeout(10, function(cm)
    await(asyncio.sleep(0))
    return cm
  end)
  t.eq(tostring(cm), "<Timeout [finished]>")
end)

t.case("TimeoutTests.test_repr_disabled", function()
  asyncio.timeout(nil, function(cm) t.eq(tostring(cm), "<Timeout [active] when=None>") end)
end)

t.case("TimeoutTests.test_nested_timeout_in_finally", function()
  local inner
  local _, outer = expires(0.01, function()
    asyncio.try(sleeping(1), { finally = function() _, inner = expires(0.01, sleeping(10)) end })
  end)
  for _, e in ipairs({ outer, inner }) do
    t.ok(asyncio.isinstance(e.cause, asyncio.CancelledError))
    t.eq(e.cause.cause, nil)
  end
  t.ok(outer.cause ~= inner.cause)
  near(now(), 0.02)
end)

-- cancelled calls fn in a task that has been cancelled and has swallowed that.
local function after_cancellation(fn)
  await(asyncio.create_task(function()
    asyncio.current_task():cancel()
    t.raises(asyncio.CancelledError, await, asyncio.sleep(1))
    fn()
  end))
end

t.case("TimeoutTests.test_timeout_after_cancellation", function()
  after_cancellation(function() expires(0, sleeping(1)) end)
end)

t.case("TimeoutTests.test_cancel_in_timeout_after_cancellation", function()
  after_cancellation(function()
    t.raises(asyncio.CancelledError, asyncio.timeout, 1, function()
      asyncio.current_task():cancel()
      await(asyncio.sleep(2))
    end)
  end)
end)

t.case("TimeoutTests.test_timeout_already_entered", function()
  asyncio.timeout(0.01, function(cm)
    t.raises("^RuntimeError: .*has already been entered", asyncio.with, cm, function() end)
  end)
end)

t.case("TimeoutTests.test_timeout_double_enter", function()
  local cm = asyncio.timeout(0.01)
  asyncio.with(cm, function() end)
  t.raises("^RuntimeError: .*has already been entered", asyncio.with, cm, function() end)
end)

t.case("TimeoutTests.test_timeout_finished", function()
  local cm = asyncio.timeout(0.01, function(cm) return cm end)
  t.raises("^RuntimeError: .*finished", cm.reschedule, cm, 0.02)
end)

t.case("TimeoutTests.test_timeout_expired", function()
  local cm = expires(0.01, sleeping(1))
  t.raises("^RuntimeError: .*expired", cm.reschedule, cm, 0.02)
end)

t.case("TimeoutTests.test_timeout_expiring", function()
  asyncio.timeout(0.01, function(cm)
    t.raises(asyncio.CancelledError, await, asyncio.sleep(1))
    t.raises("^RuntimeError: .*expiring", cm.reschedule, cm, 0.02)
  end)
end)

t.case("TimeoutTests.test_timeout_not_entered", function()
  local cm = asyncio.timeout(0.01)
  t.raises("^RuntimeError: .*has not been entered", cm.reschedule, cm, 0.02)
end)

t.case("TimeoutTests.test_timeout_without_task", function()
  local cm = asyncio.timeout(0.01)
  local done = asyncio.Event()
  asyncio.get_running_loop():call_soon(function() -- no task runs in a callback
    t.raises("^RuntimeError: .*task", asyncio.with, cm, function() end)
    done:set()
  end)
  await(done:wait())
  t.raises("^RuntimeError: .*has not been entered", cm.reschedule, cm, 0.02)
end)

t.case("TimeoutTests.test_timeout_taskgroup", function()
  local group = t.raises(asyncio.ExceptionGroup, asyncio.timeout, 0.01, function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(crash)
      asyncio.try(function() error(asyncio.ValueError(), 0) end, { finally = sleeping(1) })
    end)
  end)
  t.eq(group.cause, nil)
  t.eq(#group.exceptions, 1)
  local e = group.exceptions[1]
  t.ok(asyncio.isinstance(e, Zero))
  t.ok(asyncio.isinstance(e.cause, asyncio.TimeoutError))
  t.ok(asyncio.isinstance(e.cause.cause, asyncio.CancelledError))
end)
