-- What CPython's test_base_events says of exception handlers, task factories and debug mode.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

-- broken is a callback that raises.
local broken_error = asyncio.ValueError("broken")
local function broken() error(broken_error) end

t.case("BaseEventLoopTests.test_default_exc_handler_callback", function()
  loops.on_new_loop(function(loop)
    local function fails(fut)
      fut:set_result(true)
      error(asyncio.ValueError("callback"))
    end
    for _, call in ipairs({
      function(fut) loop:call_soon(fails, fut) end,
      function(fut) loop:call_later(0.01, fails, fut) end,
    }) do
      local fut = loop:create_future()
      call(fut)
      fut:add_done_callback(function() loop:stop() end)
      loop:run_forever()
      local text = t.reports()
      t.ok(text:find("^Exception in callback fails%(%) at "), text)
      t.ok(text:find("ValueError: callback", 1, true), text)
      t.ok(text:find("in function 'fails'", 1, true), text)
    end
  end)
end)

t.case("BaseEventLoopTests.test_default_exc_handler_coro", function()
  loops.on_new_loop(function(loop)
    local task = asyncio.ensure_future(function()
      await(asyncio.sleep(0.01))
      error(asyncio.ValueError("coro"))
    end, { loop = loop })
    task:add_done_callback(function() loop:stop() end)
    loop:run_forever()
  end)
  local text = t.reports()
  t.ok(text:find("^Task exception was never retrieved\n"), text)
  t.ok(text:find("\nValueError: coro\n", 1, true), text)
end)

t.case("BaseEventLoopTests.test_set_exc_handler_invalid", function()
  loops.on_new_loop(function(loop)
    t.raises(asyncio.TypeError, loop.set_exception_handler, loop, "spam")
    t.eq(loop:get_exception_handler(), nil)
  end)
end)

t.case("BaseEventLoopTests.test_set_exc_handler_custom", function()
  loops.on_new_loop(function(loop)
    local calls = {}
    local function handler(l, context) calls[#calls + 1] = { l, context } end
    loop:set_debug(true)
    t.eq(loop:get_exception_handler(), nil)
    loop:set_exception_handler(handler)
    t.eq(loop:get_exception_handler(), handler)
    local handle = loop:call_soon(broken)
    loops.once(loop)
    t.eq(#calls, 1)
    t.eq(calls[1][1], loop)
    local context = calls[1][2]
    t.eq(context.exception, broken_error)
    t.ok(context.message:find("^Exception in callback broken%(%)"), context.message)
    t.eq(context.handle, handle)
    t.ok(context.source_traceback:find("base_events_reports.lua", 1, true), context.source_traceback)
    t.eq(t.reports(), "")

    loop:set_exception_handler(nil)
    loop:call_soon(broken)
    loops.once(loop)
    loop:set_debug(false)
    t.ok(t.reports():find("Exception in callback broken", 1, true))
    t.eq(#calls, 1)
  end)
end)

t.case("BaseEventLoopTests.test_set_exc_handler_broken", function()
  loops.on_new_loop(function(loop)
    loop:set_exception_handler(function() error(asyncio.TypeError("spam")) end)
    loop:call_soon(broken)
    loops.once(loop)
    local text = t.reports()
    t.ok(text:find("^Unhandled error in exception handler\n"), text)
    t.ok(text:find("\nTypeError: spam\n", 1, true), text)
    t.ok(text:find("ValueError", 1, true) or text:find("Exception in callback broken", 1, true), text)
  end)
end)

t.case("BaseEventLoopTests.test_default_exc_handler_broken", function()
  -- the default handler called by a custom one with what it cannot print does not end the loop
  loops.on_new_loop(function(loop)
    local bad = setmetatable({}, { __tostring = function() error(asyncio.ValueError("spam")) end })
    loop:set_exception_handler(function(l, context)
      context.extra = bad
      l:default_exception_handler(context)
    end)
    loop:call_soon(broken)
    local after = false
    loop:call_soon(function() after = true end)
    loops.once(loop)
    t.ok(after)
    t.ok(t.reports():find("Exception in callback broken", 1, true))
  end)
end)

t.case("BaseEventLoopTests.test_set_task_factory_invalid", function()
  loops.on_new_loop(function(loop)
    t.raises(asyncio.TypeError, loop.set_task_factory, loop, 1)
    t.eq(loop:get_task_factory(), nil)
  end)
end)

t.case("BaseEventLoopTests.test_set_task_factory", function()
  loops.on_new_loop(function(loop)
    local made = {}
    local function factory(l, coro)
      local task = asyncio.Task(coro, { loop = l })
      made[task] = true
      return task
    end
    t.eq(loop:get_task_factory(), nil)
    loop:set_task_factory(factory)
    t.eq(loop:get_task_factory(), factory)
    local task = loop:create_task(function() end)
    t.ok(made[task])
    loop:run_until_complete(task)

    loop:set_task_factory(nil)
    t.eq(loop:get_task_factory(), nil)
    task = loop:create_task(function() end)
    t.ok(not made[task])
    loop:run_until_complete(task)
  end)
end)

t.case("BaseEventLoopTests.test_create_task", function()
  -- ensure_future makes tasks the way the loop does
  loops.on_new_loop(function(loop)
    local made
    loop:set_task_factory(function(l, coro)
      made = asyncio.Task(coro, { loop = l, name = "made" })
      return made
    end)
    local task = asyncio.ensure_future(function() end, { loop = loop })
    t.eq(task, made)
    t.eq(task:get_name(), "made")
    loop:run_until_complete(task)
  end)
end)

t.case("BaseEventLoopTests.test_create_task_error_closes_coro", function()
  local loop = asyncio.new_event_loop()
  loop:close()
  local coro = async(function() end)
  t.raises(asyncio.RuntimeError, asyncio.ensure_future, coro(), { loop = loop })
  t.raises(asyncio.RuntimeError, loop.create_task, loop, coro())
  t.eq(t.reports(), "")
end)

t.case("BaseEventLoopTests.test_create_named_task_with_default_factory", function()
  loops.on_new_loop(function(loop)
    local task = loop:create_task(function() end, { name = "test_task" })
    t.eq(task:get_name(), "test_task")
    loop:run_until_complete(task)
  end)
end)

t.case("BaseEventLoopTests.test_create_named_task_with_custom_factory", function()
  loops.on_new_loop(function(loop)
    loop:set_task_factory(function(l, coro) return asyncio.Task(coro, { loop = l }) end)
    local task = loop:create_task(function() end, { name = "test_task" })
    t.eq(task:get_name(), "test_task")
    loop:run_until_complete(task)
  end)
end)

t.case("BaseEventLoopWithSelectorTests.test_call_coroutine", function()
  loops.on_new_loop(function(loop)
    loop:set_debug(true)
    local func = async(function() end)
    local coro = func()
    for _, what in ipairs({ func, coro }) do
      t.raises(asyncio.TypeError, loop.call_soon, loop, what)
      t.raises(asyncio.TypeError, loop.call_soon_threadsafe, loop, what)
      t.raises(asyncio.TypeError, loop.call_later, loop, 60, what)
      t.raises(asyncio.TypeError, loop.call_at, loop, loop:time() + 60, what)
      t.raises(asyncio.TypeError, loop.run_in_executor, loop, nil, what)
    end
    coro:close()
    loop:set_debug(false)
  end)
end)

t.case("BaseEventLoopWithSelectorTests.test_log_slow_callbacks", function()
  loops.on_new_loop(function(loop)
    local function stop_loop_cb() loop:stop() end
    local function stop_loop_coro() loop:stop() end
    loop:set_debug(true)
    loop.slow_callback_duration = 0
    loop:call_soon(stop_loop_cb)
    loop:run_forever()
    local text = t.reports()
    t.ok(text:find("^Executing <Handle.*stop_loop_cb.*> took .* seconds\n$"), text)

    asyncio.ensure_future(stop_loop_coro, { loop = loop })
    loop:run_forever()
    text = t.reports()
    t.ok(text:find("^Executing <Task.*stop_loop_coro.*> took .* seconds\n$"), text)
    loop:set_debug(false)
    loop.slow_callback_duration = 0.1
  end)
end)
