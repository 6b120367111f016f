-- asyncio.with, and the functions that take a body: what they pass on, return, raise, and when.
local t = require("check")
local asyncio = require("asyncio")

t.case("with passes the body's values on", function()
  local lock = asyncio.Lock()
  local a, b, c = asyncio.with(lock, function(...)
    t.eq(select("#", ...), 0)
    await(asyncio.sleep(1))
    return 1, nil, 3
  end)
  t.eq({ a, b, c, n = 3 }, { 1, nil, 3, n = 3 })
  t.eq(lock:locked(), false)
end)

t.case("values pass through groups, timeouts and runners", function()
  t.eq({ asyncio.TaskGroup(function() return 1, 2 end) }, { 1, 2 })
  t.eq({ asyncio.timeout(1, function() return 1, 2 end) }, { 1, 2 })
  t.eq({ asyncio.Runner(function() return 1, 2 end) }, { 1, 2 })
  t.eq(select("#", asyncio.timeout(1, function() end)), 0)
end)

t.case("the error of the body is raised, whatever it is", function()
  local own = {}
  for _, e in ipairs({ own, "text", asyncio.ValueError("v") }) do
    local lock = asyncio.Lock()
    local ok, got = pcall(asyncio.with, lock, function() error(e, 0) end)
    t.eq(ok, false)
    t.ok(got == e)
    t.eq(lock:locked(), false)
    ok, got = pcall(asyncio.timeout, 1, function() error(e, 0) end)
    t.ok(not ok and got == e)
    ok, got = pcall(asyncio.TaskGroup, function() error(e, 0) end)
    t.ok(not ok and got.exceptions[1] == e)
  end
end)

t.case("an error on the way out replaces that of the body", function()
  local lock = asyncio.Lock()
  t.raises("^RuntimeError: Lock is not acquired", asyncio.with, lock, function()
    lock:release()
    error("body")
  end)
end)

t.case("an async function is as good a body", function()
  local body = async(function(cm)
    await(asyncio.sleep(1))
    return cm:when(), "value"
  end)
  local when, v = asyncio.timeout(5, body)
  t.eq(when, 5)
  t.eq(v, "value")
  t.raises(asyncio.TimeoutError, asyncio.timeout, 0.5, body)
end)

t.case("bodies suspend anywhere", function()
  local order = {}
  local object = setmetatable({}, { __index = function(_, key)
    return asyncio.with(asyncio.Lock(), function()
      await(asyncio.sleep(1))
      return key
    end)
  end })
  local list = { 3, 1, 2 }
  table.sort(list, function(a, b)
    return asyncio.timeout(10, function()
      await(asyncio.sleep(0))
      return a < b
    end)
  end)
  t.eq(list, { 1, 2, 3 })
  t.eq(object.x, "x")
  for i in coroutine.wrap(function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(function()
        await(asyncio.sleep(1))
        order[#order + 1] = "task"
      end)
      coroutine.yield(1)
      await(asyncio.sleep(2))
      coroutine.yield(2)
    end)
  end) do
    order[#order + 1] = i
  end
  t.eq(order, { 1, "task", 2 })
end)

t.case("a script's own objects: __aenter and __aexit", function()
  local log, lines = t.log()
  local meta = {
    __aenter = async(function(self)
      await(asyncio.sleep(1))
      log("enter")
      return self, "more"
    end),
    __aexit = function(_, e)
      await(asyncio.sleep(1))
      log("exit", e)
      return e == "forgive"
    end,
  }
  local object = setmetatable({}, meta)
  t.eq(asyncio.with(object, function(self, more)
    t.ok(self == object)
    log("body", more)
    return "value"
  end), "value")
  t.eq(select("#", asyncio.with(object, function() error("forgive", 0) end)), 0)
  t.raises("^really$", asyncio.with, object, function() error("really", 0) end)
  t.eq(lines, { "enter", "body more", "exit nil", "enter", "exit forgive", "enter", "exit really" })
  t.eq(asyncio.get_running_loop():time(), 6)
end)

t.case("a script's own objects: __close", function()
  local closed = {}
  local object = setmetatable({}, { __close = function(self, e) closed[#closed + 1] = { self ~= nil, tostring(e) } end })
  asyncio.with(object, function(self) t.ok(self == object) end)
  t.raises("^oops$", asyncio.with, object, function() error("oops", 0) end)
  t.eq(closed, { { true, "nil" }, { true, "oops" } })
end)

t.case("cancelled on the way in: the body does not run and nothing is held", function()
  local lock = asyncio.Lock()
  await(lock:acquire())
  local ran = false
  local task = asyncio.create_task(function()
    asyncio.with(lock, function() ran = true end)
  end)
  t.spin()
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(ran, false)
  t.eq(tostring(lock), "<Lock [locked]>")
end)

t.case("wrong arguments are named", function()
  local function message(fn, ...) return tostring(t.raises(asyncio.TypeError, fn, ...)) end
  t.eq(message(asyncio.with, 1, print),
    "TypeError: with: argument 1: lock, semaphore or another object that can be entered expected, got number")
  t.eq(message(asyncio.with, asyncio.Lock()), "TypeError: with: argument 2: function expected, got no value")
  t.eq(message(asyncio.timeout, "1", print), "TypeError: timeout: argument 1: number or nil expected, got string")
  t.eq(message(asyncio.timeout, 1, 2), "TypeError: timeout: argument 2: function expected, got number")
  t.eq(message(asyncio.TaskGroup, 1), "TypeError: TaskGroup: argument 1: function expected, got number")
  t.eq(message(asyncio.Condition, asyncio.Event()), "TypeError: Condition: argument 1: Lock expected, got Event")
  t.eq(message(asyncio.Barrier), "TypeError: Barrier: argument 1: number expected, got no value")
  t.eq(message(asyncio.Semaphore, 1.5), "TypeError: Semaphore: argument 1: whole number expected, got 1.5")
  local q = asyncio.Queue()
  t.eq(message(q.put_nowait, q), "TypeError: put_nowait: argument 1: item expected, got no value")
  t.eq(message(q.get), "TypeError: get: Queue expected as self, got nil (is it called with ':'?)")
  t.eq(message(function() q.maxsize = 3 end), "TypeError: Queue has no field 'maxsize' that can be set")
end)

t.case("outside of a task there is nothing to wait with", function()
  local done, lock, sem = asyncio.Event(), asyncio.Lock(), asyncio.Semaphore(1)
  asyncio.get_running_loop():call_soon(function()
    t.raises(asyncio.RuntimeError, asyncio.with, lock, function() end)
    t.raises(asyncio.RuntimeError, asyncio.with, sem, function() end)
    done:set()
  end)
  await(done:wait())
  t.eq(lock:locked(), false)
end)

t.case("the predicate of wait_for may await", function()
  local cond, calls = asyncio.Condition(), 0
  local task = asyncio.create_task(function()
    return asyncio.with(cond, function()
      return await(cond:wait_for(function()
        await(asyncio.sleep(1))
        calls = calls + 1
        return calls == 2 and "value"
      end))
    end)
  end)
  await(asyncio.sleep(2))
  asyncio.with(cond, function() cond:notify() end)
  t.eq(await(task), "value")
  task = asyncio.create_task(function()
    asyncio.with(cond, function()
      await(cond:wait_for(function() await(asyncio.sleep(10)) end))
    end)
  end)
  await(asyncio.sleep(1))
  task:cancel("in the predicate")
  t.eq(t.raises(asyncio.CancelledError, await, task).message, "in the predicate")
  t.eq(cond:locked(), false)
end)

t.case("the traceback of a group's error leads to its task", function()
  local e = t.raises(asyncio.ExceptionGroup, asyncio.TaskGroup, function(tg)
    tg:create_task(function()
      await(asyncio.sleep(1))
      local function culprit() error(asyncio.ValueError("here")) end
      culprit()
    end)
  end)
  t.ok(e.exceptions[1].traceback:find("in function 'culprit'", 1, true), e.exceptions[1].traceback)
  t.eq(tostring(e), "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)")
end)

t.case("an eager task that fails at once stops the block, not the call", function()
  local loop = asyncio.get_running_loop()
  loop:set_task_factory(asyncio.eager_task_factory)
  local made, e
  local group = t.raises(asyncio.ExceptionGroup, asyncio.TaskGroup, function(tg)
    made = tg:create_task(function() error("at once", 0) end)
    e = t.raises(asyncio.CancelledError, await, asyncio.sleep(1))
    error(e, 0)
  end)
  loop:set_task_factory(nil)
  t.ok(made:done())
  t.eq(group.exceptions, { "at once" })
  t.eq(loop:time(), 0)
end)

t.case("a runner leaves a loop that runs alone", function()
  local ran
  local options = { loop_factory = asyncio.get_running_loop }
  t.raises("^RuntimeError: Cannot close a running event loop", asyncio.Runner, function(runner)
    t.raises("^RuntimeError: This event loop is already running", runner.run, runner, function() ran = true end)
  end, options)
  t.raises("^RuntimeError: This event loop is already running", asyncio.run, function() ran = true end, options)
  await(asyncio.sleep(1)) -- nothing was cancelled
  t.eq(ran, nil)
  t.raises("^RuntimeError: Event loop is closed", asyncio.Runner, function(runner)
    t.raises("^RuntimeError: Cannot close a running event loop", runner.run, runner, function() runner:close() end)
    runner:get_loop():close()
    t.raises("^RuntimeError: Event loop is closed", runner.run, runner, function() ran = true end)
  end)
end)

t.case("times and sizes that are no numbers", function()
  t.raises(asyncio.ValueError, asyncio.timeout, 0 / 0, function() end)
  t.raises(asyncio.ValueError, asyncio.Queue, 0 / 0)
  t.eq(asyncio.timeout(math.huge, function(cm)
    await(asyncio.sleep(1))
    return cm:when()
  end), math.huge)
  t.raises(asyncio.TimeoutError, asyncio.timeout_at, -math.huge, function() await(asyncio.sleep(1)) end)
  t.eq(asyncio.Queue(math.huge):full(), false)
  t.ok(asyncio.Queue(-5).maxsize < 0)
end)
