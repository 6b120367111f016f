-- Cancelling tasks in every place where they can wait.
local t = require("check")
local asyncio = require("asyncio")

t.case("before the first step the body never runs", function()
  local ran = false
  local task = asyncio.create_task(function() ran = true end)
  t.ok(task:cancel())
  t.raises(asyncio.CancelledError, await, task)
  t.eq({ ran, task:cancelled(), task:cancel() }, { false, true, false })
end)

t.case("in nested awaits each level can clean up", function()
  local log, lines = t.log()
  local function level(n)
    return async(function()
      local ok, e = pcall(function()
        if n == 0 then
          await(asyncio.sleep(100))
        else
          await(level(n - 1)())
        end
      end)
      log(n, ok, e.name)
      error(e, 0)
    end)
  end
  local task = asyncio.create_task(level(3)())
  t.spin(2)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(lines, { "0 false CancelledError", "1 false CancelledError", "2 false CancelledError", "3 false CancelledError" })
end)

t.case("a task that cancels itself", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    asyncio.current_task():cancel("me")
    log("still running")
    await(asyncio.sleep(0))
    log("never")
  end)
  local e = t.raises(asyncio.CancelledError, await, task)
  t.eq(e.message, "me")
  t.eq(lines, { "still running" })
end)

t.case("a task that cancels itself and ends", function()
  local task = asyncio.create_task(function()
    asyncio.current_task():cancel()
    return "result"
  end)
  t.raises(asyncio.CancelledError, await, task)
end)

t.case("twice before it is seen counts twice", function()
  local task = asyncio.create_task(function() await(asyncio.sleep(100)) end)
  t.spin()
  task:cancel()
  task:cancel()
  t.eq(task:cancelling(), 2)
  t.raises(asyncio.CancelledError, await, task)
end)

t.case("with a message", function()
  local seen
  local task = asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.sleep(100))
    seen = e.message
    error(e, 0)
  end)
  t.spin()
  task:cancel("stop it")
  local e = t.raises(asyncio.CancelledError, await, task)
  t.eq({ seen, e.message }, { "stop it", "stop it" })
end)

t.case("swallowed in pcall the task goes on", function()
  local task = asyncio.create_task(function()
    pcall(await, asyncio.sleep(100))
    await(asyncio.sleep(1))
    return "went on", asyncio.current_task():cancelling(), asyncio.current_task():uncancel()
  end)
  t.spin()
  task:cancel()
  t.eq({ await(task) }, { "went on", 1, 0 })
  t.ok(not task:cancelled())
end)

t.case("cleanup that awaits", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.sleep(100))
    for i = 1, 3 do
      await(asyncio.sleep(1))
      log(i)
    end
    error(e, 0)
  end)
  t.spin()
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(lines, { "1", "2", "3" })
end)

t.case("cleanup is cancelled too", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    pcall(await, asyncio.sleep(100))
    log("cleaning")
    await(asyncio.sleep(100))
    log("never")
  end)
  t.spin()
  task:cancel("first")
  t.spin()
  task:cancel("second")
  local e = t.raises(asyncio.CancelledError, await, task)
  t.eq(e.message, "second")
  t.eq(lines, { "cleaning" })
end)

t.case("under a sort comparator", function()
  local list = { 3, 2, 1 }
  local task = asyncio.create_task(function()
    table.sort(list, function(a, b)
      await(asyncio.sleep(100))
      return a < b
    end)
  end)
  t.spin(2)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  table.sort(list)
  t.eq(list, { 1, 2, 3 })
end)

t.case("under a metamethod, a generator, an iterator and a pcall", function()
  local function forever() await(asyncio.Future()) end
  local places = {
    function() return setmetatable({}, { __index = forever }).x end,
    function() return setmetatable({}, { __add = forever }) + 1 end,
    function() return tostring(setmetatable({}, { __tostring = forever })) end,
    function() coroutine.wrap(forever)() end,
    function() for _ in forever do end end,
    function() local ok, e = pcall(forever) error(e, 0) end,
    function() local ok, e = xpcall(forever, function(e) return e end) error(e, 0) end,
    function() await(forever) end,
    function() return await(asyncio.Future()) end,
    function() return (string.gsub("x", "x", forever)) end,
    function() asyncio.try(forever, { { asyncio.Exception, print } }) end,
  }
  for i, f in ipairs(places) do
    local task = asyncio.create_task(f)
    t.spin(3)
    t.ok(not task:done(), i)
    task:cancel("m" .. i)
    local e = t.raises(asyncio.CancelledError, await, task)
    t.eq({ e.message, task:cancelled() }, { "m" .. i, true })
  end
end)

t.case("gather with children that refuse", function()
  local function stubborn(v)
    return function()
      pcall(await, asyncio.sleep(100))
      await(asyncio.sleep(1))
      return v
    end
  end
  local g = asyncio.gather(stubborn("a"), stubborn("b"))
  t.spin(2)
  g:cancel()
  t.raises(asyncio.CancelledError, await, g)
end)

t.case("wait_for whose task ignores the cancellation", function()
  local task = asyncio.create_task(function()
    pcall(await, asyncio.sleep(100))
    await(asyncio.sleep(5))
    return "late"
  end)
  local before = asyncio.get_running_loop():time()
  t.eq({ pcall(await, asyncio.wait_for(task, 1)) }, { true, "late" })
  t.eq(asyncio.get_running_loop():time() - before, 6)
end)

t.case("wait_for with zero and negative timeouts", function()
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(asyncio.sleep(1), 0))
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(asyncio.sleep(1), -1))
  local done = asyncio.Future()
  done:set_result("ready")
  t.eq(await(asyncio.wait_for(done, 0)), "ready")
  t.eq(await(asyncio.wait_for(done, -5)), "ready")
  t.eq(await(asyncio.wait_for(asyncio.sleep(3, "slow"), nil)), "slow")
end)

t.case("while it waits for another task, that one is cancelled", function()
  local inner = asyncio.create_task(function() await(asyncio.sleep(100)) end)
  local outer = asyncio.create_task(function() await(inner) end)
  t.spin(2)
  outer:cancel()
  t.raises(asyncio.CancelledError, await, outer)
  t.ok(inner:cancelled())
end)

t.case("shield protects", function()
  local inner = asyncio.create_task(function() return await(asyncio.sleep(5, "safe")) end)
  local outer = asyncio.create_task(function() return await(asyncio.shield(inner)) end)
  t.spin(2)
  outer:cancel()
  t.raises(asyncio.CancelledError, await, outer)
  t.eq(await(inner), "safe")
end)

t.case("a done task is not cancelled", function()
  local task = asyncio.create_task(function() return 1 end)
  await(task)
  t.eq({ task:cancel(), task:cancelled(), task:result() }, { false, false, 1 })
end)

t.case("raising CancelledError by hand cancels", function()
  local task = asyncio.create_task(function() error(asyncio.CancelledError("by hand")) end)
  t.raises(asyncio.CancelledError, await, task)
  t.ok(task:cancelled())
end)

t.case("an error in place of the cancellation is the task's error", function()
  local task = asyncio.create_task(function()
    pcall(await, asyncio.sleep(100))
    error("instead", 0)
  end)
  t.spin()
  task:cancel()
  t.eq({ pcall(await, task) }, { false, "instead" })
  t.ok(not task:cancelled())
end)

t.case("a thousand at once", function()
  local tasks, cleaned = {}, 0
  for i = 1, 1000 do
    tasks[i] = asyncio.create_task(function()
      local ok, e = pcall(await, asyncio.sleep(100))
      cleaned = cleaned + 1
      error(e, 0)
    end)
  end
  t.spin()
  for _, task in ipairs(tasks) do
    task:cancel()
  end
  await(asyncio.wait(tasks))
  t.eq(cleaned, 1000)
  for _, task in ipairs(tasks) do
    t.ok(task:cancelled())
  end
end)

t.case("a gather that is cancelled says so, errors returned or not", function()
  local function slow() await(asyncio.sleep(10)) end
  local gathering = asyncio.gather({ slow, slow }, { return_exceptions = true })
  t.spin()
  t.ok(gathering:cancel("enough"))
  local e = t.raises(asyncio.CancelledError, await, gathering)
  t.eq(e.message, "enough")
  t.ok(gathering:cancelled())
  t.ok(tostring(gathering):find("cancelled"), tostring(gathering))
  t.raises(asyncio.CancelledError, gathering.exception, gathering)
end)

t.case("a timeout of nothing keeps a cancellation that came before", function()
  local task = asyncio.create_task(function()
    asyncio.current_task():cancel("before")
    asyncio.timeout(0, function() await(asyncio.sleep(1)) end)
  end)
  local e = t.raises(asyncio.CancelledError, await, task)
  t.eq(e.message, "before")
  t.ok(task:cancelled())
  -- one that is swallowed by the book is not kept
  task = asyncio.create_task(function()
    asyncio.current_task():cancel()
    asyncio.timeout(1, function()
      pcall(await, asyncio.sleep(1))
      asyncio.current_task():uncancel()
      await(asyncio.sleep(5))
    end)
  end)
  t.raises(asyncio.TimeoutError, await, task)
end)

t.case("a barrier gives each number once, although one has left", function()
  local barrier = asyncio.Barrier(3)
  local got, tasks = {}, {}
  for i = 1, 5 do
    tasks[i] = asyncio.create_task(function()
      local number = await(barrier:wait())
      got[#got + 1] = number
    end)
    t.spin(2)
    if i == 1 or i == 3 then
      tasks[i]:cancel()
      t.spin(3)
    end
  end
  await(asyncio.gather(tasks, { return_exceptions = true }))
  table.sort(got)
  t.eq(got, { 0, 1, 2 })
  -- and from the beginning again
  got = {}
  for i = 1, 3 do
    tasks[i] = asyncio.create_task(function()
      local number = await(barrier:wait())
      got[#got + 1] = number
    end)
  end
  await(asyncio.wait({ tasks[1], tasks[2], tasks[3] }))
  table.sort(got)
  t.eq(got, { 0, 1, 2 })
end)

t.case("an eager first step is among who awaits", function()
  local leaf
  local middle = asyncio.create_task(function()
    leaf = asyncio.create_task(asyncio.sleep(1), { eager_start = true, name = "leaf" })
    await(leaf)
  end, { eager_start = true, name = "middle" })
  t.ok(asyncio.format_call_graph(leaf):find("Awaited by:\n    * Task(name='middle')", 1, true), asyncio.format_call_graph(leaf))
  await(middle)
end)
