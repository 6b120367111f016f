-- What CPython's test_tasks says of tasks: how they are made, named, shown and inspected, and of ensure_future.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local function value(v)
  return async(function() return v end)
end

t.case("BaseTaskTests.test_task_del_collect", function()
  local tasks = {}
  for i = 1, 5 do
    tasks[i] = asyncio.create_task(function()
      collectgarbage()
      return i
    end)
  end
  local results = await(asyncio.gather(tasks))
  t.eq(results.n, 5)
  t.eq(results[5], 5)
end)

t.case("BaseTaskTests.test_other_loop_future", function()
  loops.on_new_loop(function(other)
    local fut = other:create_future()
    local e = t.raises(asyncio.RuntimeError, function() await(fut) end)
    t.ok(e.message:find("^Task .* got Future .* attached to a different loop$"), e.message)
  end)
end)

t.case("BaseTaskTests.test_task_awaits_on_itself", function()
  local task
  task = asyncio.ensure_future(function() await(task) end)
  local e = t.raises(asyncio.RuntimeError, await, task)
  t.ok(e.message:find("^Task cannot await on itself"), e.message)
end)

t.case("BaseTaskTests.test_task_class", function()
  loops.on_new_loop(function(loop)
    local task = asyncio.Task(value("ok")(), { loop = loop })
    t.eq(task:get_loop(), loop)
    t.eq(loop:run_until_complete(task), "ok")
    t.ok(task:done())
    t.eq(task:result(), "ok")
  end)
  local here = asyncio.Task(value("here")())
  t.eq(here:get_loop(), asyncio.get_running_loop())
  t.eq(await(here), "here")
end)

t.case("BaseTaskTests.test_ensure_future_coroutine", function()
  local running = asyncio.get_running_loop()
  local task = asyncio.ensure_future(value("ok")())
  t.eq(task:get_loop(), running)
  t.eq(await(task), "ok")
  loops.on_new_loop(function(loop)
    asyncio.set_event_loop(loop) -- the one that runs goes before it
    t.eq(asyncio.ensure_future(value(1)(), { loop = loop }):get_loop(), loop)
    local here = asyncio.ensure_future(value(2)())
    t.eq(here:get_loop(), running)
    t.eq(await(here), 2)
    loop:run_until_complete(asyncio.gather(asyncio.all_tasks(loop)))
  end)
  loops.outside(function()
    local orphan = value("never")()
    local e = t.raises(asyncio.RuntimeError, asyncio.ensure_future, orphan)
    t.ok(e.message:find("no current event loop"), e.message)
    orphan:close()
    local loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    local task = asyncio.ensure_future(value("global")())
    t.eq(task:get_loop(), loop)
    asyncio.set_event_loop(nil)
    t.eq(loop:run_until_complete(task), "global")
    loop:close()
  end)
end)

t.case("BaseTaskTests.test_ensure_future_future", function()
  local fut = asyncio.Future()
  fut:set_result("ko")
  t.eq(asyncio.ensure_future(fut), fut)
  t.eq(await(asyncio.ensure_future(fut)), "ko")
  t.eq(asyncio.ensure_future(fut, { loop = asyncio.get_running_loop() }), fut)
  loops.on_new_loop(function(other)
    t.raises(asyncio.ValueError, asyncio.ensure_future, fut, { loop = other })
  end)
end)

t.case("BaseTaskTests.test_ensure_future_task", function()
  local task = asyncio.create_task(value("ok")())
  t.eq(asyncio.ensure_future(task), task)
  t.eq(await(task), "ok")
  t.eq(asyncio.ensure_future(task, { loop = asyncio.get_running_loop() }), task)
  loops.on_new_loop(function(other)
    t.raises(asyncio.ValueError, asyncio.ensure_future, task, { loop = other })
  end)
end)

t.case("BaseTaskTests.test_ensure_future_awaitable", function()
  -- what has no type of its own in asyncio, but can be awaited: a thread that has not begun
  loops.on_new_loop(function(loop)
    local fut = asyncio.ensure_future(coroutine.create(function() return "ok" end), { loop = loop })
    t.eq(loop:run_until_complete(fut), "ok")
    t.eq(fut:result(), "ok")
  end)
end)

t.case("BaseTaskTests.test_ensure_future_task_awaitable", function()
  loops.on_new_loop(function(loop)
    local task = asyncio.ensure_future(function() return await(asyncio.sleep(0, "ok")) end, { loop = loop })
    t.ok(asyncio.iscoroutine(task:get_coro()))
    loop:run_until_complete(task)
    t.ok(task:done())
    t.eq(task:result(), "ok")
  end)
end)

t.case("BaseTaskTests.test_ensure_future_neither", function()
  for _, v in ipairs({ "ok", 1, true, {} }) do
    t.raises(asyncio.TypeError, asyncio.ensure_future, v)
  end
  t.raises(asyncio.TypeError, asyncio.ensure_future)
end)

t.case("BaseTaskTests.test_ensure_future_error_msg", function()
  loops.on_new_loop(function(other)
    local e = t.raises(asyncio.ValueError, asyncio.ensure_future, asyncio.Future(), { loop = other })
    t.eq(e.message, "The future belongs to a different loop than the one specified as the loop argument")
  end)
end)

t.case("BaseTaskTests.test_get_stack", function()
  local task
  local file = { text = "", write = function(self, s) self.text = self.text .. s end }
  local bar = async(function()
    local frames = task:get_stack()
    t.eq(frames[1].name, "foo")
    t.eq(frames[2].name, "bar")
    t.eq(#task:get_stack({ limit = 1 }), 1)
    task:print_stack({ limit = 1, file = file })
  end)
  local function foo() bar():await() end
  task = asyncio.ensure_future(foo)
  await(task)
  t.ok(file.text:find("^Stack for <Task pending name='Task%-%d+' coro=<foo%(%) running at "), file.text)
end)

t.case("BaseTaskTests.test_task_repr", function()
  local function notmuch() return "abc" end
  local function callback() end
  local task = asyncio.create_task(notmuch, { name = "TestTask" })
  task:add_done_callback(callback)
  local where = " conformance/tasks%.lua:%d+"
  local coro = "coro=<notmuch%(%) running at" .. where .. ">"
  local cb = " cb=%[callback%(%) at" .. where .. "%]>$"
  t.ok(tostring(task):find("^<Task pending name='TestTask' " .. coro .. cb), tostring(task))
  task:cancel()
  t.ok(tostring(task):find("^<Task cancelling name='TestTask' " .. coro .. cb), tostring(task))
  t.raises(asyncio.CancelledError, await, task)
  coro = "coro=<notmuch%(%) done, defined at" .. where .. ">"
  t.ok(tostring(task):find("^<Task cancelled name='TestTask' " .. coro .. ">$"), tostring(task))

  task = asyncio.create_task(notmuch, { name = "TestTask" })
  await(task)
  t.ok(tostring(task):find("^<Task finished name='TestTask' " .. coro .. " result='abc'>$"), tostring(task))
  task = asyncio.create_task(function() end)
  await(task)
  t.ok(tostring(task):find(" result=nil>$"), tostring(task))
end)

t.case("BaseTaskTests.test_task_repr_autogenerated", function()
  local a, b = asyncio.create_task(value(1)()), asyncio.create_task(value(2)())
  t.ne(tostring(a), tostring(b))
  local first = tostring(a):match("^<Task pending name='Task%-(%d+)'")
  local second = tostring(b):match("^<Task pending name='Task%-(%d+)'")
  t.ok(tonumber(first) < tonumber(second))
  await(asyncio.gather(a, b))
end)

t.case("BaseTaskTests.test_task_set_name_pylong", function()
  local task = asyncio.create_task(value(123)(), { name = 987654321 })
  t.eq(task:get_name(), "987654321")
  task:set_name(123456789)
  t.eq(task:get_name(), "123456789")
  await(task)
end)

t.case("BaseTaskTests.test_task_repr_name_not_str", function()
  local task = asyncio.create_task(value(123)())
  task:set_name(setmetatable({}, { __tostring = function() return "{6}" end }))
  t.eq(task:get_name(), "{6}")
  await(task)
end)

t.case("BaseTaskTests.test_task_repr_wait_for", function()
  local fut = asyncio.Future()
  local task = asyncio.create_task(function() return await(fut) end)
  t.spin()
  local text = tostring(task)
  local from, to = text:find(" wait_for=" .. tostring(fut), 1, true)
  t.ok(from, text)
  t.eq(text:sub(to + 1), ">")
  fut:set_result()
  await(task)
end)

t.case("BaseTaskTests.test_task_basics", function()
  local one, thousand = value(42), value(1000)
  local outer = async(function() return await(one()) + await(thousand()) end)
  t.eq(await(asyncio.create_task(outer())), 1042)
end)

t.case("BaseTaskTests.test_task_set_methods", function()
  local task = asyncio.create_task(value("ko")())
  local e = t.raises(asyncio.RuntimeError, task.set_result, task, "ok")
  t.ok(e.message:find("not support set_result"), e.message)
  e = t.raises(asyncio.RuntimeError, task.set_exception, task, asyncio.ValueError())
  t.ok(e.message:find("not support set_exception"), e.message)
  t.eq(await(task), "ko")
end)

t.case("BaseTaskTests.test_step_result_future", function()
  local fut, result = asyncio.Future(), nil
  local task = asyncio.create_task(function() result = await(fut) end)
  t.spin()
  t.ok(tostring(fut):find(" cb=%[Task%.wakeup%(%)%]>$"), tostring(fut))
  local object = {}
  fut:set_result(object)
  t.spin()
  t.ok(rawequal(result, object))
  t.ok(task:done())
  t.eq(task:result(), nil)
end)

t.case("BaseTaskTests.test_iscoroutinefunction", function()
  t.eq(asyncio.iscoroutinefunction(function() end), false)
  t.eq(asyncio.iscoroutinefunction(coroutine.wrap(function() coroutine.yield() end)), false)
  t.eq(asyncio.iscoroutinefunction(setmetatable({}, { __call = function() end })), false)
  t.eq(asyncio.iscoroutinefunction(async(function() end)), true)
end)

t.case("BaseTaskTests.test_coroutine_non_gen_function", function()
  local func = async(function() return "test" end)
  t.ok(asyncio.iscoroutinefunction(func))
  local coro = func()
  t.ok(asyncio.iscoroutine(coro))
  t.eq(await(asyncio.ensure_future(coro)), "test")
end)

t.case("BaseTaskTests.test_coroutine_non_gen_function_return_future", function()
  local fut = asyncio.Future()
  local first = asyncio.create_task(function() return fut end)
  local second = asyncio.create_task(function() fut:set_result("test") end)
  t.eq(await(first), fut)
  t.eq(second:result(), nil)
end)

t.case("BaseTaskTests.test_current_task", function()
  loops.on_new_loop(function(loop)
    t.eq(asyncio.current_task(loop), nil)
    local task
    task = loop:create_task(function()
      t.eq(asyncio.current_task(loop), task)
      t.eq(asyncio.current_task(nil), task)
      t.eq(asyncio.current_task(), task)
    end)
    loop:run_until_complete(task)
    t.eq(asyncio.current_task(loop), nil)
  end)
end)

t.case("BaseTaskTests.test_current_task_with_interleaving_tasks", function()
  local first, second = asyncio.Future(), asyncio.Future()
  local a, b
  a = asyncio.create_task(function()
    t.eq(asyncio.current_task(), a)
    await(first)
    t.eq(asyncio.current_task(), a)
    second:set_result(true)
  end)
  b = asyncio.create_task(function()
    t.eq(asyncio.current_task(), b)
    first:set_result(true)
    await(second)
    t.eq(asyncio.current_task(), b)
  end)
  local main = asyncio.current_task()
  for _, task in ipairs((await(asyncio.wait({ a, b })))) do
    task:result()
  end
  t.eq(asyncio.current_task(), main)
end)

t.case("BaseTaskTests.test_exception_traceback", function()
  local function foo() error(asyncio.ValueError("broken")) end
  local task = asyncio.create_task(foo)
  t.spin()
  local e = task:exception()
  t.ok(e.traceback:find("conformance/tasks%.lua:%d+: in function 'foo'"), e.traceback)
end)

t.case("BaseTaskTests.test_task_source_traceback", function()
  local loop = asyncio.get_running_loop()
  loop:set_debug(true)
  local line = debug.getinfo(1, "l").currentline + 1
  local task = asyncio.create_task(value(1)())
  t.ok(tostring(task):find("created at .*conformance/tasks%.lua:" .. line), tostring(task))
  await(task)
  loop:set_debug(false)
end)

t.case("BaseTaskTests.test_create_task_with_noncoroutine", function()
  for _ = 1, 2 do
    local e = t.raises(asyncio.TypeError, asyncio.create_task, 123)
    t.ok(e.message:find("a coroutine was expected, got"), e.message)
  end
  t.raises(asyncio.TypeError, asyncio.create_task, asyncio.Future())
end)

t.case("BaseTaskTests.test_create_task_with_async_function", function()
  for _ = 1, 2 do
    local task = asyncio.create_task(value(7)())
    t.ok(asyncio.isfuture(task))
    t.eq(await(task), 7)
  end
end)

t.case("BaseTaskTests.test_create_task_with_asynclike_function", function()
  for _ = 1, 2 do
    local task = asyncio.create_task(coroutine.create(function() return 42 end))
    t.ok(asyncio.isfuture(task))
    t.eq(await(task), 42)
  end
end)

t.case("BaseTaskTests.test_bare_create_task", function()
  local task = asyncio.create_task(value(1)())
  t.eq(task:get_loop(), asyncio.get_running_loop())
  t.eq(await(task), 1)
end)

t.case("BaseTaskTests.test_bare_create_named_task", function()
  local task = asyncio.create_task(value(1)(), { name = "No-op" })
  t.eq(task:get_name(), "No-op")
  await(task)
end)

t.case("BaseTaskTests.test_get_coro", function()
  local coro = value(1)()
  local task = asyncio.create_task(coro)
  t.eq(task:get_coro(), coro)
  await(task)
  t.eq(task:get_coro(), coro)
end)

t.case("CTask_Future_Tests.test_foobar", function()
  -- what a script puts in the place of the method get_loop does not matter to a task that waits
  loops.on_new_loop(function(loop)
    local fut = loop:create_future()
    pcall(function() fut.get_loop = nil end)
    loop:call_later(0.1, fut.set_result, fut, 1)
    t.eq(loop:run_until_complete(async(function()
      await(fut)
      return "spam"
    end)()), "spam")
  end)
end)

t.case("GenericTaskTests.test_future_subclass", function()
  local task = asyncio.create_task(value(1)())
  t.ok(asyncio.isfuture(task))
  for _, name in ipairs({ "done", "cancelled", "result", "exception", "cancel", "add_done_callback", "get_loop" }) do
    t.ok(task[name], name)
  end
  await(task)
end)

t.case("SleepTests.test_sleep_zero", function()
  local result = 0
  asyncio.get_running_loop():call_soon(function() result = result + 1 end)
  t.eq(result, 0)
  local num = await(asyncio.sleep(0, 10))
  t.eq(result, 1)
  t.eq(result + num, 11)
end)
