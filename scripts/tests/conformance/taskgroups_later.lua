-- What the test_taskgroups of CPython 3.14 and 3.15 says more of task groups. CPython runs it with eager tasks too.
local t = require("check")
local asyncio = require("asyncio")

local Mine = asyncio.error_class("Mine")

-- case declares a case that is tried with tasks as they are and with eager ones.
local function case(name, body)
  t.case("BaseTestTaskGroup." .. name, function()
    body()
    asyncio.get_running_loop():set_task_factory(asyncio.eager_task_factory)
    body()
  end)
end

-- kinds are the names of the classes of a group's errors, in order of the alphabet.
local function kinds(group)
  local list = {}
  for i, e in ipairs(group.exceptions) do list[i] = e.name end
  table.sort(list)
  return table.concat(list, " ")
end

case("test_taskgroup_20b", function()
  local contexts = {}
  local loop = asyncio.get_running_loop()
  loop:set_exception_handler(function(_, context) contexts[#contexts + 1] = context end)
  t.raises(asyncio.KeyboardInterrupt, asyncio.TaskGroup, function(g)
    g:create_task(function()
      await(asyncio.sleep(0.1))
      error(Mine(), 0)
    end)
    asyncio.try(function() await(asyncio.sleep(10)) end, { finally = function() error(asyncio.KeyboardInterrupt(), 0) end })
  end)
  loop:set_exception_handler(nil)
  t.eq(#contexts, 1)
  t.ok(asyncio.isinstance(contexts[1].exception, Mine))
end)

case("test_name", function()
  local name
  asyncio.TaskGroup(function(tg)
    tg:create_task(function() name = asyncio.current_task():get_name() end, { name = "example name" })
  end)
  t.eq(name, "example name")
end)

case("test_cancels_task_if_created_during_creation", function()
  local ran = false
  local e = t.raises(asyncio.ExceptionGroup, asyncio.TaskGroup, function(tg)
    tg:create_task(function()
      tg:create_task(function() error(Mine("third task failed"), 0) end)
      t.raises(asyncio.CancelledError, t.spin, 2) -- an eager task is cancelled in the first turn, another in the second
      ran = true
    end)
  end)
  t.ok(ran)
  t.eq(kinds(e), "Mine")
end)

case("test_cancellation_does_not_leak_out_of_tg", function()
  local e = t.raises(asyncio.ExceptionGroup, asyncio.TaskGroup, function(tg)
    tg:create_task(function() error(Mine(), 0) end)
  end)
  t.eq(kinds(e), "Mine")
  t.spin() -- where a cancellation that was left would arrive
end)

case("test_taskgroup_cancel_children", function()
  asyncio.timeout(1, function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(asyncio.sleep(10))
      tg:create_task(asyncio.sleep(10))
      t.spin()
      tg:cancel()
    end)
  end)
end)

-- counted is how far a body comes that cancels its group so many times.
local function counted(times)
  local count = 0
  asyncio.TaskGroup(function(tg)
    for _ = 1, times do tg:cancel() end
    count = count + 1
    t.spin()
    count = count + 1
  end)
  return count
end

case("test_taskgroup_cancel_body", function() t.eq(counted(1), 1) end)

case("test_taskgroup_cancel_idempotent", function() t.eq(counted(2), 1) end)

case("test_taskgroup_cancel_after_exit", function()
  local group
  asyncio.TaskGroup(function(tg)
    group = tg
    t.spin()
  end)
  group:cancel()
end)

case("test_taskgroup_cancel_before_enter", function()
  local tg, count = asyncio.TaskGroup(), 0
  tg:cancel()
  asyncio.with(tg, function()
    count = count + 1
    t.spin()
    count = count + 1
  end)
  t.eq(count, 1)
end)

case("test_taskgroup_cancel_before_create_task", function()
  asyncio.TaskGroup(function(tg)
    tg:cancel()
    t.raises(asyncio.RuntimeError, tg.create_task, tg, asyncio.sleep(1))
  end)
end)

case("test_taskgroup_cancel_from_child_before_first_suspension", function()
  local task, done = nil, false
  asyncio.TaskGroup(function(tg)
    task = tg:create_task(function()
      tg:cancel()
      await(asyncio.sleep(10))
      done = true
    end)
  end)
  t.eq(task:cancelled(), true)
  t.eq(done, false)
end)

-- raised checks that a group in which body runs and a child of it raises a RuntimeError, or only body, ends with that.
local function raised(body, child)
  local e = t.raises(asyncio.ExceptionGroup, asyncio.TaskGroup, function(tg)
    if child then tg:create_task(function() child(tg) end) end
    body(tg)
  end)
  t.eq(kinds(e), "RuntimeError")
end

local function waits() await(asyncio.sleep(1)) end

local function cancel_and_raise(tg)
  tg:cancel()
  error(asyncio.RuntimeError(), 0)
end

local function raise_and_cancel(tg)
  asyncio.try(function() error(asyncio.RuntimeError(), 0) end, { finally = function() tg:cancel() end })
end

case("test_taskgroup_cancel_before_exception", function() raised(waits, cancel_and_raise) end)

case("test_taskgroup_cancel_after_exception", function() raised(waits, raise_and_cancel) end)

case("test_taskgroup_body_cancel_before_exception", function() raised(cancel_and_raise) end)

case("test_taskgroup_body_cancel_after_exception", function() raised(raise_and_cancel) end)

case("test_taskgroup_cancel_one_winner", function()
  local log, record = t.log()
  local event = asyncio.Event()
  local function waiting(n)
    return function()
      log(n, "started")
      await(event:wait())
      log(n, "finished")
      return n
    end
  end
  local outcome
  asyncio.TaskGroup(function(tg)
    for _, fn in ipairs({ waiting(1), waiting(2), function()
      log(3, "started")
      event:set()
      await(asyncio.sleep(10))
      log(3, "finished")
      return 3
    end }) do
      tg:create_task(function()
        outcome = fn()
        tg:cancel()
      end)
    end
  end)
  t.eq(outcome, 1)
  t.eq(record, { "1 started", "2 started", "3 started", "1 finished" })
end)

-- GeneratorExit is in Python what a generator is closed with. In a task it is an error as any beside Exception.
local GeneratorExit = asyncio.error_class("GeneratorExit", asyncio.BaseException)

-- failing makes a coroutine function that raises an instance of a class.
local function failing(class)
  return function() error(class(), 0) end
end

case("test_taskgroup_generator_exit_02", function()
  local e = t.raises(asyncio.BaseExceptionGroup, asyncio.TaskGroup, function(tg) tg:create_task(failing(GeneratorExit)) end)
  t.eq(kinds(e), "GeneratorExit")
end)

case("test_taskgroup_generator_exit_03", function()
  local e = t.raises(asyncio.BaseExceptionGroup, asyncio.TaskGroup, function(tg)
    tg:create_task(failing(GeneratorExit))
    tg:create_task(failing(Mine))
  end)
  t.eq(kinds(e), "GeneratorExit Mine")
end)
