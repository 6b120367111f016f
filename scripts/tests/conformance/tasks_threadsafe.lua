-- What CPython's test_tasks says of run_coroutine_threadsafe, and of tasks that are lost.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

-- add sleeps and returns the sum, or raises, or cancels its task.
local add = async(function(a, b, how)
  await(asyncio.sleep(0.05))
  if how == "fail" then
    error(asyncio.RuntimeError("Fail!"))
  elseif how == "cancel" then
    asyncio.current_task():cancel()
    await(asyncio.sleep(0))
  end
  return a + b
end)

-- A script runs on the loop's own goroutine and so cannot block on the promise: it looks at it when it is done.
local function submit(...)
  return asyncio.run_coroutine_threadsafe(add(...), asyncio.get_running_loop())
end

t.case("RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe", function()
  local promise = submit(1, 2)
  t.ok(not promise:done())
  await(asyncio.sleep(1))
  t.ok(promise:done())
  t.eq(promise:result(), 3)
  t.eq(promise:exception(), nil)
end)

t.case("RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_exception", function()
  local promise = submit(1, 2, "fail")
  await(asyncio.sleep(1))
  local e = t.raises(asyncio.RuntimeError, promise.result, promise)
  t.eq(e.message, "Fail!")
  t.eq(promise:exception(), e)
end)

t.case("RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_timeout", function()
  -- whoever gives up waiting cancels the promise, and with it the task
  local promise = submit(1, 2)
  t.spin(2)
  t.raises(asyncio.InvalidStateError, promise.result, promise)
  t.eq(#asyncio.all_tasks(), 2)
  promise:cancel()
  await(asyncio.sleep(0.001))
  t.ok(promise:cancelled())
  t.eq(asyncio.all_tasks(), { asyncio.current_task() })
end)

t.case("RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_cancelled", function()
  local promise = submit(1, 2, "cancel")
  await(asyncio.sleep(1))
  t.ok(promise:cancelled())
  t.raises(asyncio.CancelledError, promise.result, promise)
end)

t.case("RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_factory_exception", function()
  local loop, raised, contexts = asyncio.get_running_loop(), asyncio.LookupError("no factory"), {}
  loop:set_exception_handler(function(_, context) contexts[#contexts + 1] = context end)
  loop:set_task_factory(function() error(raised) end)
  local coro = add(1, 2)
  local promise = asyncio.run_coroutine_threadsafe(coro, loop)
  t.spin(2)
  loop:set_task_factory(nil)
  t.ok(promise:done())
  t.eq(t.raises(asyncio.LookupError, promise.result, promise), raised)
  t.eq(#contexts, 1)
  t.eq(contexts[1].exception, raised)
  coro:close()
end)

t.case("BaseTaskTests.test_error_in_call_soon", function()
  -- a task whose first step cannot be scheduled does not come to be
  local loop = asyncio.new_event_loop()
  loop:close()
  local coro = add(1, 2)
  t.raises(asyncio.RuntimeError, asyncio.Task, coro, { loop = loop })
  coro:close()
  t.eq(asyncio.all_tasks(loop), {})
  t.eq(t.reports(), "")
end)

t.case("BaseTaskTests.test_log_destroyed_pending_task", function()
  local contexts, task = {}, nil
  loops.on_new_loop(function(loop)
    loop:set_exception_handler(function(_, context) contexts[#contexts + 1] = context end)
    task = asyncio.ensure_future(function()
      await(loop:create_future())
      error("never reached")
    end, { loop = loop })
    t.eq(asyncio.all_tasks(loop), { task })
    loops.once(loop)
    t.eq(contexts, {})
  end)
  t.eq(#contexts, 1)
  t.eq(contexts[1].message, "Task was destroyed but it is pending!")
  t.eq(contexts[1].task, task)
  t.eq(contexts[1].exception, nil)
end)
