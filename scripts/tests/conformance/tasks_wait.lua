-- What CPython's test_tasks says of wait and sleep.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local function now() return asyncio.get_running_loop():time() end

-- sleepers makes tasks that sleep so many seconds.
local function sleepers(...)
  local tasks = {}
  for i, delay in ipairs({ ... }) do
    tasks[i] = asyncio.create_task(asyncio.sleep(delay))
  end
  return unpack(tasks)
end

t.case("BaseTaskTests.test_wait", function()
  local a, b = sleepers(0.1, 0.15)
  for _ = 1, 2 do -- the second time there is nothing to wait for
    local done, pending = await(asyncio.wait({ b, a }))
    t.eq(done, { b, a })
    t.eq(pending, {})
    t.eq(now(), 0.15)
  end
end)

t.case("BaseTaskTests.test_wait_duplicate_coroutines", function()
  local c = asyncio.create_task(function() return "test" end)
  local d = asyncio.create_task(function() return "spam" end)
  local done, pending = await(asyncio.create_task(asyncio.wait({ c, c, d })))
  t.eq(pending, {})
  t.eq(done, { c, d })
end)

t.case("BaseTaskTests.test_wait_errors", function()
  t.raises(asyncio.ValueError, await, asyncio.wait({}))
  local sleep = asyncio.sleep(10)
  t.raises(asyncio.ValueError, await, asyncio.wait({ sleep }, { return_when = -1 }))
  sleep:close()
end)

t.case("BaseTaskTests.test_wait_first_completed", function()
  local a, b = sleepers(10, 0.1)
  local done, pending = await(asyncio.wait({ b, a }, { return_when = asyncio.FIRST_COMPLETED }))
  t.eq(done, { b })
  t.eq(pending, { a })
  t.ok(not a:done())
  t.eq(b:result(), nil)
  t.eq(now(), 0.1)
  await(asyncio.wait({ a, b }))
end)

t.case("BaseTaskTests.test_wait_really_done", function()
  -- what got done after the first, before the waiter woke up, counts as done
  local a = asyncio.create_task(function() t.spin(1) end)
  local b = asyncio.create_task(function() t.spin(2) end)
  local done, pending = await(asyncio.create_task(asyncio.wait({ b, a }, { return_when = asyncio.FIRST_COMPLETED })))
  t.eq(done, { b, a })
  t.eq(pending, {})
  t.eq(a:result(), nil)
  t.eq(b:result(), nil)
end)

t.case("BaseTaskTests.test_wait_first_exception", function()
  local a = sleepers(10)
  local b = asyncio.create_task(function() error("err") end)
  local done, pending = await(asyncio.create_task(asyncio.wait({ b, a }, { return_when = asyncio.FIRST_EXCEPTION })))
  t.eq(done, { b })
  t.eq(pending, { a })
  t.eq(now(), 0)
  await(asyncio.wait({ a, b }))
end)

t.case("BaseTaskTests.test_wait_first_exception_in_wait", function()
  local a = sleepers(10)
  local b = asyncio.create_task(function()
    await(asyncio.sleep(0.01))
    error("err")
  end)
  local done, pending = await(asyncio.wait({ b, a }, { return_when = asyncio.FIRST_EXCEPTION }))
  t.eq(done, { b })
  t.eq(pending, { a })
  t.eq(now(), 0.01)
  await(asyncio.wait({ a, b }))
end)

t.case("BaseTaskTests.test_wait_with_exception", function()
  local a = sleepers(0.1)
  local b = asyncio.create_task(function()
    await(asyncio.sleep(0.15))
    error("really")
  end)
  for _ = 1, 2 do
    local done, pending = await(asyncio.wait({ b, a }))
    t.eq(#done, 2)
    t.eq(pending, {})
    t.ok(b:exception():find("really"))
    t.eq(a:exception(), nil)
    t.eq(now(), 0.15)
  end
end)

t.case("BaseTaskTests.test_wait_with_timeout", function()
  local a, b = sleepers(0.1, 0.15)
  local done, pending = await(asyncio.wait({ b, a }, { timeout = 0.11 }))
  t.eq(done, { a })
  t.eq(pending, { b })
  t.eq(now(), 0.11)
  await(asyncio.wait({ a, b }))
end)

t.case("BaseTaskTests.test_wait_concurrent_complete", function()
  -- the timeout is over in the iteration in which a is done
  local a, b = sleepers(0.1, 0.15)
  t.spin()
  local done, pending = await(asyncio.wait({ b, a }, { timeout = 0.1 }))
  t.eq(done, { a })
  t.eq(pending, { b })
  t.eq(now(), 0.1)
  await(asyncio.wait({ a, b }))
end)

t.case("BaseTaskTests.test_wait_with_iterator_of_tasks", function()
  -- what an iterator gives is put in a list first; wait itself takes no iterator
  local a, b = sleepers(0.1, 0.15)
  local list = {}
  for _, task in next, { b, a } do
    list[#list + 1] = task
  end
  local done, pending = await(asyncio.wait(list))
  t.eq(#done, 2)
  t.eq(pending, {})
  t.eq(now(), 0.15)
  t.raises(asyncio.TypeError, function() await(asyncio.wait(next)) end)
end)

t.case("BaseTaskTests.test_wait_generator", function()
  local function generate()
    return coroutine.wrap(function()
      for i = 1, 10 do
        coroutine.yield(asyncio.create_task(function() return i end))
      end
    end)
  end
  local tasks = {}
  for task in generate() do
    tasks[#tasks + 1] = task
  end
  local done, pending = await(asyncio.wait(tasks, { return_when = asyncio.ALL_COMPLETED }))
  t.eq(#done, 10)
  t.eq(pending, {})
end)

t.case("BaseTaskTests.test_wait_invalid_args", function()
  t.raises(asyncio.TypeError, function() await(asyncio.wait(asyncio.Future())) end)
  local coro = async(function() end)()
  t.raises(asyncio.TypeError, function() await(asyncio.wait(coro)) end)
  t.raises(asyncio.TypeError, function() await(asyncio.wait({ coro })) end)
  coro:close()
  t.raises(asyncio.ValueError, await, asyncio.wait({}))
end)

t.case("BaseTaskTests.test_yield_wait_does_not_shield_cancel", function()
  -- the wait is cancelled, what it waits for is not
  local proof, waiter, inner = 0, asyncio.Future(), nil
  local outer = asyncio.ensure_future(function()
    inner = asyncio.create_task(function()
      await(waiter)
      proof = proof + 1
    end)
    await(asyncio.wait({ inner }))
    proof = proof + 100
  end)
  t.spin()
  outer:cancel()
  t.raises(asyncio.CancelledError, await, outer)
  waiter:set_result()
  await(inner)
  t.eq(proof, 1)
end)

t.case("BaseTaskTests.test_sleep", function()
  local task = asyncio.create_task(function()
    await(asyncio.sleep(0.05))
    t.eq(now(), 0.05)
    return await(asyncio.sleep(0.05, "yeah"))
  end)
  t.eq(await(task), "yeah")
  t.ok(task:done())
  t.eq(now(), 0.1)
end)

t.case("BaseTaskTests.test_sleep_when_delay_is_nan", function()
  local task = asyncio.create_task(function() await(asyncio.sleep(0 / 0)) end)
  t.raises(asyncio.ValueError, await, task)
end)

t.case("BaseTaskTests.test_sleep_cancel", function()
  -- nothing is left of a sleep that was cancelled: the clock does not go on to its end
  loops.on_new_loop(function(loop)
    local task = loop:create_task(asyncio.sleep(10, "yeah"))
    loops.once(loop)
    task:cancel()
    loops.once(loop)
    t.ok(task:cancelled())
    loop:call_later(20, loop.stop, loop)
    local woken = 0
    local function count()
      woken = woken + 1
      if loop:time() < 15 then
        loop:call_later(5, count)
      end
    end
    loop:call_later(5, count)
    loop:run_forever()
    t.eq(woken, 3)
    t.eq(loop:time(), 20)
  end)
end)
