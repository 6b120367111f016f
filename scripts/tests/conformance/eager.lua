-- What CPython's test_eager_task_factory says of tasks that take their first step at once.
local t = require("check")
local asyncio = require("asyncio")

-- eagerly runs body as the main coroutine of a loop whose tasks are eager.
local function eagerly(body)
  local factory = asyncio.create_eager_task_factory(asyncio.Task)
  local loop = asyncio.new_event_loop()
  loop:set_task_factory(factory)
  return asyncio.try(function() return loop:run_until_complete(body) end, { finally = function() loop:close() end }), factory
end

-- contains tells whether a list holds v.
local function contains(list, v)
  for _, x in ipairs(list) do
    if x == v then
      return true
    end
  end
  return false
end

t.case("EagerTaskFactoryLoopTests.test_eager_task_factory_set", function()
  local seen, made
  local _, factory = eagerly(function()
    local loop = asyncio.get_running_loop()
    seen = loop:get_task_factory()
    made = loop:create_task(function() end)
    await(made)
  end)
  t.ok(factory)
  t.eq(seen, factory)
  t.ok(asyncio.isfuture(made))
  t.eq(type(made.get_name), "function", "it is a task")
end)

t.case("EagerTaskFactoryLoopTests.test_await_future_during_eager_step", function()
  t.eq((eagerly(function()
    local fut = asyncio.Future()
    local task = asyncio.create_task(function() fut:set_result("my message") end)
    t.ok(task:done())
    return await(fut)
  end)), "my message")
end)

t.case("EagerTaskFactoryLoopTests.test_eager_completion", function()
  t.eq((eagerly(function()
    local task = asyncio.create_task(function() return "hello" end)
    t.ok(task:done())
    return await(task)
  end)), "hello")
end)

t.case("EagerTaskFactoryLoopTests.test_block_after_eager_step", function()
  t.eq((eagerly(function()
    local task = asyncio.create_task(function()
      await(asyncio.sleep(0.1))
      return "finished after blocking"
    end)
    t.ok(not task:done())
    local result = await(task)
    t.ok(task:done())
    return result
  end)), "finished after blocking")
end)

t.case("EagerTaskFactoryLoopTests.test_cancellation_after_eager_completion", function()
  eagerly(function()
    local task = asyncio.create_task(function() return "finished without blocking" end)
    t.eq(task:cancel(), false)
    t.eq(await(task), "finished without blocking")
    t.ok(not task:cancelled())
  end)
end)

t.case("EagerTaskFactoryLoopTests.test_cancellation_after_eager_step_blocks", function()
  local e = t.raises(asyncio.CancelledError, eagerly, function()
    local task = asyncio.create_task(function() await(asyncio.sleep(0.1)) end)
    task:cancel("cancellation message")
    t.ok(task:cancelling() > 0)
    await(task)
  end)
  t.eq(e.message, "cancellation message")
end)

t.case("EagerTaskFactoryLoopTests.test_current_task", function()
  eagerly(function()
    local main, captured = asyncio.current_task(), nil
    local task = asyncio.create_task(function()
      captured = asyncio.current_task()
      await(asyncio.sleep(0.1))
      t.eq(asyncio.current_task(), captured)
    end)
    t.eq(captured, task)
    t.eq(asyncio.current_task(), main)
    await(task)
  end)
end)

t.case("EagerTaskFactoryLoopTests.test_all_tasks_with_eager_completion", function()
  eagerly(function()
    local captured
    local task = asyncio.create_task(function() captured = asyncio.all_tasks() end)
    t.ok(contains(captured, task))
    t.ok(not contains(asyncio.all_tasks(), task))
  end)
end)

t.case("EagerTaskFactoryLoopTests.test_all_tasks_with_blocking", function()
  eagerly(function()
    local captured
    local first, second = asyncio.Future(), asyncio.Future()
    local task = asyncio.create_task(function()
      captured = asyncio.all_tasks()
      await(first)
      second:set_result()
    end)
    t.ok(contains(captured, task))
    t.ok(contains(asyncio.all_tasks(), task))
    first:set_result()
    await(second)
    t.ok(not contains(asyncio.all_tasks(), task))
  end)
end)

t.case("EagerTaskFactoryLoopTests.test_context_vars", function()
  local var, first, second = asyncio.ContextVar("var", { default = 0 }), false, false
  eagerly(function()
    var:set(1)
    local task = asyncio.create_task(function()
      t.eq(var:get(), 1)
      var:set(2)
      first = true
      await(asyncio.sleep(0.1))
      t.eq(var:get(), 2)
      var:set(3)
      second = true
    end)
    t.ok(first)
    t.ok(not second)
    t.eq(var:get(), 1)
    await(task)
    t.ok(second)
    t.eq(var:get(), 1)
  end)
end)

t.case("CEagerTaskFactoryLoopTests.test_issue122332", function()
  eagerly(function()
    local task = asyncio.create_task(function() end)
    await(task)
    t.eq(task:get_coro(), nil)
  end)
end)

-- counted runs a coroutine on a loop that counts the tasks which did not begin eagerly. It returns the result and the
-- number.
local function counted(eager, coro)
  local n = 0
  local function make(body, options)
    if not options.eager_start then
      n = n + 1
    end
    return asyncio.Task(body, options)
  end
  local loop = asyncio.new_event_loop()
  if eager then
    loop:set_task_factory(asyncio.create_eager_task_factory(make))
  else
    loop:set_task_factory(function(l, body, options)
      options.loop = l
      return make(body, options)
    end)
  end
  local result = loop:run_until_complete(coro)
  loop:close()
  return result, n
end

local ALL = 1 + 5 + 25 + 125 + 625

t.case("BaseTaskCountingTests.test_awaitables_chain", function()
  local chain
  chain = async(function(depth)
    if depth == 0 then
      return 0
    end
    return 1 + await(chain(depth - 1))
  end)
  t.eq({ counted(false, chain(100)) }, { 100, 1 })
  t.eq({ counted(true, chain(100)) }, { 100, 0 })
end)

t.case("BaseTaskCountingTests.test_recursive_taskgroups", function()
  local groups
  groups = async(function(width, depth)
    if depth == 0 then
      return
    end
    asyncio.TaskGroup(function(tg)
      for _ = 1, width do
        tg:create_task(groups(width, depth - 1))
      end
    end)
  end)
  t.eq(select(2, counted(false, groups(5, 4))), ALL)
  t.eq(select(2, counted(true, groups(5, 4))), 0)
end)

t.case("BaseTaskCountingTests.test_recursive_gather", function()
  local gather
  gather = async(function(width, depth)
    if depth == 0 then
      return
    end
    local coros = {}
    for i = 1, width do
      coros[i] = gather(width, depth - 1)
    end
    await(asyncio.gather(coros))
  end)
  t.eq(select(2, counted(false, gather(5, 4))), ALL)
  t.eq(select(2, counted(true, gather(5, 4))), 0)
end)
