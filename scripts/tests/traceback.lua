-- Tracebacks, and what debug tells of threads.
local t = require("check")
local asyncio = require("asyncio")

t.case("of an error that crossed awaits", function()
  local function inner() error(asyncio.ValueError("x")) end
  local fetch = async(function()
    await(asyncio.sleep(1))
    inner()
  end)
  local function outer() await(asyncio.create_task(fetch(), { name = "fetcher" })) end
  local ok, e = pcall(await, asyncio.create_task(outer, { name = "waiter" }))
  local tb = e.traceback
  for _, part in ipairs { "ValueError: x", "in function 'inner'", "in function 'fetch'", "%(awaited by waiter%)", "in function 'outer'", "traceback.lua:%d+:" } do
    t.ok(tb:find(part), part .. " in " .. tb)
  end
  t.ok(tb:find("inner") < tb:find("'fetch'"), tb)
  t.ok(tb:find("'fetch'") < tb:find("'outer'"), tb)
end)

t.case("in an xpcall handler shows the failing function", function()
  local tb
  local function culprit(x) return x.y.z end
  local function caller()
    local y = culprit({})
    return y
  end
  xpcall(caller, function(e) tb = debug.traceback(e) end)
  t.ok(tb:find("^traceback.lua:%d+: attempt to index field 'y' %(a nil value%)\nstack traceback:\n"), tb)
  t.ok(tb:find("'culprit'"), tb)
  t.ok(tb:find("in function <traceback.lua:24>", 1, true), tb) -- a caller in C has no name for it
end)

t.case("in an xpcall handler after an await", function()
  local tb
  local function culprit()
    await(asyncio.sleep(1))
    error("late")
  end
  xpcall(function() culprit() end, function(e) tb = debug.traceback(e, 1) end)
  t.ok(tb:find("late"), tb)
  t.ok(tb:find("'culprit'"), tb)
end)

t.case("xpcall(f, debug.traceback)", function()
  local function culprit() error("x", 0) end
  local ok, tb = xpcall(function() culprit() end, debug.traceback)
  t.ok(tb:find("^x\nstack traceback:\n"), tb)
  t.ok(tb:find("'culprit'"), tb)
end)

t.case("of a suspended coroutine", function()
  local function waiting() coroutine.yield() end
  local co = coroutine.create(function() waiting() end)
  coroutine.resume(co)
  local tb = debug.traceback(co)
  t.ok(tb:find("^stack traceback:"), tb)
  t.ok(tb:find("'waiting'"), tb)
  t.ok(not tb:find("main chunk"), tb)
  t.ok(debug.traceback(co, "message"):find("^message\nstack traceback:"))
end)

t.case("of a dead coroutine", function()
  local function culprit() error("x") end
  local co = coroutine.create(function() culprit() end)
  coroutine.resume(co)
  local tb = debug.traceback(co)
  t.ok(tb:find("'culprit'"), tb)
  t.eq(debug.traceback(coroutine.create(function() end)):match("^stack traceback:"), "stack traceback:")
end)

t.case("of a coroutine that waits in an await", function()
  local co = coroutine.create(function() await(asyncio.sleep(5)) end)
  local tb
  asyncio.create_task(function() tb = debug.traceback(co) end)
  coroutine.resume(co)
  t.eq(type(tb), "string")
end)

t.case("messages that are no strings come back as they are", function()
  local v = {}
  t.ok(debug.traceback(v) == v)
  t.eq(debug.traceback(nil), nil)
  t.ok(debug.traceback(5):find("^5\n"))
end)

t.case("levels", function()
  local function f() return debug.traceback("m", 1), debug.traceback("m", 2) end
  local function g()
    local a, b = f()
    return a, b
  end
  local a, b = g()
  t.ok(a:find("'f'"), a)
  t.ok(not b:find("'f'"), b)
  t.ok(b:find("'g'"), b)
end)

t.case("anonymous functions are shown by file and line", function()
  local tb
  local list = { function() tb = debug.traceback() return 1 end }
  local v = list[1]()
  t.ok(tb:find("in function '?'", 1, true), tb) -- it is called by a field that has no name
  t.ok(tb:find("in main chunk"), tb)
end)

t.case("a coroutine object and a task of an anonymous function", function()
  local c = async(function() end)()
  t.ok(tostring(c):find("function <traceback.lua:%d+>"), tostring(c))
  local task = asyncio.create_task(function() await(asyncio.sleep(1)) end)
  t.spin()
  t.ok(tostring(task):find("coro=<function <traceback.lua:%d+> running at traceback.lua:%d+>"), tostring(task))
  await(task)
  t.ok(tostring(task):find("coro=<function <traceback.lua:%d+> done>"), tostring(task))
  await(c)
end)

t.case("names of every kind of function", function()
  local seen = {}
  local function note() seen[#seen + 1] = debug.getinfo(2, "n").name end
  local M = { field = function() note() end }
  function M.dotted() note() end
  function M:method() note() end
  local function localf() note() end
  function GLOBALF() note() end
  M.field()
  M.dotted()
  M:method()
  localf()
  GLOBALF()
  t.eq(seen, { "field", "dotted", "method", "localf", "GLOBALF" })
end)

t.case("a long traceback is cut in the middle", function()
  local function deep(n)
    if n == 0 then
      return debug.traceback()
    end
    local v = deep(n - 1)
    return v
  end
  local tb = deep(1000)
  local _, lines = tb:gsub("\n", "")
  t.ok(lines < 40, lines)
  t.ok(tb:find("\n\t...\n", 1, true), tb)
end)

t.case("getinfo of a function, a level and a thread", function()
  local function f() end
  local i = debug.getinfo(f)
  t.eq({ i.func == f, i.short_src, i.what, i.linedefined == i.lastlinedefined }, { true, "traceback.lua", "Lua", true })
  i = debug.getinfo(1)
  t.eq(i.short_src, "traceback.lua")
  t.ok(i.currentline > 0)
  t.eq(debug.getinfo(1000), nil)
  t.eq(debug.getinfo(print).what, "C")
  local co = coroutine.create(function()
    local x = 1
    coroutine.yield(x)
  end)
  coroutine.resume(co)
  i = debug.getinfo(co, 1, "Sl")
  i = i or debug.getinfo(co, 0, "Sl")
  t.eq(i.short_src, "traceback.lua")
  t.ok(i.currentline > 0, i.currentline)
  t.eq(debug.getinfo(co, 50), nil)
  t.raises("invalid option", debug.getinfo, f, "X")
  t.raises("function or level expected", debug.getinfo, {})
end)

t.case("debug.sethook is refused, and harmless without a hook", function()
  debug.sethook()
  t.raises("not supported", debug.sethook, print, "l", 1)
  t.eq(debug.gethook(), nil)
end)

t.case("a task's stack", function()
  local function inner() await(asyncio.sleep(1)) end
  local task = asyncio.create_task(function() inner() end)
  t.spin()
  local stack = task:get_stack()
  t.ok(#stack >= 1)
  await(task)
end)

t.case("an error keeps its traceback when it is raised again", function()
  local function culprit() error(asyncio.ValueError("x")) end
  local ok, e = pcall(culprit)
  local first = e.traceback
  local function again() error(e, 0) end
  pcall(again)
  t.ok(e.traceback:find("culprit"), e.traceback)
  t.ok(e.traceback:find("again"), e.traceback)
end)
