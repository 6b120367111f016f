-- The language itself, where the interpreter that Moonloop stands on goes wrong.
local t = require("check")
local asyncio = require("asyncio")

t.case("assignments to several variables see the old values", function()
  local a, b, c = 1, 2, 3
  a, b = b, a
  t.eq({ a, b }, { 2, 1 })
  a, b, c = c, a, b
  t.eq({ a, b, c }, { 3, 2, 1 })
  a, b = b, tostring(a)
  t.eq({ a, b }, { 2, "3" })
  a, b = {}, a
  t.eq(b, 2)
  a, b = b, a == b
  t.eq({ a, b }, { 2, false })
  local function f(x, y)
    x, y = y, x
    return x, y
  end
  t.eq({ f(1, 2) }, { 2, 1 })
end)

t.case("assignments to fields and variables at once", function()
  local i, list = 1, { 10, 20 }
  i, list[i] = i + 1, 99
  t.eq({ i, list[1], list[2] }, { 2, 99, 20 })
  list[1], list[2] = list[2], list[1]
  t.eq(list, { 20, 99 })
  local x = { v = 1 }
  local old = x
  x, x.v = {}, 2
  t.eq({ old.v, x.v }, { 2, nil })
  GLOBAL_A, x.v = 7, i
  t.eq({ GLOBAL_A, x.v }, { 7, 2 })
  local k = "one"
  k, x[k] = "two", 1
  t.eq({ x.one, x.two }, { 1, nil })
end)

t.case("assignments with too few, too many and multiple values", function()
  local a, b, c = 1, 2, 3
  a, b, c = b
  t.eq({ a, b, c }, { 2, nil, nil })
  a, b = 1, 2, 3
  t.eq({ a, b }, { 1, 2 })
  local function three() return 1, 2, 3 end
  a, b, c = three()
  t.eq({ a, b, c }, { 1, 2, 3 })
  a, b, c = c, three()
  t.eq({ a, b, c }, { 3, 1, 2 })
  a, b, c = (three())
  t.eq({ a, b, c }, { 1, nil, nil })
  a = three(), 5
  t.eq(a, 1)
  local function vararg(...)
    local x, y, z = 0, 0, 0
    x, y, z = z, ...
    return x, y, z
  end
  t.eq({ vararg(4, 5) }, { 0, 4, 5 })
end)

t.case("a swap in a loop", function()
  local a, b = 0, 1
  for _ = 1, 20 do
    a, b = b, a + b
  end
  t.eq(a, 6765)
end)

t.case("assignments that await", function()
  local a, b = 1, 2
  a, b = await(asyncio.sleep(1, b)), a
  t.eq({ a, b }, { 2, 1 })
end)

t.case("a call in parentheses assigned to the last parameter", function()
  local function f(a, b)
    b = (tostring(b))
    return a, b
  end
  t.eq({ f(1, 2) }, { 1, "2" })
  local function g(b)
    b = (b .. "") and (tostring(b))
    return b
  end
  t.eq(g(5), "5")
  local function h(b)
    b = tostring(b), 1
    return b
  end
  t.eq(h(5), "5")
end)

t.case("a constructor whose last field is a named call", function()
  local function three() return "a", "b", "c" end
  local x = { 1, n = three() }
  t.eq({ #x, x[1], x.n }, { 1, 1, "a" })
  local function count(...) return { "first", n = select("#", ...) } end
  t.eq(count(1, 2, 3), { "first", n = 3 })
  local function rest(...) return { 0, last = ... } end
  t.eq(rest(5, 6), { 0, last = 5 })
  t.eq({ 1, [2] = three() }, { 1, "a" })
  t.eq({ three(), three() }, { "a", "a", "b", "c" })
end)

t.case("local f = function does not see itself, local function does", function()
  recursive = "global"
  local recursive = function() return recursive end
  t.eq(recursive(), "global")
  local function named() return named end
  t.ok(named() == named)
  _G.recursive = nil
end)

t.case("a generic for whose variables share a name", function()
  local n = 0
  for _, _ in pairs({ a = 1, b = 2, c = 3 }) do
    n = n + 1
  end
  t.eq(n, 3)
  local got = {}
  for v, v in ipairs { "x", "y" } do
    got[#got + 1] = v
  end
  t.eq(got, { "x", "y" })
end)

t.case("a second generic for starts afresh", function()
  local function pairs_twice(list)
    local n = 0
    for k in pairs(list) do
      n = n + 1
    end
    for k in pairs(list) do
      n = n + 10
    end
    local function iter(_, i)
      i = (i or 0) + 1
      return i <= 3 and i or nil
    end
    for i in iter do
      n = n + 100
    end
    for i in iter do
      n = n + 1000
    end
    return n
  end
  t.eq(pairs_twice({ 1, 2, 3 }), 3 + 30 + 300 + 3000)
end)

t.case("a local that is never reached inside a generic for", function()
  local f = assert(load([[
    for i in ipairs({1, 2}) do
      if false then local x end
    end
    return "value"
  ]]))
  t.eq(f(), "value")
  f = assert(load([[
    local n = 0
    for k, v in pairs({a = 1}) do
      if false then local x, y = 1, 2 end
      n = n + v
      while false do local z end
      repeat local w = n until true
    end
    for i = 1, 2 do if nil then local q end n = n + i end
    return n
  ]]))
  t.eq(f(), 4)
  f = assert(load([[
    for _ in pairs({1}) do if false then local function g() end else local h = 1 end end
    local function z() return 7 end
    return z()
  ]]))
  t.eq(f(), 7)
end)

t.case("changing the variable of a for does not change the loop", function()
  local got = {}
  for i, v in ipairs { "a", "b", "c" } do
    got[#got + 1] = i
    i, v = 10, nil
  end
  for i = 1, 3 do
    got[#got + 1] = i
    i = 10
  end
  t.eq(got, { 1, 2, 3, 1, 2, 3 })
end)

t.case("each turn of a loop has its own variables", function()
  local fs = {}
  for k, v in ipairs { 10, 20, 30 } do
    local w = v
    fs[#fs + 1] = function()
      w = w + k
      return w
    end
  end
  t.eq({ fs[1](), fs[2](), fs[3](), fs[1]() }, { 11, 22, 33, 12 })
end)

t.case("break and return leave loops whose variables closures took", function()
  local function find(list, x)
    for i, v in ipairs(list) do
      local f = function() return i, v end
      if v == x then
        return f
      end
      if v == "stop" then
        break
      end
    end
    return function() return "none" end
  end
  t.eq({ find({ 1, 2, 3 }, 2)() }, { 2, 2 })
  t.eq(find({ 1, "stop", 3 }, 3)(), "none")
end)

t.case("goto continue in a generic for", function()
  local got = {}
  for i, v in ipairs { 1, 2, 3, 4 } do
    if v % 2 == 0 then
      goto continue
    end
    got[#got + 1] = v
    ::continue::
  end
  t.eq(got, { 1, 3 })
end)

t.case("a for evaluates its list once and accepts what is not a function", function()
  local calls = 0
  local function explist()
    calls = calls + 1
    return pairs({ a = 1 })
  end
  for k, v in explist() do
    t.eq({ k, v }, { "a", 1 })
  end
  t.eq(calls, 1)
  local it = setmetatable({}, { __call = function(_, _, i) return (i or 0) < 2 and (i or 0) + 1 or nil end })
  local sum = 0
  for i in it do
    sum = sum + i
  end
  t.eq(sum, 3)
end)

t.case("logic and comparison keep their values", function()
  local function f(a, b)
    b = b and tostring(b) or tostring(a)
    return b
  end
  t.eq({ f(1, 2), f(1, nil), f(1, false) }, { "2", "1", "1" })
  local x = nil
  x = x or 5
  x = x and x + 1
  t.eq(x, 6)
  x = not x == nil
  t.eq(x, false)
  local y = x ~= nil and (x or "no") or "nil"
  t.eq(y, "no")
end)

t.case("metatables of other types cannot be set from scripts", function()
  t.raises("table expected", setmetatable, 5, {})
  t.raises("table expected", setmetatable, print, {})
  t.raises("protected metatable", setmetatable, setmetatable({}, { __metatable = 1 }), {})
end)

t.case("as in Lua 5.1, 0 and -0 are one constant of a function: the first one", function()
  local a, b, c = 0, -0, 0
  t.eq({ 1 / a, 1 / b, 1 / c }, { 1 / 0, 1 / 0, 1 / 0 })
  local d = -0
  t.eq(1 / 0, 1 / a)
  t.eq(1 / d, 1 / 0)
end)

t.case("environments of functions, levels and the thread", function()
  local env = setmetatable({}, { __index = _G })
  local function f() return x_of_env end
  setfenv(f, env)
  env.x_of_env = 5
  t.eq({ f(), x_of_env }, { 5, nil })
  t.ok(getfenv(f) == env)
  t.ok(getfenv(1) == _G)
  t.eq(await(asyncio.create_task(function()
    setfenv(0, env)
    await(asyncio.sleep(1))
    return loadstring("return x_of_env")(), getfenv(0) == env
  end)), 5)
  t.ok(getfenv(0) == _G)
  t.raises("invalid level", getfenv, 500)
  t.raises("cannot change environment", setfenv, print, {})
end)

t.case("a goto leaves captured variables that go on alone", function()
  local n = 0
  local function inc() n = n + 1 end
  for i = 1, 4 do
    if i == 2 then
      goto continue
    end
    inc()
    ::continue::
  end
  t.eq(n, 3)
  n = 10
  inc()
  t.eq(n, 11)
  local function loop()
    local count = 0
    local function add() count = count + 1 end
    ::top::
    add()
    if count < 3 then
      goto top
    end
    return count
  end
  t.eq(loop(), 3)
end)

t.case("a goto closes the captured variables it leaves behind", function()
  local fs = {}
  for i = 1, 4 do
    local j = i
    if i == 2 then
      goto continue
    end
    fs[#fs + 1] = function()
      j = j + 1
      return j
    end
    ::continue::
  end
  t.eq({ fs[1](), fs[2](), fs[3](), fs[1]() }, { 2, 4, 5, 3 })
  do
    local k = 0
    ::again::
    local x = k
    k = k + 1
    fs[k] = function()
      x = x + 10
      return x
    end
    if k < 3 then
      goto again
    end
  end
  t.eq({ fs[1](), fs[2](), fs[3](), fs[1]() }, { 10, 11, 12, 20 })
end)

t.case("goto out of nested loops", function()
  local outer, seen = 5, {}
  local function get() return outer end
  for a = 1, 2 do
    for _, b in ipairs { 1, 2 } do
      local c = a * b
      local f = function() return c end
      if b == 2 then
        goto next
      end
      outer = outer + f()
    end
    ::next::
    seen[#seen + 1] = get()
  end
  t.eq({ outer, get(), seen }, { 8, 8, { 6, 8 } })
end)

t.case("labels that are not there are told with their lines", function()
  local f, e = load("\ngoto nowhere")
  t.ok(e:find("no visible label 'nowhere' for <goto> at line 2", 1, true), e)
end)
