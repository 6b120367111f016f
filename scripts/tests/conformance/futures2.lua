-- What CPython's test_futures2 says of tracebacks, the context of exception handlers, and texts that contain themselves.
local t = require("check")
local asyncio = require("asyncio")

t.case("FutureTests.test_future_traceback", function()
  -- the traceback does not grow with each look at the exception
  local function raises() error(asyncio.TypeError(42)) end
  local task = asyncio.create_task(raises)
  local line
  for _ = 1, 5 do
    local ok, e = pcall(function()
      line = debug.getinfo(1, "l").currentline + 1
      await(task)
    end)
    t.ok(not ok)
    t.eq(e.message, 42)
    local _, awaits = e.traceback:gsub("futures2%.lua:" .. line .. ":", "")
    t.eq(awaits, 1, e.traceback)
    local _, sources = e.traceback:gsub("in function 'raises'", "")
    t.eq(sources, 1, e.traceback)
  end
end)

t.case("FutureTests.test_task_exc_handler_correct_context", function()
  -- CPython's handler runs when the task is collected; Moonloop's at the latest when its loop closes
  local name = asyncio.ContextVar("name", { default = "foo" })
  local seen
  local loop = asyncio.new_event_loop()
  loop:set_exception_handler(function() seen = name:get() end)
  loop:run_until_complete(function()
    asyncio.create_task(function()
      name:set("bar")
      error("broken")
    end)
    await(asyncio.sleep(0))
  end)
  loop:close()
  t.eq(seen, "bar")
end)

t.case("FutureTests.test_handle_exc_handler_correct_context", function()
  local name = asyncio.ContextVar("name", { default = "foo" })
  local loop, seen = asyncio.get_running_loop(), nil
  loop:set_exception_handler(function() seen = name:get() end)
  loop:call_soon(function()
    name:set("bar")
    error("broken")
  end)
  t.spin()
  t.eq(seen, "bar")
  t.eq(name:get(), "foo")
end)

t.case("FutureReprTests.test_recursive_repr_for_pending_tasks", function()
  -- a list of all tasks holds the one whose result it is; and two tasks that wait for each other show it
  local all = await(asyncio.wait_for(asyncio.Task(function() return asyncio.all_tasks() end), 10))
  for _, task in ipairs(all) do
    t.ok(#tostring(task) < 1000)
  end
  local a, b
  a = asyncio.create_task(function() await(b) end)
  b = asyncio.create_task(function() await(a) end)
  t.spin()
  t.ok(tostring(a):find("...", 1, true), tostring(a))
  a:cancel()
  t.raises(asyncio.CancelledError, await, b)
end)
