-- What CPython's test_taskgroups says of task groups.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local Zero = asyncio.error_class("Zero")
local Mine = asyncio.error_class("Mine")
local Base = asyncio.error_class("Base", asyncio.BaseException)

-- after makes a coroutine function that sleeps and then returns a value, or raises an instance of a class.
local function after(delay, value)
  return function()
    await(asyncio.sleep(delay))
    if type(value) == "userdata" then error(value(), 0) end
    return value
  end
end

-- finally calls body, and then fn in any case.
local function finally(body, fn)
  return asyncio.try(body, { finally = fn })
end

-- on_cancel calls body, and fn with the cancellation if it is cancelled.
local function on_cancel(body, fn)
  return asyncio.try(body, { { asyncio.CancelledError, fn } })
end

local function fail(class)
  return function() error(class(), 0) end
end

-- kinds are the names of the classes of a group's errors, each once, in order of the alphabet.
local function kinds(group)
  local seen, list = {}, {}
  for _, e in ipairs(group.exceptions) do
    if not seen[e.name] then
      seen[e.name] = true
      list[#list + 1] = e.name
    end
  end
  table.sort(list)
  return table.concat(list, " ")
end

-- fails awaits or calls x, which must raise a group, and returns that.
local function fails(x)
  local e
  if type(x) == "function" then
    e = t.raises(asyncio.ExceptionGroup, x)
  else
    e = t.raises(asyncio.ExceptionGroup, await, x)
  end
  t.eq(e.message, "unhandled errors in a TaskGroup")
  return e
end

-- begun makes a task, gives it time, and makes sure that it goes on.
local function begun(fn, delay)
  local task = asyncio.create_task(fn)
  await(asyncio.sleep(delay or 0.1))
  t.ok(not task:done())
  return task
end

t.case("TestTaskGroup.test_taskgroup_01", function()
  local t1, t2
  asyncio.TaskGroup(function(g)
    t1 = g:create_task(after(0.1, 42))
    t2 = g:create_task(after(0.2, 11))
  end)
  t.eq(t1:result(), 42)
  t.eq(t2:result(), 11)
end)

t.case("TestTaskGroup.test_taskgroup_02", function()
  local t1, t2
  asyncio.TaskGroup(function(g)
    t1 = g:create_task(after(0.1, 42))
    await(asyncio.sleep(0.15))
    t2 = g:create_task(after(0.2, 11))
  end)
  t.eq(t1:result(), 42)
  t.eq(t2:result(), 11)
  t.eq(math.floor(asyncio.get_running_loop():time() * 100 + 0.5), 35)
end)

t.case("TestTaskGroup.test_taskgroup_03", function()
  local t1, t2
  asyncio.TaskGroup(function(g)
    t1 = g:create_task(after(1, 42))
    await(asyncio.sleep(0.15))
    t1:cancel() -- a task that is cancelled by itself is no failure of the group
    t2 = g:create_task(after(0.2, 11))
  end)
  t.ok(t1:cancelled())
  t.eq(t2:result(), 11)
end)

t.case("TestTaskGroup.test_taskgroup_04", function()
  local num, told, t2 = 0, false, nil
  local runner = asyncio.create_task(function()
    asyncio.TaskGroup(function(g)
      g:create_task(after(0.1, Zero))
      t2 = g:create_task(function()
        on_cancel(function() await(asyncio.sleep(1)) end, function(e)
          told = true
          error(e, 0)
        end)
        num = num + 1
      end)
    end)
    num = num + 10
  end)
  t.eq(kinds(fails(runner)), "Zero")
  t.eq(num, 0)
  t.ok(told)
  t.ok(t2:cancelled())
end)

t.case("TestTaskGroup.test_cancel_children_on_child_error", function()
  local num, child_told, body_told = 0, false, false
  local runner = asyncio.create_task(function()
    asyncio.TaskGroup(function(g)
      for _ = 1, 3 do g:create_task(after(0.1, Zero)) end
      g:create_task(function()
        on_cancel(function() await(asyncio.sleep(5)) end, function(e)
          child_told = true
          error(e, 0)
        end)
        num = num + 1
      end)
      on_cancel(function() await(asyncio.sleep(10)) end, function(e)
        body_told = true
        error(e, 0)
      end)
    end)
    num = num + 10
  end)
  t.eq(kinds(fails(runner)), "Zero")
  t.eq(num, 0)
  t.ok(child_told and body_told)
end)

-- counting makes a coroutine function that counts how often it is cancelled.
local function counting(counts)
  return function()
    on_cancel(function() await(asyncio.sleep(5)) end, function(e)
      counts.n = counts.n + 1
      error(e, 0)
    end)
  end
end

t.case("TestTaskGroup.test_cancellation", function()
  local counts = { n = 0 }
  local r = begun(function()
    asyncio.TaskGroup(function(g)
      for _ = 1, 5 do g:create_task(counting(counts)) end
    end)
  end)
  r:cancel()
  t.raises(asyncio.CancelledError, await, r)
  t.eq(counts.n, 5)
end)

t.case("TestTaskGroup.test_taskgroup_07", function()
  local counts = { n = 0 }
  local r = begun(function()
    asyncio.TaskGroup(function(g)
      for _ = 1, 5 do g:create_task(counting(counts)) end
      on_cancel(function() await(asyncio.sleep(10)) end, function(e)
        counts.n = counts.n + 10
        error(e, 0)
      end)
    end)
  end)
  r:cancel()
  t.raises(asyncio.CancelledError, await, r)
  t.eq(counts.n, 15)
end)

-- crashing is a coroutine that fails when it is stopped.
local function crashing()
  finally(function() await(asyncio.sleep(10)) end, fail(Zero))
end

t.case("TestTaskGroup.test_taskgroup_08", function()
  local r = begun(function()
    asyncio.TaskGroup(function(g)
      for _ = 1, 5 do g:create_task(crashing) end
      await(asyncio.sleep(10))
    end)
  end)
  r:cancel()
  local e = fails(r)
  t.eq(kinds(e), "Zero")
  t.eq(#e.exceptions, 5)
end)

t.case("TestTaskGroup.test_taskgroup_09", function()
  local t1, t2
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(g)
      t1 = g:create_task(after(1, 42))
      t2 = g:create_task(after(2, 11))
      await(asyncio.sleep(0.1))
      error(Zero(), 0)
    end)
  end)), "Zero")
  t.ok(t1:cancelled())
  t.ok(t2:cancelled())
end)

t.case("TestTaskGroup.test_taskgroup_10", function()
  local t1, t2
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(g)
      t1 = g:create_task(after(1, 42))
      t2 = g:create_task(after(2, 11))
      error(Zero(), 0) -- before they have begun
    end)
  end)), "Zero")
  t.ok(t1:cancelled())
  t.ok(t2:cancelled())
end)

t.case("TestTaskGroup.test_taskgroup_11", function()
  local r = begun(function()
    asyncio.TaskGroup(function()
      asyncio.TaskGroup(function(inner)
        for _ = 1, 5 do inner:create_task(crashing) end
        await(asyncio.sleep(10))
      end)
    end)
  end)
  r:cancel()
  local e = fails(r)
  t.eq(kinds(e), "ExceptionGroup")
  t.eq(kinds(e.exceptions[1]), "Zero")
end)

t.case("TestTaskGroup.test_taskgroup_12", function()
  local r = begun(function()
    asyncio.TaskGroup(function(outer)
      outer:create_task(asyncio.sleep(10))
      asyncio.TaskGroup(function(inner)
        for _ = 1, 5 do inner:create_task(crashing) end
        await(asyncio.sleep(10))
      end)
    end)
  end)
  r:cancel()
  local e = fails(r)
  t.eq(kinds(e), "ExceptionGroup")
  t.eq(kinds(e.exceptions[1]), "Zero")
end)

-- nested runs a task in an outer group and one in an inner group.
local function nested(outer_delay, inner_delay)
  return asyncio.create_task(function()
    asyncio.TaskGroup(function(outer)
      outer:create_task(after(outer_delay, asyncio.ValueError))
      asyncio.TaskGroup(function(inner)
        inner:create_task(after(inner_delay, asyncio.ValueError))
      end)
    end)
  end)
end

t.case("TestTaskGroup.test_taskgroup_13", function()
  t.eq(kinds(fails(nested(0.1, 10))), "ValueError")
end)

t.case("TestTaskGroup.test_taskgroup_14", function()
  local e = fails(nested(10, 0.1))
  t.eq(kinds(e), "ExceptionGroup")
  t.eq(kinds(e.exceptions[1]), "ValueError")
end)

-- lingering is a group with a child that fails while the body takes its time to be cancelled.
local function lingering()
  asyncio.TaskGroup(function(g)
    g:create_task(after(0.3, Zero))
    on_cancel(function() await(asyncio.sleep(10)) end, function(e)
      await(asyncio.sleep(0.5))
      error(e, 0)
    end)
  end)
end

t.case("TestTaskGroup.test_taskgroup_15", function()
  local r = begun(lingering)
  r:cancel()
  t.eq(kinds(fails(r)), "Zero")
end)

t.case("TestTaskGroup.test_taskgroup_16", function()
  local r = begun(function() await(asyncio.create_task(lingering)) end)
  r:cancel()
  t.eq(kinds(fails(r)), "Zero")
end)

t.case("TestTaskGroup.test_taskgroup_17", function()
  local num = 0
  local r = begun(function()
    asyncio.TaskGroup(function()
      on_cancel(function() await(asyncio.sleep(10)) end, function(e)
        num = num + 10
        error(e, 0)
      end)
    end)
  end)
  r:cancel()
  t.raises(asyncio.CancelledError, await, r)
  t.eq(num, 10)
end)

t.case("TestTaskGroup.test_taskgroup_18", function()
  local num = 0
  local r = begun(function()
    asyncio.TaskGroup(function()
      on_cancel(function() await(asyncio.sleep(10)) end, function()
        num = num + 10
        error(Mine(), 0)
      end)
    end)
  end)
  r:cancel()
  t.eq(kinds(fails(r)), "Mine")
  t.eq(num, 10)
end)

-- both makes a child that raises one class and a body that, being stopped, raises another.
local function both(child, body)
  asyncio.TaskGroup(function(g)
    g:create_task(after(0.1, child))
    finally(function() await(asyncio.sleep(10)) end, fail(body))
  end)
end

t.case("TestTaskGroup.test_taskgroup_19", function()
  t.eq(kinds(fails(asyncio.create_task(function() both(Zero, Mine) end))), "Mine Zero")
end)

t.case("TestTaskGroup.test_taskgroup_20", function()
  t.raises(asyncio.KeyboardInterrupt, both, Zero, asyncio.KeyboardInterrupt)
  local report = t.reports() -- since 3.15 the error that is not raised is reported
  t.ok(report:find("^TaskGroup task exception was not propagated") and report:find("\nZero\n"), report)
end)

t.case("TestTaskGroup.test_taskgroup_20a", function()
  local e = t.raises(asyncio.BaseExceptionGroup, both, Zero, Base)
  t.ok(not asyncio.isinstance(e, asyncio.Exception))
  t.eq(kinds(e), "Base Zero")
end)

t.case("TestTaskGroup.test_taskgroup_21a", function()
  local e = t.raises(asyncio.BaseExceptionGroup, both, Base, asyncio.TypeError)
  t.ok(not asyncio.isinstance(e, asyncio.Exception))
  t.eq(kinds(e), "Base TypeError")
end)

t.case("TestTaskGroup.test_taskgroup_22", function()
  local r = begun(function()
    asyncio.TaskGroup(function(g)
      g:create_task(after(1, 42))
      g:create_task(after(2, 11))
    end)
  end, 0.05)
  r:cancel()
  t.raises(asyncio.CancelledError, await, r)
end)

t.case("TestTaskGroup.test_taskgroup_23", function()
  asyncio.TaskGroup(function(g)
    -- tasks that are over leave the group at once
    local function size() return tonumber(tostring(g):match("tasks=(%d+)")) or 0 end
    for count = 1, 10 do
      await(asyncio.sleep(0.1))
      g:create_task(asyncio.sleep(0.3))
      if count == 6 then t.ok(size() < 5) end
    end
    await(asyncio.sleep(1.35))
    t.eq(size(), 0)
  end)
end)

t.case("TestTaskGroup.test_taskgroup_24", function()
  local made = {}
  asyncio.TaskGroup(function(g)
    g:create_task(function()
      await(asyncio.sleep(0.1))
      made[1] = g:create_task(asyncio.sleep(0.1))
      made[2] = g:create_task(asyncio.sleep(0.2))
    end)
  end)
  t.ok(made[1]:done() and made[2]:done())
end)

t.case("TestTaskGroup.test_taskgroup_25", function()
  local heads = 0
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(g)
      local function hydra()
        heads = heads + 1
        await(asyncio.sleep(0.01))
        g:create_task(hydra)
        g:create_task(hydra)
      end
      g:create_task(hydra)
      g:create_task(function()
        while heads < 10 do await(asyncio.sleep(0.015)) end
        error(Zero(), 0)
      end)
    end)
  end)), "Zero")
  t.ok(heads >= 10)
end)

t.case("TestTaskGroup.test_taskgroup_task_name", function()
  asyncio.TaskGroup(function(g)
    t.eq(g:create_task(asyncio.sleep(0), { name = "yolo" }):get_name(), "yolo")
  end)
end)

t.case("TestTaskGroup.test_taskgroup_task_context", function()
  local var = asyncio.ContextVar("var")
  local function setting(value)
    return function()
      await(asyncio.sleep(0))
      var:set(value)
    end
  end
  asyncio.TaskGroup(function(g)
    local ctx = asyncio.copy_context()
    t.eq(ctx:get(var), nil)
    await(g:create_task(setting(1), { context = ctx }))
    t.eq(ctx:get(var), 1)
    await(g:create_task(setting(2), { context = ctx }))
    t.eq(ctx:get(var), 2)
  end)
end)

t.case("TestTaskGroup.test_taskgroup_no_create_task_after_failure", function()
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(g)
      g:create_task(after(0.001, Zero))
      g:create_task(function()
        on_cancel(function() await(asyncio.sleep(1)) end, function()
          t.raises("is shutting down", g.create_task, g, after(0, Zero))
        end)
      end)
    end)
  end)), "Zero")
end)

t.case("TestTaskGroup.test_taskgroup_context_manager_exit_raises", function()
  local database = setmetatable({}, {
    __aenter = function() end,
    __aexit = function() error(Mine(), 0) end,
  })
  await(asyncio.create_task(function()
    local e = fails(function()
      asyncio.TaskGroup(function(g)
        asyncio.with(database, function()
          g:create_task(fail(Mine))
          await(asyncio.sleep(1))
        end)
      end)
    end)
    t.eq(asyncio.current_task():cancelling(), 0)
    t.eq(kinds(e), "Mine")
    t.eq(#e.exceptions, 2)
  end))
end)

t.case("TestTaskGroup.test_taskgroup_already_entered", function()
  local g = asyncio.TaskGroup()
  asyncio.with(g, function(entered)
    t.ok(entered == g)
    t.raises("^RuntimeError: .*has already been entered", asyncio.with, g, function() end)
  end)
end)

t.case("TestTaskGroup.test_taskgroup_double_enter", function()
  local g = asyncio.TaskGroup()
  asyncio.with(g, function() end)
  t.raises("^RuntimeError: .*has already been entered", asyncio.with, g, function() end)
end)

t.case("TestTaskGroup.test_taskgroup_finished", function()
  local g
  asyncio.TaskGroup(function(entered) g = entered end)
  -- the coroutine is closed: that it was never awaited is not reported
  t.raises("^RuntimeError: .*is finished", g.create_task, g, asyncio.sleep(0))
end)

t.case("TestTaskGroup.test_taskgroup_not_entered", function()
  local g = asyncio.TaskGroup()
  t.raises("^RuntimeError: .*has not been entered", g.create_task, g, asyncio.sleep(0))
end)

t.case("TestTaskGroup.test_taskgroup_without_parent_task", function()
  local g = asyncio.TaskGroup()
  local done = asyncio.Event()
  asyncio.get_running_loop():call_soon(function() -- no task runs in a callback
    t.raises("^RuntimeError: .*parent task", asyncio.with, g, function() end)
    done:set()
  end)
  await(done:wait())
  t.raises("^RuntimeError: .*has not been entered", g.create_task, g, asyncio.sleep(0))
end)

t.case("TestTaskGroup.test_coro_closed_when_tg_closed", function()
  loops.on_new_loop(function(loop)
    loop:run_until_complete(function()
      local g
      asyncio.TaskGroup(function(entered) g = entered end)
      t.raises("^RuntimeError: .*is finished", g.create_task, g, asyncio.sleep(0))
    end)
  end)
end)

t.case("TestTaskGroup.test_cancelling_level_preserved", function()
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(g) g:create_task(after(0, asyncio.RuntimeError)) end)
  end)), "RuntimeError")
  t.eq(asyncio.current_task():cancelling(), 0)
end)

t.case("TestTaskGroup.test_nested_groups_both_cancelled", function()
  local me = asyncio.current_task()
  t.eq(kinds(fails(function()
    asyncio.TaskGroup(function(outer)
      t.eq(kinds(fails(function()
        asyncio.TaskGroup(function(inner)
          inner:create_task(after(0, asyncio.RuntimeError))
          outer:create_task(after(0, asyncio.ValueError))
        end)
      end)), "RuntimeError")
      t.eq(me:cancelling(), 1)
    end)
  end)), "ValueError")
  t.eq(me:cancelling(), 0)
end)

t.case("TestTaskGroup.test_error_and_cancel", function()
  local event = asyncio.Event()
  local task = asyncio.create_task(function()
    local me = asyncio.current_task()
    local e = fails(function()
      asyncio.TaskGroup(function(g)
        g:create_task(function()
          event:set()
          await(asyncio.sleep(0))
          error(asyncio.RuntimeError(), 0)
        end)
        await(asyncio.sleep(1))
        error("the sleep in the group is not cancelled")
      end)
    end)
    t.eq(kinds(e), "RuntimeError")
    t.eq(me:cancelling(), 1)
    await(asyncio.sleep(1))
    error("the sleep after the group is not cancelled")
  end)
  await(event:wait())
  t.eq(task:cancelling(), 0)
  task:cancel()
  t.eq(task:cancelling(), 1)
  t.raises(asyncio.CancelledError, await, task)
  t.ok(task:cancelled())
end)
