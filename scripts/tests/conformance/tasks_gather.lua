-- What CPython's test_tasks says of gather.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local function value(v)
  return async(function() return v end)
end

-- futures makes so many pending futures.
local function futures(n)
  local list = {}
  for i = 1, n do
    list[i] = asyncio.Future()
  end
  return list
end

-- both calls fn twice: with a function that leaves futures as they are, and one that makes coroutines that await them.
local function both(fn)
  fn(function(list) return list end)
  fn(function(list)
    local coros = {}
    for i, fut in ipairs(list) do
      coros[i] = async(function() return await(fut) end)()
    end
    return coros
  end)
end

-- watched counts the calls of a callback of fut.
local function watched(fut)
  local calls = {}
  fut:add_done_callback(function(f) calls[#calls + 1] = f end)
  return calls
end

local function succeeds(options)
  both(function(wrap)
    local list = futures(3)
    local fut = asyncio.gather(wrap(list), options)
    local calls = watched(fut)
    list[2]:set_result(1)
    list[1]:set_result(2)
    t.spin(4)
    t.eq(calls, {})
    t.ok(not fut:done())
    list[3]:set_result(3)
    t.spin(4)
    t.eq(calls, { fut })
    t.eq(fut:result(), { 2, 1, 3, n = 3 })
  end)
end

t.case("GatherTestsBase.test_success", function()
  succeeds(nil)
  succeeds({ return_exceptions = false })
end)

t.case("GatherTestsBase.test_result_exception_success", function()
  succeeds({ return_exceptions = true })
end)

t.case("GatherTestsBase.test_one_exception", function()
  both(function(wrap)
    local list = futures(5)
    local fut = asyncio.gather(wrap(list))
    local calls, raised = watched(fut), asyncio.ValueError()
    t.spin()
    list[1]:set_result(1)
    list[2]:set_exception(raised)
    t.spin(4)
    t.ok(fut:done())
    t.eq(calls, { fut })
    t.eq(fut:exception(), raised)
    list[3]:set_result(3) -- what comes later does nothing
    list[4]:cancel()
    list[5]:set_exception(asyncio.RuntimeError())
    t.ok(list[5]:exception())
    t.spin(4)
    t.eq(calls, { fut })
  end)
end)

t.case("GatherTestsBase.test_return_exceptions", function()
  both(function(wrap)
    local list = futures(4)
    local fut = asyncio.gather(wrap(list), { return_exceptions = true })
    local calls, first, second = watched(fut), asyncio.ValueError(), asyncio.RuntimeError()
    list[2]:set_result(1)
    list[3]:set_exception(first)
    list[1]:set_result(3)
    t.spin(4)
    t.ok(not fut:done())
    list[4]:set_exception(second)
    t.spin(4)
    t.ok(fut:done())
    t.eq(calls, { fut })
    t.eq(fut:result(), { 3, 1, first, second, n = 4 })
  end)
end)

t.case("FutureGatherTests.test_constructor_empty_sequence_without_loop", function()
  loops.outside(function()
    local e = t.raises(asyncio.RuntimeError, asyncio.gather)
    t.ok(e.message:find("no current event loop"), e.message)
  end)
end)

t.case("FutureGatherTests.test_constructor_empty_sequence_use_running_loop", function()
  local fut = asyncio.gather()
  t.ok(asyncio.isfuture(fut))
  t.eq(fut:get_loop(), asyncio.get_running_loop())
  t.spin()
  t.ok(fut:done())
  t.eq(fut:result(), { n = 0 })
  t.eq(await(asyncio.gather({})), { n = 0 })
end)

t.case("FutureGatherTests.test_constructor_empty_sequence_use_global_loop", function()
  loops.outside(function()
    loops.on_new_loop(function(loop)
      asyncio.set_event_loop(loop)
      local fut = asyncio.gather()
      t.ok(asyncio.isfuture(fut))
      t.eq(fut:get_loop(), loop)
      loops.once(loop)
      t.ok(fut:done())
      t.eq(fut:result(), { n = 0 })
    end)
  end)
end)

t.case("FutureGatherTests.test_constructor_heterogenous_futures", function()
  loops.on_new_loop(function(other)
    t.raises(asyncio.ValueError, asyncio.gather, asyncio.Future(), other:create_future())
  end)
end)

t.case("FutureGatherTests.test_constructor_homogenous_futures", function()
  loops.on_new_loop(function(other)
    local children = { other:create_future(), other:create_future(), other:create_future() }
    for _ = 1, 2 do
      local fut = asyncio.gather(children)
      t.eq(fut:get_loop(), other)
      loops.once(other)
      t.ok(not fut:done())
    end
  end)
end)

t.case("FutureGatherTests.test_one_cancellation", function()
  local list = futures(5)
  local fut = asyncio.gather(list)
  local calls = watched(fut)
  list[1]:set_result(1)
  list[2]:cancel()
  t.spin(2)
  t.ok(fut:done())
  t.eq(calls, { fut })
  t.ok(not fut:cancelled(), "a child's cancellation is an exception")
  t.ok(asyncio.isinstance(fut:exception(), asyncio.CancelledError))
  list[3]:set_result(3)
  list[4]:cancel()
  list[5]:set_exception(asyncio.RuntimeError())
  t.ok(list[5]:exception())
end)

t.case("FutureGatherTests.test_result_exception_one_cancellation", function()
  local list = futures(6)
  local fut = asyncio.gather(list, { return_exceptions = true })
  local calls, first, second = watched(fut), asyncio.ValueError(), asyncio.RuntimeError()
  list[1]:set_result(1)
  list[2]:set_exception(first)
  list[3]:cancel()
  t.spin(2)
  t.ok(not fut:done())
  list[4]:set_result(3)
  list[5]:cancel()
  list[6]:set_exception(second)
  local results = await(fut)
  for _, i in ipairs({ 3, 5 }) do
    t.ok(asyncio.isinstance(results[i], asyncio.CancelledError))
    results[i] = nil
  end
  t.eq(results, { 1, first, nil, 3, nil, second, n = 6 })
  t.eq(calls, { fut })
end)

t.case("CoroutineGatherTests.test_constructor_without_loop", function()
  loops.outside(function()
    local a, b = value("abc")(), value("abc")()
    local e = t.raises(asyncio.RuntimeError, asyncio.gather, a, b)
    t.ok(e.message:find("no current event loop"), e.message)
    a:close()
    b:close()
  end)
end)

t.case("CoroutineGatherTests.test_constructor_use_running_loop", function()
  loops.on_new_loop(function(loop)
    local fut = loop:run_until_complete(function() return asyncio.gather(value(1)(), value(2)()) end)
    t.eq(fut:get_loop(), loop)
    t.eq(loop:run_until_complete(fut), { 1, 2, n = 2 })
  end)
end)

t.case("CoroutineGatherTests.test_constructor_use_global_loop", function()
  loops.outside(function()
    loops.on_new_loop(function(loop)
      asyncio.set_event_loop(loop)
      local fut = asyncio.gather(value(1)(), value(2)())
      t.eq(fut:get_loop(), loop)
      t.eq(loop:run_until_complete(fut), { 1, 2, n = 2 })
    end)
  end)
end)

t.case("CoroutineGatherTests.test_duplicate_coroutines", function()
  local c = value("abc")()
  local fut = asyncio.gather(c, c, value("def")(), c)
  t.spin(2)
  t.eq(fut:result(), { "abc", "abc", "def", "abc", n = 4 })
end)

t.case("CoroutineGatherTests.test_cancellation_broadcast", function()
  local proof, waiter, gatherer = 0, asyncio.Future(), nil
  local function inner()
    await(waiter)
    proof = proof + 1
  end
  local a, b = asyncio.ensure_future(inner), asyncio.ensure_future(inner)
  local outer = asyncio.ensure_future(function()
    gatherer = asyncio.gather(a, b)
    await(gatherer)
    proof = proof + 100
  end)
  t.spin()
  t.eq(outer:cancel(), true)
  t.raises(asyncio.CancelledError, await, outer)
  t.eq(gatherer:cancel(), false)
  t.ok(waiter:cancelled())
  t.ok(a:cancelled())
  t.ok(b:cancelled())
  t.spin()
  t.eq(proof, 0)
end)

t.case("CoroutineGatherTests.test_exception_marking", function()
  -- the second child's exception has nobody to go to, and is not reported
  local a, b = asyncio.Future(), asyncio.Future()
  local inner = async(function(fut)
    await(fut)
    error(asyncio.RuntimeError("should not be ignored"))
  end)
  local outer = asyncio.ensure_future(function() await(asyncio.gather(inner(a), inner(b))) end)
  t.spin(2)
  a:set_result()
  t.spin(4)
  b:set_result()
  t.spin(4)
  t.ok(asyncio.isinstance(outer:exception(), asyncio.RuntimeError))
  t.eq(t.reports(), "")
end)

t.case("CoroutineGatherTests.test_issue46672", function()
  -- a gather that refuses its second argument leaves nothing behind that fails later
  local coro = value("abc")()
  t.raises(asyncio.TypeError, asyncio.gather, coro, 5)
  t.spin(2)
  t.eq(t.reports(), "")
  coro:close()
end)

t.case("BaseTaskTests.test_cancel_gather_1", function()
  -- a gather whose children are all done refuses to be cancelled, though it is not done itself
  local fut, taken = asyncio.Future(), nil
  local gathered = asyncio.gather(function() return await(fut) end)
  t.spin()
  fut:add_done_callback(function()
    taken = gathered:cancel()
  end)
  fut:set_result(42)
  t.eq(await(gathered), { 42, n = 1 })
  t.eq(taken, false)
  t.ok(not gathered:cancelled())
end)

t.case("BaseTaskTests.test_cancel_gather_2", function()
  local cases = { { { n = 0 }, "" }, { { n = 1 }, "" }, { { "my message", n = 1 }, "my message" }, { { 5, n = 1 }, 5 } }
  for _, case in ipairs(cases) do
    local args, message = case[1], case[2]
    local task = asyncio.create_task(function()
      for _ = 1, 20 do
        await(asyncio.gather(asyncio.sleep(0.05), { return_exceptions = true }))
      end
    end)
    await(asyncio.sleep(0.2))
    task:cancel(unpack(args, 1, args.n))
    local e = t.raises(asyncio.CancelledError, await, task)
    t.eq(e.message, message)
    t.eq(e.cause, nil)
  end
end)
