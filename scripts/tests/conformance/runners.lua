-- What CPython's test_runners says of asyncio.run and Runner. The main chunk runs in a loop of its own; from it both may
-- be called, as from Python's top level.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local Mine = asyncio.error_class("Mine")

t.case("RunTests.test_asyncio_run_return", function()
  t.eq(asyncio.run(function()
    await(asyncio.sleep(0))
    return 42
  end), 42)
end)

t.case("RunTests.test_asyncio_run_raises", function()
  t.raises("^ValueError: spam$", asyncio.run, function()
    await(asyncio.sleep(0))
    error(asyncio.ValueError("spam"), 0)
  end)
end)

-- In Lua a function is as good as a coroutine.
t.case("RunTests.test_asyncio_run_only_coro", function()
  for _, v in ipairs({ 1, "x", {}, asyncio.Future() }) do
    t.raises("^ValueError: .*a coroutine was expected", asyncio.run, v)
  end
end)

t.case("RunTests.test_asyncio_run_debug", function()
  local function debug() return asyncio.get_event_loop():get_debug() end
  t.eq(asyncio.run(debug, { debug = false }), false)
  t.eq(asyncio.run(debug, { debug = true }), true)
  t.eq(asyncio.run(debug), false)
  local factory = function()
    local loop = asyncio.new_event_loop()
    loop:set_debug(true)
    return loop
  end
  t.eq(asyncio.run(debug, { loop_factory = factory }), true)
  t.eq(asyncio.run(debug, { loop_factory = factory, debug = false }), false)
end)

t.case("RunTests.test_asyncio_run_from_running_loop", function()
  t.raises("^RuntimeError: .*cannot be called from a running", asyncio.run, function()
    asyncio.run(function() end)
  end)
end)

t.case("RunTests.test_asyncio_run_cancels_hanging_tasks", function()
  local left
  t.eq(asyncio.run(function()
    left = asyncio.create_task(asyncio.sleep(0.1))
    return 123
  end), 123)
  t.ok(left:done())
end)

t.case("RunTests.test_asyncio_run_reports_hanging_tasks_errors", function()
  local left, reports = nil, {}
  t.eq(asyncio.run(function()
    asyncio.get_running_loop():set_exception_handler(function(_, context) reports[#reports + 1] = context end)
    left = asyncio.create_task(function()
      pcall(await, asyncio.sleep(0.1))
      error(Mine(), 0)
    end)
    t.spin()
    return 123
  end), 123)
  t.ok(left:done())
  t.eq(#reports, 1)
  t.ok(reports[1].message:find("asyncio.run.*shutdown"))
  t.ok(reports[1].task == left)
  t.ok(asyncio.isinstance(reports[1].exception, Mine))
end)

-- current is what get_event_loop gives where no loop runs.
local function current()
  local ok, loop = pcall(asyncio.get_event_loop)
  return ok and loop or nil
end

t.case("RunTests.test_asyncio_run_set_event_loop", function()
  loops.outside(function()
    asyncio.set_event_loop(asyncio.new_event_loop())
    t.ne(current(), nil)
    t.eq(asyncio.run(function()
      await(asyncio.sleep(0))
      return 42
    end), 42)
    t.eq(current(), nil)
  end)
end)

t.case("RunTests.test_asyncio_run_loop_factory", function()
  local loop, calls = asyncio.new_event_loop(), 0
  local function factory(...)
    calls = calls + 1
    t.eq(select("#", ...), 0)
    return loop
  end
  asyncio.run(function() t.ok(asyncio.get_running_loop() == loop) end, { loop_factory = factory })
  t.eq(calls, 1)
  t.ok(loop:is_closed())
end)

t.case("RunTests.test_loop_factory_default_event_loop", function()
  local outer = asyncio.get_running_loop()
  asyncio.run(function()
    local loop = asyncio.get_running_loop()
    t.ok(tostring(loop):find("EventLoop"))
    t.ok(loop ~= outer)
  end, { loop_factory = asyncio.new_event_loop })
end)

t.case("RunnerTests.test_non_debug", function()
  asyncio.Runner(function(runner) t.eq(runner:get_loop():get_debug(), false) end, { debug = false })
end)

t.case("RunnerTests.test_debug", function()
  asyncio.Runner(function(runner) t.eq(runner:get_loop():get_debug(), true) end, { debug = true })
end)

t.case("RunnerTests.test_custom_factory", function()
  local loop = asyncio.new_event_loop()
  asyncio.Runner(function(runner) t.ok(runner:get_loop() == loop) end, {
    loop_factory = function() return loop end,
  })
end)

t.case("RunnerTests.test_run", function()
  local runner, loop
  asyncio.Runner(function(r)
    runner = r
    t.eq(r:run(function()
      await(asyncio.sleep(0))
      return "done"
    end), "done")
    loop = r:get_loop()
  end)
  t.raises("^RuntimeError: Runner is closed", runner.get_loop, runner)
  t.ok(loop:is_closed())
end)

t.case("RunnerTests.test_run_non_coro", function()
  asyncio.Runner(function(runner)
    t.raises("^ValueError: .*a coroutine was expected", runner.run, runner, 123)
  end)
end)

t.case("RunnerTests.test_run_future", function()
  asyncio.Runner(function(runner)
    local fut = runner:get_loop():create_future()
    t.raises("^ValueError: .*a coroutine was expected", runner.run, runner, fut)
  end)
end)

t.case("RunnerTests.test_explicit_close", function()
  local runner = asyncio.Runner()
  local loop = runner:get_loop()
  runner:close()
  t.raises("^RuntimeError: Runner is closed", runner.get_loop, runner)
  t.ok(loop:is_closed())
end)

t.case("RunnerTests.test_double_close", function()
  local runner = asyncio.Runner()
  local loop = runner:get_loop()
  runner:close()
  t.ok(loop:is_closed())
  runner:close()
  t.ok(loop:is_closed())
end)

t.case("RunnerTests.test_second_with_block_raises", function()
  local runner, ran = asyncio.Runner(), {}
  local function use(n)
    return function()
      runner:run(function() ran[#ran + 1] = n end)
    end
  end
  asyncio.with(runner, use(1))
  t.raises("^RuntimeError: Runner is closed", asyncio.with, runner, use(2))
  t.eq(ran, { 1 })
end)

t.case("RunnerTests.test_run_keeps_context", function()
  local var = asyncio.ContextVar("var", { default = -1 })
  local function swap(value)
    return function()
      local old = var:get()
      await(asyncio.sleep(0))
      var:set(value)
      return old
    end
  end
  asyncio.Runner(function(runner)
    t.eq(runner:run(swap(1)), -1)
    t.eq(runner:run(swap(2)), 1)
    t.eq(runner:run(asyncio.copy_context):get(var), 2)
    t.eq(runner:run(function() return var:get() end, { context = asyncio.copy_context() }), -1)
  end)
  t.eq(var:get(), -1)
end)

t.case("RunnerTests.test_recursive_run", function()
  local inner = async(function() end)
  asyncio.Runner(function(runner)
    t.raises("Runner.run%(%) cannot be called from a running event loop", runner.run, runner, function()
      runner:run(inner())
    end)
  end)
  loops.outside(function() t.ok(t.reports():find("coroutine .+ was never awaited")) end)
end)

-- interrupted runs a coroutine and does what Ctrl-C does after a while.
local function interrupted(runner, fn)
  runner:get_loop():call_later(0.1, INTERRUPT)
  return t.raises(asyncio.KeyboardInterrupt, runner.run, runner, fn)
end

t.case("RunnerTests.test_interrupt_call_soon", function()
  asyncio.Runner(function(runner)
    local begun = runner:get_loop():time()
    interrupted(runner, function()
      t.raises(asyncio.CancelledError, function()
        while true do
          await(asyncio.sleep(0))
          -- under virtual time a task that never waits holds the clock up
          if asyncio.get_running_loop():time() == begun then await(asyncio.sleep(0.1)) end
        end
      end)
      error(asyncio.CancelledError(), 0)
    end)
  end)
end)

t.case("RunnerTests.test_interrupt_wait", function()
  asyncio.Runner(function(runner)
    local fut = runner:get_loop():create_future()
    interrupted(runner, function()
      t.raises(asyncio.CancelledError, await, fut)
      error(asyncio.CancelledError(), 0)
    end)
    t.ok(fut:cancelled())
  end)
end)

-- An interrupt comes between two iterations here, not between two instructions: the task is still at its cleanup then.
t.case("RunnerTests.test_interrupt_cancelled_task", function()
  asyncio.Runner(function(runner)
    t.raises(asyncio.CancelledError, runner.run, runner, function()
      local main = asyncio.current_task()
      asyncio.create_task(function()
        await(asyncio.sleep(0))
        main:cancel()
        INTERRUPT()
      end)
      asyncio.try(function() await(asyncio.sleep(10)) end, {
        finally = function() await(asyncio.sleep(10)) end,
      })
    end)
  end)
end)

t.case("RunnerTests.test_set_event_loop_called_once", function()
  loops.outside(function()
    local runner = asyncio.Runner()
    runner:run(function() end)
    t.ok(current() == runner:get_loop())
    local other = asyncio.new_event_loop()
    asyncio.set_event_loop(other)
    runner:run(function() end)
    t.ok(current() == other)
    asyncio.set_event_loop(nil)
    other:close()
    runner:close()
  end)
end)

t.case("RunnerTests.test_no_repr_is_call_on_the_task_result", function()
  local calls = 0
  local value = setmetatable({}, { __tostring = function()
    calls = calls + 1
    return "value"
  end })
  asyncio.Runner(function(runner)
    t.ok(runner:run(function() return value end) == value)
  end)
  t.eq(calls, 0)
end)
