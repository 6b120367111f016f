-- What errors say, and how error values travel.
local t = require("check")
local asyncio = require("asyncio")

--- Runs source and returns the message of its error without the position.
local function message(source, ...)
  local f = assert(loadstring(source, "=chunk"))
  local ok, e = pcall(f, ...)
  assert(not ok, "no error in " .. source)
  local text = tostring(e):gsub("^chunk:%d+: ", "")
  return text
end

t.case("errors of streams that a script makes have what those of streams have", function()
  local e = asyncio.IncompleteReadError("abc", 10)
  t.eq(tostring(e), "IncompleteReadError: 3 bytes read on a total of 10 expected bytes")
  t.eq({ e.partial, e.expected }, { "abc", 10 })
  e = asyncio.IncompleteReadError("abc")
  t.eq(tostring(e), "IncompleteReadError: 3 bytes read on a total of undefined expected bytes")
  t.eq({ e.partial, e.expected }, { "abc", nil })
  local far = t.raises(asyncio.IncompleteReadError, await, asyncio.to_thread(function(x) error(x) end, e))
  t.eq(far.partial, "abc")
  e = asyncio.LimitOverrunError("too long", 4)
  t.eq({ tostring(e), e.message, e.consumed }, { "LimitOverrunError: too long", "too long", 4 })
  t.eq(asyncio.LimitOverrunError("too long").consumed, nil)
  local Mine = asyncio.error_class("Mine", asyncio.IncompleteReadError)
  e = Mine("ab", 3)
  t.eq({ e.name, e.partial, e.expected }, { "Mine", "ab", 3 })
  t.eq(tostring(asyncio.IncompleteReadError()), "IncompleteReadError")
  t.raises_as(asyncio.TypeError, "IncompleteReadError: argument 1: string expected, got number", function() asyncio.IncompleteReadError(3) end)
  t.raises_as(asyncio.TypeError, "LimitOverrunError: argument 2: whole number expected, got string", function()
    asyncio.LimitOverrunError("x", "y")
  end)
end)

t.case("calling what is no function names the variable", function()
  t.eq(message("undefined()"), "attempt to call global 'undefined' (a nil value)")
  t.eq(message("local f = 5 f()"), "attempt to call local 'f' (a number value)")
  t.eq(message("local f = {} f()"), "attempt to call local 'f' (a table value)")
end)

t.case("calling: every kind of variable", function()
  t.eq(message("local f = {} local function g() f() end g()"), "attempt to call upvalue 'f' (a table value)")
  t.eq(message("local t = {} t.x()"), "attempt to call field 'x' (a nil value)")
  t.eq(message("local t = {x = {}} t.x.y(1)"), "attempt to call field 'y' (a nil value)")
  t.eq(message("local t = {} t:m()"), "attempt to call method 'm' (a nil value)")
  t.eq(message("string.nothing('x')"), "attempt to call field 'nothing' (a nil value)")
  t.eq(message("('x'):nothing()"), "attempt to call method 'nothing' (a nil value)")
  t.eq(message("local t = {} t[1]()"), "attempt to call field '?' (a nil value)")
  t.eq(message("local function f() end f()()"), "attempt to call a nil value")
  t.eq(message("(5)()") , "attempt to call a number value")
  t.eq(message("return undefined()"), "attempt to call global 'undefined' (a nil value)")
  t.eq(message("local t = {} return t:m()"), "attempt to call method 'm' (a nil value)")
end)

t.case("calling: the value is what is wrong, not an argument", function()
  t.eq(message("local a, b = 1, 2 print(a(b))"), "attempt to call local 'a' (a number value)")
  t.eq(message("local a = tostring a(a(1))()"), "attempt to call a string value")
end)

t.case("calling: a name that another scope has too", function()
  t.eq(message("do local f = print end f()"), "attempt to call global 'f' (a nil value)")
  t.eq(message("for f = 1, 1 do end f()"), "attempt to call global 'f' (a nil value)")
  t.eq(message("local x = 1 do local x = 2 x() end"), "attempt to call local 'x' (a number value)")
  t.eq(message("local function x(y) y() end x({})"), "attempt to call local 'y' (a table value)")
  t.eq(message("repeat local y = 5 until y()"), "attempt to call local 'y' (a number value)")
  t.eq(message("local f = f f()"), "attempt to call local 'f' (a nil value)")
  t.eq(message("local g = function() g() end g()"), "attempt to call global 'g' (a nil value)")
  t.eq(message("local function g(n) if n == 0 then g = nil g() end g(n - 1) end g(3)"), "attempt to call upvalue 'g' (a nil value)")
  t.eq(message("function obj_f(self) self() end local o = {} function o:m() self() end o:m()"), "attempt to call local 'self' (a table value)")
end)

t.case("calling what a generic for is given", function()
  t.eq(message("for x in nil do end"), "attempt to call a nil value")
  t.eq(message("for k, v in {} do end"), "attempt to call a table value")
  t.eq(message("local list = {} for k, v in list do end"), "attempt to call a table value")
  t.eq(message("for x in pairs do end"):match("^bad argument #1 to '%(for generator%)'") ~= nil, true)
end)

t.case("indexing names the variable", function()
  t.eq(message("local x x.y = 1"), "attempt to index local 'x' (a nil value)")
  t.eq(message("return undefined.x"), "attempt to index global 'undefined' (a nil value)")
  t.eq(message("local t = {} return t.a.b"), "attempt to index field 'a' (a nil value)")
  t.eq(message("local t = {} t.a.b.c = 1"), "attempt to index field 'a' (a nil value)")
  t.eq(message("local t = {a = {}} t.a.b.c = 1"), "attempt to index field 'b' (a nil value)")
  t.eq(message("local x local function f() return x[1] end f()"), "attempt to index upvalue 'x' (a nil value)")
  t.eq(message("local x = 5 x:m()"), "attempt to index local 'x' (a number value)")
  t.eq(message("local t = {} t.a:m()"), "attempt to index field 'a' (a nil value)")
  t.eq(message("local t = {} t[1][2] = 3"), "attempt to index field '?' (a nil value)")
  t.eq(message("local function f() end return f().x"), "attempt to index a nil value")
  t.eq(message("local function f() end f().x = 1"), "attempt to index a nil value")
  t.eq(message("local t function t.x() end"), "attempt to index local 't' (a nil value)")
  t.eq(message("local t function t:x() end"), "attempt to index local 't' (a nil value)")
  t.eq(message("local t = {} function t.a:x() end"), "attempt to index field 'a' (a nil value)")
  t.eq(message("local t = {} function t.a.b:x() end"), "attempt to index field 'a' (a nil value)")
  t.eq(message("local x = true return x.y"), "attempt to index local 'x' (a boolean value)")
  t.eq(message("local x = print return x.y"), "attempt to index local 'x' (a function value)")
end)

t.case("indexing: of an assignment the variable that is indexed", function()
  t.eq(message("local a, b = {} a.x, b.y = 1, 2"), "attempt to index local 'b' (a nil value)")
  t.eq(message("local a, b b, a.x = 1, 2"), "attempt to index local 'a' (a nil value)")
end)

t.case("indexing through metatables does not name the object", function()
  t.eq(message("local x = setmetatable({}, {__index = 5}) return x.y"), "attempt to index a number value")
  t.eq(message("local x = setmetatable({}, {__newindex = 5}) x.y = 1"), "attempt to index a number value")
end)

t.case("an endless chain of __index", function()
  t.eq(message("local x = {} setmetatable(x, {__index = x}) return x.y"), "loop in gettable")
  t.eq(message("local x = {} setmetatable(x, {__newindex = x}) x.y = 1"), "loop in settable")
end)

t.case("arithmetic names the operand", function()
  t.eq(message("local x return x + 1"), "attempt to perform arithmetic on local 'x' (a nil value)")
  t.eq(message("local x return 1 - x"), "attempt to perform arithmetic on local 'x' (a nil value)")
  t.eq(message("local t = {} return 2 * t.n"), "attempt to perform arithmetic on field 'n' (a nil value)")
  t.eq(message("return undefined / 2"), "attempt to perform arithmetic on global 'undefined' (a nil value)")
  t.eq(message("local x = {} return -x"), "attempt to perform arithmetic on local 'x' (a table value)")
  t.eq(message("local s = 'abc' return s + 1"), "attempt to perform arithmetic on local 's' (a string value)")
  t.eq(message("local s, x = '10' return s + x"), "attempt to perform arithmetic on local 'x' (a nil value)")
  t.eq(message("local a, b return a % b"), "attempt to perform arithmetic on local 'a' (a nil value)")
  t.eq(message("return {} ^ 2"), "attempt to perform arithmetic on a table value")
  t.eq(message("local function f() end return f() + 1"), "attempt to perform arithmetic on a nil value")
  t.eq(message("return nil + 1"), "attempt to perform arithmetic on a nil value")
  t.eq(message("local n n = n + 1"), "attempt to perform arithmetic on local 'n' (a nil value)")
end)

t.case("concatenation names the operand", function()
  t.eq(message("local x return 'a' .. x"), "attempt to concatenate local 'x' (a nil value)")
  t.eq(message("local x return x .. 'a'"), "attempt to concatenate local 'x' (a nil value)")
  t.eq(message("local x return 'a' .. 1 .. x .. 'b' .. 'c'"), "attempt to concatenate local 'x' (a nil value)")
  t.eq(message("local x, y = {} return 'a' .. x .. y .. 'b'"), "attempt to concatenate local 'y' (a nil value)")
  t.eq(message("local t = {} return 'a' .. t.b"), "attempt to concatenate field 'b' (a nil value)")
  t.eq(message("return 'a' .. undefined .. 'b'"), "attempt to concatenate global 'undefined' (a nil value)")
  t.eq(message("return 'a' .. {}"), "attempt to concatenate a table value")
  t.eq(message("local x local function f() return 'a' .. x end f()"), "attempt to concatenate upvalue 'x' (a nil value)")
end)

t.case("length names the operand", function()
  t.eq(message("local x return #x"), "attempt to get length of local 'x' (a nil value)")
  t.eq(message("local t = {} return #t.list"), "attempt to get length of field 'list' (a nil value)")
  t.eq(message("return #5"), "attempt to get length of a number value")
end)

t.case("comparison tells both types", function()
  t.eq(message("return 1 < 'x'"), "attempt to compare number with string")
  t.eq(message("return {} < {}"), "attempt to compare two table values")
  t.eq(message("return nil <= 1"), "attempt to compare nil with number")
  t.eq(message("return 1 > nil"), "attempt to compare nil with number")
  t.eq(message("return print < print"), "attempt to compare two function values")
  t.eq(message("table.sort({1, 'x', 2})"):match("^attempt to compare %w+ with %w+$") ~= nil, true)
end)

t.case("bounds of a numeric for", function()
  t.eq(message("for i = nil, 2 do end"), "'for' initial value must be a number")
  t.eq(message("for i = 1, {} do end"), "'for' limit must be a number")
  t.eq(message("for i = 1, 2, true do end"), "'for' step must be a number")
end)

t.case("keys that a table cannot have", function()
  t.eq(message("local t = {} t[nil] = 1"), "table index is nil")
  t.eq(message("local t = {} t[0/0] = 1"), "table index is NaN")
end)

t.case("the line is that of the failing instruction", function()
  local _, e = pcall(assert(loadstring("local x\n\nx.y = 1", "=c")))
  t.eq(e, "c:3: attempt to index local 'x' (a nil value)")
  _, e = pcall(assert(loadstring("local a, b = {}\n\n\na.x, b.y = 1, 2", "=c")))
  t.eq(e, "c:4: attempt to index local 'b' (a nil value)")
  _, e = pcall(assert(loadstring("return 1 +\n2 .. {}", "=c")))
  t.ok(e:find("^c:%d: attempt to concatenate a table value$"), e)
end)

t.case("pcall of what is no function", function()
  t.eq({ pcall(nil) }, { false, "attempt to call a nil value" })
  t.eq({ pcall(5, 1) }, { false, "attempt to call a number value" })
  t.eq({ pcall({}) }, { false, "attempt to call a table value" })
  t.eq({ pcall("x") }, { false, "attempt to call a string value" })
  t.eq({ xpcall(nil, function(e) return "<" .. e .. ">" end) }, { false, "<attempt to call a nil value>" })
end)

t.case("arguments of wrong types, without a position when Go called", function()
  t.eq({ pcall(setmetatable, 1, {}) }, { false, "bad argument #1 to '?' (table expected, got number)" })
  t.eq({ pcall(setmetatable, {}, 1) }, { false, "bad argument #2 to '?' (nil or table expected)" })
  t.eq({ pcall(ipairs) }, { false, "bad argument #1 to '?' (table expected, got no value)" })
  t.eq({ pcall(ipairs, nil) }, { false, "bad argument #1 to '?' (table expected, got nil)" })
  t.eq({ pcall(string.rep) }, { false, "bad argument #1 to '?' (string expected, got no value)" })
  t.eq({ pcall(next, 1) }, { false, "bad argument #1 to '?' (table expected, got number)" })
  t.eq({ pcall(pcall) }, { false, "bad argument #1 to '?' (value expected)" })
  t.eq(message("setmetatable(1, {})"), "bad argument #1 to 'setmetatable' (table expected, got number)")
  t.eq(message("rawset(1, 2, 3)"), "bad argument #1 to 'rawset' (table expected, got number)")
  t.eq(message("select(0)"), "bad argument #1 to 'select' (index out of range)")
  t.eq(message("getmetatable()"), "bad argument #1 to 'getmetatable' (value expected)")
end)

t.case("no message shows the inner workings", function()
  local odd = {
    function() return pcall(pcall, nil) end,
    function() return pcall(xpcall, nil, nil) end,
    function() return pcall(coroutine.wrap, string.rep) end,
    function() return pcall(coroutine.wrap(function() return coroutine.wrap() end)) end,
    function() return coroutine.resume(coroutine.create(function() return string.rep() end)) end,
    function() return pcall(await, nil) end,
    function() return pcall(await, string.rep) end,
    function() return pcall(await, function() return string.rep() end) end,
    function() return pcall(asyncio.create_task) end,
    function() return pcall(string.gsub, "x", "x", function() error() end) end,
    function() return pcall(string.gsub, "x", "x", string.rep) end,
    function() return pcall(table.sort, { 2, 1 }, error) end,
    function() return pcall(setmetatable({}, { __call = 5 })) end,
    function() return pcall(function() return setmetatable({}, { __index = string.rep }).x end) end,
    function() return pcall(load, nil) end,
    function() return pcall(require) end,
    function() return pcall(require, "no.such.module") end,
    function() return pcall(unpack) end,
    function() return pcall(error, "e", 2) end,
    function() return pcall(assert, false) end,
    function() return pcall(tostring) end,
    function() return pcall(getfenv, 100) end,
    function() return pcall(setfenv, print, {}) end,
    function() return pcall(collectgarbage, "nonsense") end,
  }
  for i, f in ipairs(odd) do
    local r = { n = select("#", f()), f() }
    for j = 1, r.n do
      local s = tostring(r[j])
      t.ok(not s:find("=:", 1, true), i .. ": " .. s)
      t.ok(not s:find("panic", 1, true), i .. ": " .. s)
      t.ok(not s:find("non-function", 1, true), i .. ": " .. s)
    end
  end
end)

t.case("error adds the position at level 1 and 2", function()
  local f = loadstring("local function inner(l)\nerror('e', l)\nend\nlocal function outer(l)\ninner(l)\nend\nouter(...)", "=c")
  t.eq({ pcall(f) }, { false, "c:2: e" })
  t.eq({ pcall(f, 1) }, { false, "c:2: e" })
  t.eq({ pcall(f, 2) }, { false, "c:5: e" })
  t.eq({ pcall(f, 3) }, { false, "c:7: e" })
  t.eq({ pcall(f, 0) }, { false, "e" })
  t.eq({ pcall(f, 50) }, { false, "e" })
end)

t.case("error at level 2 from a function that pcall calls has no position", function()
  t.eq({ pcall(function() error("e", 2) end) }, { false, "e" })
  t.eq({ pcall(error, "e") }, { false, "e" })
  t.eq({ xpcall(function() error("e", 2) end, function(e) return e end) }, { false, "e" })
end)

t.case("error levels across pcall and await", function()
  local f = loadstring("return pcall(function()\nlocal ok, e = pcall(function()\nerror('in')\nend)\nerror(e, 0)\nend)", "=c")
  t.eq({ f() }, { true, false, "c:3: in" } and { false, "c:3: in" })
  local g = loadstring("local check = ...\nlocal function api() error('bad call', 2) end\nawait(function()\napi()\nend)", "=c")
  t.eq({ pcall(g) }, { false, "c:4: bad call" })
  local h = loadstring("local sleep = ...\nlocal function api() await(sleep(1)) error('late', 2) end\napi()", "=c")
  t.eq({ pcall(h, asyncio.sleep) }, { false, "c:3: late" })
end)

t.case("error values keep their identity", function()
  local values = { {}, function() end, coroutine.create(function() end), io.stdout, true, setmetatable({}, { __tostring = function() return "x" end }) }
  for _, v in ipairs(values) do
    local raise = function() error(v, 0) end
    t.ok(rawequal(select(2, pcall(raise)), v))
    t.ok(rawequal(select(3, pcall(pcall, raise)), v))
    t.ok(rawequal(select(2, pcall(await, raise)), v))
    t.ok(rawequal(select(2, pcall(await, asyncio.create_task(raise))), v))
    t.ok(rawequal(select(2, coroutine.resume(coroutine.create(raise))), v))
    t.ok(rawequal(select(2, pcall(coroutine.wrap(raise))), v))
    t.ok(rawequal(select(2, xpcall(raise, function(e) return e end)), v))
    t.ok(rawequal(select(2, pcall(asyncio.run, raise)), v))
    t.ok(rawequal(select(2, pcall(await, asyncio.gather(raise, raise))), v))
    local x = setmetatable({}, { __index = function() raise() end })
    t.ok(rawequal(select(2, pcall(function() return x.y end)), v))
  end
end)

t.case("nil and false are error values", function()
  t.eq({ n = select("#", pcall(error)), pcall(error) }, { n = 2, false, nil })
  t.eq({ pcall(error, false) }, { false, false })
  t.eq({ n = select("#", pcall(error, nil)) }, { n = 2 })
  local task = asyncio.create_task(function() error(nil) end)
  t.eq({ n = select("#", pcall(await, task)), pcall(await, task) }, { n = 2, false, nil })
  t.ok(task:done())
  local task2 = asyncio.create_task(function() error(false) end)
  t.eq({ pcall(await, task2) }, { false, false })
  t.eq({ coroutine.resume(coroutine.create(function() error(nil) end)) }, { false, nil })
  t.eq({ xpcall(function() error(nil) end, function(e) return e == nil end) }, { false, true })
  t.eq({ pcall(await, function() error(nil) end) }, { false, nil })
end)

t.case("values through many awaits, tasks and pcalls", function()
  local v = { "the error" }
  local function level(n)
    if n == 0 then
      await(asyncio.sleep(0))
      error(v)
    elseif n % 3 == 0 then
      await(asyncio.create_task(function() level(n - 1) end))
    elseif n % 3 == 1 then
      local ok, e = pcall(level, n - 1)
      error(e, 0)
    else
      await(function() level(n - 1) end)
    end
  end
  local ok, e = pcall(level, 30)
  t.ok(e == v)
end)

t.case("assert passes values and error objects unchanged", function()
  local e = asyncio.ValueError("e")
  t.eq({ assert(1, 2, 3) }, { 1, 2, 3 })
  t.ok(select(2, pcall(assert, false, e)) == e)
  t.eq({ pcall(assert, false, {}) }, { false, "bad argument #2 to '?' (string expected, got table)" })
  t.eq({ pcall(assert, nil, "m") }, { false, "m" })
  t.eq({ pcall(assert, false) }, { false, "assertion failed!" })
  t.ok(select(2, pcall(function() assert(false) end)):find("^errors.lua:%d+: assertion failed!$"))
  t.ok(select(2, pcall(function() assert(nil, "m") end)):find("^errors.lua:%d+: m$"))
  t.eq({ pcall(assert, false, nil) }, { false, "assertion failed!" })
end)

t.case("classes and their instances", function()
  local e = asyncio.TimeoutError("too slow")
  t.eq(tostring(e), "TimeoutError: too slow")
  t.eq(e.name, "TimeoutError")
  t.eq(e.message, "too slow")
  t.eq(asyncio.TimeoutError().message, "")
  t.ok(asyncio.isinstance(e, asyncio.OSError))
  t.ok(asyncio.isinstance(e, asyncio.Exception))
  t.ok(asyncio.isinstance(e, asyncio.BaseException))
  t.ok(not asyncio.isinstance(e, asyncio.CancelledError))
  t.ok(not asyncio.isinstance("text", asyncio.Exception))
  t.ok(asyncio.isinstance("text", "string"))
  t.ok(not asyncio.isinstance(nil, asyncio.Exception))
  t.ok(not asyncio.isinstance(asyncio.CancelledError(), asyncio.Exception))
end)

t.case("error_class", function()
  local Base = asyncio.error_class("AppError")
  local Child = asyncio.error_class("NotFound", Base)
  local e = Child("page")
  t.eq(tostring(e), "NotFound: page")
  t.ok(asyncio.isinstance(e, Base))
  t.ok(asyncio.isinstance(e, asyncio.Exception))
  t.ok(not asyncio.isinstance(Base("x"), Child))
  local ok, got = pcall(error, e)
  t.ok(got == e)
  e.status = 404
  t.eq(got.status, 404)
end)

t.case("error objects in awaits keep identity and get a traceback", function()
  local e = asyncio.ValueError("v")
  local function thrower()
    await(asyncio.sleep(0))
    error(e)
  end
  local ok, got = pcall(await, asyncio.create_task(thrower))
  t.ok(got == e)
  t.ok(e.traceback:find("thrower"), e.traceback)
  t.ok(e.traceback:find("errors.lua:%d+"), e.traceback)
end)

t.case("try: the first class that matches handles", function()
  local function attempt(e)
    return asyncio.try(function() error(e, 0) end, {
      { asyncio.TimeoutError, function(x) return "timeout", x end },
      { asyncio.OSError, function() return "os" end },
      { "string", function(x) return "string " .. x end },
      { "any", function() return "any" end },
    })
  end
  local e = asyncio.TimeoutError("x")
  t.eq({ attempt(e) }, { "timeout", e })
  t.eq(attempt(asyncio.OSError("x")), "os")
  t.eq(attempt("text"), "string text")
  t.eq(attempt(5), "any")
  t.raises(asyncio.CancelledError, attempt, asyncio.CancelledError())
end)

t.case("try: finally always runs, and may await", function()
  local log, lines = t.log()
  local function final(name)
    return function()
      await(asyncio.sleep(1))
      log(name)
    end
  end
  t.eq({ asyncio.try(function() return 1, 2 end, { finally = final("a") }) }, { 1, 2 })
  t.raises("boom", asyncio.try, function() error("boom") end, { finally = final("b") })
  t.raises("second", asyncio.try, function() error("first") end, { { "any", function() error("second") end }, finally = final("c") })
  t.raises("last", asyncio.try, function() error("first") end, { finally = function() error("last") end })
  t.eq(lines, { "a", "b", "c" })
end)

t.case("try: nothing else is caught", function()
  local e = t.raises(asyncio.ValueError, asyncio.try, function() error(asyncio.ValueError("v")) end, { { asyncio.OSError, print } })
  t.eq(e.message, "v")
end)

t.case("an error nobody awaits is reported once, with its traceback", function()
  asyncio.run(function()
    asyncio.create_task(function() error("lost in a task") end)
    t.spin(3)
  end)
  local seen = t.reports()
  t.ok(seen:find("Task exception was never retrieved", 1, true), seen)
  t.ok(seen:find("\n[^\n]*errors.lua:%d+: lost in a task\n"), seen)
  t.ok(seen:find("in function <errors.lua:%d+>"), seen)
  t.eq(select(2, seen:gsub("never retrieved", "")), 1)
end)

t.case("an OSError by its number", function()
  local e = asyncio.OSError(2, "no such thing", "here")
  t.ok(asyncio.isinstance(e, asyncio.FileNotFoundError), tostring(e))
  t.eq({ e.errno, e.strerror, e.filename, e.message }, { 2, "no such thing", "here", "[Errno 2] no such thing: 'here'" })
  t.eq(tostring(asyncio.ConnectionError(2, "away")), "ConnectionError: [Errno 2] away")
  t.eq(tostring(asyncio.OSError(99999, "odd")), "OSError: [Errno 99999] odd")
  t.eq(tostring(asyncio.OSError("a text", "more")), "OSError: a text")
  t.eq(asyncio.OSError(5).errno, nil)
  local Own = asyncio.error_class("Own", asyncio.OSError)
  e = Own(13, "mine")
  t.ok(asyncio.isinstance(e, Own) and e.errno == 13, tostring(e))
end)
