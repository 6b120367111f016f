-- What a script can do wrong: it works, or it is an error that says what is wrong.
local t = require("check")
local asyncio = require("asyncio")

local function text(...)
  local ok, e = pcall(...)
  assert(not ok, "no error")
  return tostring(e)
end

t.case("await of what is no awaitable", function()
  t.eq(text(await, 5), "TypeError: object number can't be used in 'await' expression")
  t.eq(text(await, "x"), "TypeError: object string can't be used in 'await' expression")
  t.eq(text(await, {}), "TypeError: object table can't be used in 'await' expression")
  t.eq(text(await, true), "TypeError: object boolean can't be used in 'await' expression")
  t.ok(text(await):find("^TypeError: object nil can't be used in 'await' expression"), text(await))
  t.ok(text(await, io.stdout):find("^TypeError: object userdata can't be used in 'await' expression"), text(await, io.stdout))
end)

t.case("await outside of a task", function()
  local e
  asyncio.get_running_loop():call_soon(function() e = text(await, asyncio.Future()) end)
  t.spin()
  t.ok(e:find("^RuntimeError: await: no task is running"), e)
end)

t.case("await of a consumed coroutine object", function()
  local c = async(function() return 1 end)()
  t.eq(await(c), 1)
  t.eq(text(await, c), "RuntimeError: cannot reuse already awaited coroutine")
  local e = t.raises(asyncio.RuntimeError, await, asyncio.create_task(c))
  t.eq(e.message, "cannot reuse already awaited coroutine")
end)

t.case("await of the task itself", function()
  local task
  task = asyncio.create_task(function() await(task) end)
  local e = t.raises(asyncio.RuntimeError, await, task)
  t.ok(tostring(e):find("cannot await on itself"), tostring(e))
end)

t.case("await of a future of another loop", function()
  local other = asyncio.new_event_loop()
  local f = other:create_future()
  local e = t.raises(asyncio.RuntimeError, await, f)
  t.ok(tostring(e):find("attached to a different loop"), tostring(e))
  other:close()
end)

t.case("coroutine.yield of a future, of anything else", function()
  local f = asyncio.Future()
  local e = t.raises(asyncio.RuntimeError, coroutine.yield, f)
  t.ok(tostring(e):find("yield was used instead of await"), tostring(e))
  e = t.raises(asyncio.RuntimeError, coroutine.yield, 5)
  t.ok(tostring(e):find("Task got bad yield: 5"), tostring(e))
  e = t.raises(asyncio.RuntimeError, coroutine.yield, "text")
  t.ok(tostring(e):find("Task got bad yield"), tostring(e))
end)

t.case("resume of a task's thread by hand", function()
  local thread
  local task = asyncio.create_task(function()
    thread = coroutine.running()
    await(asyncio.sleep(1))
    return "fine"
  end)
  t.spin()
  t.eq(type(thread), "thread")
  t.raises("belongs to a task", coroutine.resume, thread)
  t.raises("belongs to a task", coroutine.close, thread)
  t.ok(coroutine.status(thread) ~= nil)
  t.raises(asyncio.TypeError, await, thread)
  t.eq(await(task), "fine")
  t.eq(coroutine.status(thread), "dead")
  t.raises("belongs to a task", coroutine.resume, thread)
end)

t.case("a task resumes its own thread", function()
  local task = asyncio.create_task(function()
    local ok, e = pcall(coroutine.resume, coroutine.running())
    return ok, e
  end)
  local ok, e = await(task)
  t.eq(ok, false)
  t.ok(e:find("belongs to a task"), e)
end)

t.case("set_result twice, result too early", function()
  local f = asyncio.Future()
  t.raises(asyncio.InvalidStateError, f.result, f)
  t.raises(asyncio.InvalidStateError, f.exception, f)
  f:set_result(1)
  t.raises(asyncio.InvalidStateError, f.set_result, f, 2)
  t.raises(asyncio.InvalidStateError, f.set_exception, f, "x")
  t.eq(f:result(), 1)
end)

t.case("set_result on a task", function()
  local task = asyncio.create_task(function() end)
  t.raises(asyncio.RuntimeError, task.set_result, task, 1)
  t.raises(asyncio.RuntimeError, task.set_exception, task, "x")
  await(task)
end)

t.case("methods with a wrong self", function()
  local f = asyncio.Future()
  for _, name in ipairs { "done", "result", "cancel", "add_done_callback", "set_result" } do
    t.raises(nil, f[name])
    t.raises(nil, f[name], 5)
    t.raises(nil, f[name], {})
    t.raises(nil, f[name], io.stdout)
  end
end)

t.case("a callback that raises does not stop the loop", function()
  local loop = asyncio.get_running_loop()
  local ran
  loop:call_soon(function() error("in callback") end)
  loop:call_soon(function() ran = true end)
  t.spin()
  t.ok(ran)
  t.ok(t.reports():find("in callback"))
end)

t.case("a callback that overflows the stack", function()
  local function forever() return 1 + forever() end
  asyncio.get_running_loop():call_soon(forever)
  t.spin()
  t.ok(t.reports():find("stack overflow"))
end)

t.case("an error in a done callback", function()
  local task = asyncio.create_task(function() end)
  local ran
  task:add_done_callback(function() error("in done callback") end)
  task:add_done_callback(function() ran = true end)
  t.spin(3)
  t.ok(ran)
  t.ok(t.reports():find("in done callback"))
end)

t.case("an error in an exception handler", function()
  local loop = asyncio.get_running_loop()
  loop:set_exception_handler(function() error("in handler") end)
  loop:call_soon(function() error("first") end)
  t.spin()
  loop:set_exception_handler(nil)
  local seen = t.reports()
  t.ok(seen:find("in handler"), seen)
end)

t.case("a done callback that removes itself", function()
  local log, lines = t.log()
  local f = asyncio.Future()
  local function cb(fut)
    log("called")
    t.eq(f:remove_done_callback(cb), 0)
  end
  f:add_done_callback(cb)
  f:add_done_callback(function() log("other") end)
  f:set_result()
  t.spin()
  t.eq(lines, { "called", "other" })
end)

t.case("closing the running loop", function()
  local loop = asyncio.get_running_loop()
  t.raises(asyncio.RuntimeError, loop.close, loop)
  t.raises(asyncio.RuntimeError, loop.run_forever, loop)
  t.eq(await(asyncio.sleep(1, "goes on")), "goes on")
end)

t.case("a closed loop refuses", function()
  local loop = asyncio.new_event_loop()
  loop:close()
  loop:close()
  t.raises(asyncio.RuntimeError, loop.call_soon, loop, print)
  t.raises(asyncio.RuntimeError, loop.create_task, loop, function() end)
end)

t.case("asyncio.run inside a task that is not the main one", function()
  local task = asyncio.create_task(function() return asyncio.run(function() end) end)
  t.raises(asyncio.RuntimeError, await, task)
end)

t.case("create_task of what is no coroutine", function()
  t.raises(asyncio.TypeError, asyncio.create_task, 5)
  t.raises(asyncio.TypeError, asyncio.create_task, asyncio.Future())
  t.raises(asyncio.TypeError, asyncio.create_task)
end)

t.case("async of what is no function", function()
  t.raises(nil, async, 5)
  t.raises(nil, async)
end)

t.case("error objects cannot be broken", function()
  local e = asyncio.ValueError("x")
  t.raises(nil, setmetatable, e, {})
  e.anything = 1
  e.message = "y"
  t.eq(tostring(e), "ValueError: y")
  t.raises(nil, function() return e + 1 end)
  t.eq(getmetatable(e), "error")
end)

t.case("source nested too deep is a syntax error", function()
  local forms = { { "{", "}" }, { "(", ")" }, { "- ", "1" }, { "not ", "1" }, { "do ", " end" }, { "function() return ", " end" }, { "f(", ")" }, { "a.", "b" }, { "1 + ", "1" }, { "x .. ", "x" }, { "if x then ", " end" }, { "t[", "]" } }
  for i, form in ipairs(forms) do
    for _, prefix in ipairs { "return ", "" } do
      local f, e = load(prefix .. form[1]:rep(20000) .. "1" .. form[2]:rep(20000))
      t.ok(f or type(e) == "string", i)
    end
  end
  t.ok(load("return " .. ("("):rep(100) .. "1" .. (")"):rep(100)))
end)

t.case("a handler that changes the clauses of its try", function()
  for _, star in ipairs({ true, false }) do
    local clauses
    clauses = {
      { asyncio.ValueError, function() clauses[2], clauses.finally = 5, 6 end, star = star },
      { asyncio.TypeError, function() end, star = star },
    }
    local group = asyncio.ExceptionGroup("g", { asyncio.ValueError("a"), asyncio.TypeError("b") })
    local ok = pcall(asyncio.try, function() error(star and group or asyncio.ValueError("a")) end, clauses)
    t.eq(ok, true)
  end
end)
