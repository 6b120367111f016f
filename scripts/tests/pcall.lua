-- Protected calls: what they return, what they leave alone, and how deep they go.
local t = require("check")
local asyncio = require("asyncio")

t.case("results pass through", function()
  t.eq({ pcall(function(...) return ... end, 1, nil, 3) }, { true, 1, nil, 3 })
  t.eq(select("#", pcall(function() end)), 1)
  t.eq(select("#", pcall(function() return nil, nil end)), 3)
  t.eq({ xpcall(function(...) return ... end, print, 1, nil, 3) }, { true, 1, nil, 3 })
end)

t.case("locals of the enclosing function stay shared with closures after an error", function()
  local a, b = 1, 2
  local function get() return a, b end
  local function set(x, y) a, b = x, y end
  pcall(function()
    a = 10
    error("x")
  end)
  t.eq({ get() }, { 10, 2 })
  a = 11
  t.eq({ get() }, { 11, 2 })
  set(5, 6)
  t.eq({ a, b }, { 5, 6 })
  pcall(error)
  set(7, 8)
  t.eq({ a, b }, { 7, 8 })
  b = 9
  t.eq({ get() }, { 7, 9 })
end)

t.case("the same when the body awaited", function()
  local a = 1
  local function get() return a end
  pcall(function()
    await(asyncio.sleep(1))
    a = 2
    error("x")
  end)
  a = a + 1
  t.eq(get(), 3)
end)

t.case("the same under a metamethod", function()
  local a = 1
  local function get() return a end
  local x = setmetatable({}, { __index = function()
    pcall(function()
      a = a + 1
      error("x")
    end)
    a = a + 1
    return get()
  end })
  t.eq(x.y, 3)
  a = 10
  t.eq(get(), 10)
end)

t.case("the same with xpcall, whose handler changes them", function()
  local a = 1
  local function get() return a end
  xpcall(function()
    local inner = 5
    a = 2
    error("x")
  end, function() a = a + 10 end)
  local fresh1, fresh2, fresh3 = 100, 200, 300
  t.eq(get(), 12)
  a = 13
  t.eq(get(), 13)
  t.eq({ fresh1, fresh2, fresh3 }, { 100, 200, 300 })
end)

t.case("closures over locals of unwound functions keep their values", function()
  local kept
  local function body(n)
    local mine = n
    kept = function()
      mine = mine + 1
      return mine
    end
    error("x")
  end
  pcall(body, 10)
  local a, b, c, d = 1, 2, 3, 4
  t.eq(kept(), 11)
  t.eq({ a, b, c, d }, { 1, 2, 3, 4 })
  xpcall(body, function() end, 20)
  local e, f, g, h = 5, 6, 7, 8
  t.eq(kept(), 21)
  t.eq(kept(), 22)
  t.eq({ e, f, g, h }, { 5, 6, 7, 8 })
end)

t.case("closures in loops with errors", function()
  local fs = {}
  for i = 1, 5 do
    local j = i * 10
    pcall(function()
      j = j + 1
      if i % 2 == 0 then
        error("even")
      end
    end)
    fs[i] = function()
      j = j + 1
      return i, j
    end
  end
  for i = 1, 5 do
    t.eq({ fs[i]() }, { i, i * 10 + 2 })
  end
end)

t.case("closures in while, repeat and generic for loops with errors and awaits", function()
  local fs = {}
  local n = 0
  while n < 3 do
    n = n + 1
    local m = n
    pcall(function()
      await(asyncio.sleep(0))
      error(m)
    end)
    fs[#fs + 1] = function() return m end
  end
  repeat
    local m = n
    pcall(error, "x")
    n = n + 1
    fs[#fs + 1] = function() return m end
  until m >= 5
  for k, v in ipairs { "a", "b" } do
    pcall(error, "x")
    fs[#fs + 1] = function() return k .. v end
  end
  local got = {}
  for i, f in ipairs(fs) do
    got[i] = f()
  end
  t.eq(got, { 1, 2, 3, 3, 4, 5, "1a", "2b" })
end)

t.case("two closures share a variable over an error", function()
  local get, set
  pcall(function()
    local v = 1
    get = function() return v end
    set = function(x) v = x end
    error("x")
  end)
  set(5)
  t.eq(get(), 5)
end)

t.case("xpcall passes extra arguments and the handler's results", function()
  t.eq({ xpcall(function(a, b) error(a .. b, 0) end, function(e) return e .. "!", "second" end, "x", "y") }, { false, "xy!" })
  t.eq({ xpcall(function() error() end, function(...) return select("#", ...) end) }, { false, 1 })
end)

t.case("an xpcall handler sees where the error was", function()
  local trace
  local function culprit() error("x") end
  xpcall(function() culprit() end, function() trace = debug.traceback() end)
  t.ok(trace:find("culprit"), trace)
end)

t.case("an xpcall handler that fails", function()
  local ok, e = xpcall(function() error("first", 0) end, function() error("second", 0) end)
  t.eq({ ok, e }, { false, "error in error handling" })
end)

t.case("an xpcall handler that awaits, and fails after", function()
  local ok, e = xpcall(function() error("first", 0) end, function(e)
    await(asyncio.sleep(1))
    return e .. " handled"
  end)
  t.eq({ ok, e }, { false, "first handled" })
  ok, e = xpcall(function()
    await(asyncio.sleep(1))
    error("first", 0)
  end, function(e)
    await(asyncio.sleep(1))
    error(e .. " again", 0)
  end)
  t.eq({ ok, e }, { false, "error in error handling" })
end)

t.case("xpcall in an xpcall handler", function()
  local ok, e = xpcall(error, function(e)
    return select(2, xpcall(error, function(e2) return "inner " .. tostring(e2) end, "b"))
  end, "a")
  t.eq({ ok, e }, { false, "inner b" })
end)

t.case("a handler is no protected part: pcall in it works", function()
  local _, e = xpcall(function() error("x", 0) end, function(e)
    local ok, e2 = pcall(error, e .. "y", 0)
    return e2
  end)
  t.eq(e, "xy")
end)

t.case("ten thousand nested pcalls", function()
  local function nest(n)
    if n == 0 then
      return "bottom"
    end
    local ok, v = pcall(nest, n - 1)
    return v
  end
  t.eq(nest(10000), "bottom")
  local function fail(n)
    if n == 0 then
      error("bottom", 0)
    end
    local ok, e = pcall(fail, n - 1)
    error(e, 0)
  end
  t.eq({ pcall(fail, 10000) }, { false, "bottom" })
end)

t.case("ten thousand nested pcalls with an await at the bottom", function()
  local function nest(n)
    if n == 0 then
      await(asyncio.sleep(1))
      return "bottom"
    end
    local ok, v = pcall(nest, n - 1)
    return v
  end
  t.eq(nest(10000), "bottom")
end)

t.case("ten thousand nested tail-called pcalls", function()
  local function nest(n)
    if n == 0 then
      return "bottom"
    end
    return pcall(nest, n - 1)
  end
  t.eq((select(10001, nest(10000))), "bottom")
end)

t.case("recursion 15,000 deep", function()
  local function depth(n)
    if n == 0 then
      return 0
    end
    return 1 + depth(n - 1)
  end
  t.eq(depth(15000), 15000)
  t.eq(await(function() return depth(15000) end), 15000)
  t.eq(await(asyncio.create_task(function() return depth(15000) end)), 15000)
  t.eq(coroutine.wrap(function() return depth(15000) end)(), 15000)
  local function deep_await(n)
    if n == 0 then
      return (await(asyncio.sleep(1, 0)))
    end
    return 1 + deep_await(n - 1)
  end
  t.eq(deep_await(15000), 15000)
end)

t.case("a stack overflow is an error that says so", function()
  local function forever() return 1 + forever() end
  t.raises("stack overflow", forever)
  t.raises("stack overflow", await, forever)
  t.raises("stack overflow", await, asyncio.create_task(forever))
  t.raises("stack overflow", coroutine.wrap(forever))
  local ok, e = await(asyncio.create_task(function() return pcall(forever) end))
  t.eq(ok, false)
  t.ok(e:find("^pcall.lua:%d+: stack overflow"), e)
  t.eq(pcall(pcall, forever), true)
end)

t.case("a stack overflow through pcalls", function()
  local function forever()
    local ok, e = pcall(forever)
    error(e, 0)
  end
  t.raises("stack overflow", forever)
end)

t.case("a stack overflow through xpcall handlers", function()
  local function handler() error("again") end
  local function body()
    xpcall(body, handler)
    error("x")
  end
  local ok = pcall(body)
  t.eq(ok, false)
end)

t.case("a stack overflow through metamethods", function()
  local x
  x = setmetatable({}, { __index = function(_, k) return x[k .. "x"] end })
  t.raises("stack overflow", function() return x.a end)
  local y
  y = setmetatable({}, { __add = function(a, b) return a + b end })
  t.raises("stack overflow", function() return y + 1 end)
  local z
  z = setmetatable({}, { __tostring = function() return tostring(z) end })
  t.raises("stack overflow", tostring, z)
  local u
  u = setmetatable({}, { __call = function(self) return 1 + self() end })
  t.raises("stack overflow", u)
end)

t.case("a stack overflow through coroutines", function()
  local function forever() return coroutine.wrap(forever)() end
  t.raises("stack overflow", forever)
  local function resume()
    local ok, e = coroutine.resume(coroutine.create(resume))
    error(e, 0)
  end
  t.raises("stack overflow", resume)
end)

t.case("a stack overflow through sort and gsub", function()
  local function sorting()
    table.sort({ 2, 1 }, function()
      sorting()
      return false
    end)
  end
  t.raises("stack overflow", sorting)
  local function subst() return (string.gsub("x", "x", subst)) end
  t.raises("stack overflow", subst)
end)

t.case("a stack overflow through awaits", function()
  local function forever() return 1 + await(forever) end
  t.raises("stack overflow", forever)
end)

t.case("after an overflow everything works", function()
  local function forever() return 1 + forever() end
  for _ = 1, 3 do
    pcall(forever)
    t.eq({ pcall(await, asyncio.sleep(1, "fine")) }, { true, "fine" })
  end
end)

t.case("too many values on the stack is an error", function()
  local list = {}
  for i = 1, 100 do
    list[i] = i
  end
  t.raises(nil, function() return unpack(list, 1, 1e8) end)
  t.eq(select("#", unpack(list, 1, 200000)), 200000)
  t.raises("string slice too long", string.byte, ("x"):rep(1000):rep(3000), 1, -1)
end)

t.case("pcall catches a cancellation, which can be passed on", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    local ok, e = pcall(function() await(asyncio.sleep(100)) end)
    log("cleanup", ok, e.name)
    if not ok then
      error(e, 0)
    end
  end)
  t.spin()
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.ok(task:cancelled())
  t.eq(lines, { "cleanup false CancelledError" })
end)

t.case("nested pcalls catch one error once", function()
  local n = 0
  local ok, inner_ok, e = pcall(function()
    return pcall(function()
      n = n + 1
      error("x", 0)
    end)
  end)
  t.eq({ ok, inner_ok, e, n }, { true, false, "x", 1 })
end)

t.case("an error after a caught one is its own", function()
  local ok, e = pcall(function()
    pcall(error, "first", 0)
    error("second", 0)
  end)
  t.eq(e, "second")
end)

t.case("varargs and many arguments", function()
  local list = {}
  for i = 1, 3000 do
    list[i] = i
  end
  t.eq(select("#", pcall(unpack, list)), 3001)
  t.eq(select("#", pcall(function(...) return ... end, unpack(list))), 3001)
  t.eq((select(3001, pcall(function(...) return ... end, unpack(list)))), 3000)
  local f = function(a, b, ...)
    local n = select("#", ...)
    pcall(error)
    return a, b, n, select("#", ...), ...
  end
  t.eq({ f(1, 2, 3, nil) }, { 1, 2, 2, 2, 3, nil })
end)
