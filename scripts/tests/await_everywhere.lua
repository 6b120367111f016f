-- await suspends the task wherever Lua code runs.
local t = require("check")
local asyncio = require("asyncio")

--- Waits one unit of virtual time while another task runs, and returns its arguments.
local ticks = 0
local function pause(...)
  local before = ticks
  local n, values = select("#", ...), { ... }
  local other = asyncio.create_task(function() ticks = ticks + 1 end)
  await(asyncio.sleep(1))
  assert(other:done() and ticks > before, "no other task ran during the await")
  return unpack(values, 1, n)
end

t.case("nested calls", function()
  local function deep(n)
    if n == 0 then
      return pause("bottom")
    end
    local v = deep(n - 1)
    return v
  end
  t.eq(deep(50), "bottom")
end)

t.case("several values, nils and none pass", function()
  t.eq({ n = select("#", pause(nil, 2, nil)) }, { n = 3 })
  t.eq(select("#", pause()), 0)
  local a, b, c = pause(nil, 2, nil)
  t.eq({ a, b, c, n = 3 }, { nil, 2, nil, n = 3 })
end)

t.case("in pcall", function()
  t.eq({ pcall(pause, 1, 2) }, { true, 1, 2 })
  local ok, e = pcall(function()
    pause()
    error("after", 0)
  end)
  t.eq(ok, false)
  t.eq(e, "after")
end)

t.case("in nested pcalls", function()
  local function nest(n)
    if n == 0 then
      return pause("deep")
    end
    return select(2, pcall(nest, n - 1))
  end
  t.eq(nest(60), "deep")
end)

t.case("pcall(await, x)", function()
  t.eq({ pcall(await, asyncio.sleep(1, "v")) }, { true, "v" })
  local f = asyncio.Future()
  asyncio.get_running_loop():call_later(1, function() f:set_exception("boom") end)
  t.eq({ pcall(await, f) }, { false, "boom" })
end)

t.case("in xpcall, its body and its handler", function()
  t.eq({ xpcall(function(...) return pause(...) end, print, 1, 2) }, { true, 1, 2 })
  local ok, e = xpcall(function()
    pause()
    error("x", 0)
  end, function(e) return pause(e .. "!") end)
  t.eq({ ok, e }, { false, "x!" })
end)

t.case("in a generic for iterator", function()
  local function count(n, i)
    pause()
    if i < n then
      return i + 1
    end
  end
  local sum = 0
  for i in count, 4, 0 do
    sum = sum + pause(i)
  end
  t.eq(sum, 10)
end)

t.case("in an iterator with __call", function()
  local it = setmetatable({}, { __call = function(_, n, i)
    pause()
    return i < n and i + 1 or nil
  end })
  local got = {}
  for i in it, 3, 0 do
    got[#got + 1] = i
  end
  t.eq(got, { 1, 2, 3 })
end)

t.case("in a coroutine.wrap generator the task waits, the generator does not yield", function()
  local gen = coroutine.wrap(function(a)
    local b = coroutine.yield(pause(a + 1))
    pause()
    local c = coroutine.yield(pause(b + 1), "two")
    return pause("end", c)
  end)
  t.eq(gen(1), 2)
  t.eq({ gen(10) }, { 11, "two" })
  t.eq({ gen("last") }, { "end", "last" })
  t.raises("dead coroutine", gen)
end)

t.case("in a generator that a for drives", function()
  local got = {}
  for v, w in coroutine.wrap(function()
    for i = 1, 3 do
      pause()
      coroutine.yield(i, i * i)
    end
  end) do
    got[#got + 1] = pause(v + w)
  end
  t.eq(got, { 2, 6, 12 })
end)

t.case("in generators inside generators, with pcall between", function()
  local outer = coroutine.wrap(function()
    local inner = coroutine.wrap(function()
      pcall(function()
        coroutine.yield(pause("a"))
        coroutine.yield(pause("b"))
        error("x")
      end)
      coroutine.yield(pause("c"))
    end)
    pcall(function()
      for v in inner do
        coroutine.yield(pause(v))
      end
    end)
  end)
  t.eq({ outer(), outer(), outer() }, { "a", "b", "c" })
end)

t.case("coroutine.yield in pcall in coroutine.wrap", function()
  local gen = coroutine.wrap(function()
    local ok, v = pcall(function()
      local got = coroutine.yield(1)
      error(got, 0)
    end)
    coroutine.yield(ok, v)
    return "done"
  end)
  t.eq(gen(), 1)
  t.eq({ gen("sent") }, { false, "sent" })
  t.eq(gen(), "done")
end)

t.case("under coroutine.resume", function()
  local co = coroutine.create(function(x)
    local y = coroutine.yield(pause(x))
    error(pause(y), 0)
  end)
  t.eq({ coroutine.resume(co, 1) }, { true, 1 })
  t.eq({ coroutine.resume(co, "e") }, { false, "e" })
  t.eq(coroutine.status(co), "dead")
end)

t.case("in __index and __newindex", function()
  local log = {}
  local x = setmetatable({}, {
    __index = function(_, k) return pause(k .. "?") end,
    __newindex = function(_, k, v)
      pause()
      log[k] = v
    end,
  })
  t.eq(x.a, "a?")
  t.eq(x["b"] .. x.c, "b?c?")
  x.d = 1
  x["e"] = x.f
  t.eq(log, { d = 1, e = "f?" })
end)

t.case("in a chain of __index", function()
  local base = setmetatable({}, { __index = function(_, k) return pause(k) end })
  local mid = setmetatable({}, { __index = base })
  local top = setmetatable({}, { __index = mid })
  t.eq(top.deep, "deep")
end)

t.case("in __call", function()
  local f = setmetatable({}, { __call = function(self, ...) return pause(select("#", ...), ...) end })
  t.eq({ f(1, nil) }, { 2, 1, nil })
  local function tail() return f("x") end
  t.eq({ tail() }, { 1, "x" })
  t.eq({ pcall(f, "y") }, { true, 1, "y" })
end)

t.case("in every arithmetic metamethod", function()
  local mt = {}
  local x = setmetatable({}, mt)
  for _, name in ipairs { "add", "sub", "mul", "div", "mod", "pow" } do
    mt["__" .. name] = function(a, b) return pause(name, a == x, b == x) end
  end
  mt.__unm = function() return pause("unm") end
  t.eq(x + 1, "add")
  t.eq(1 - x, "sub")
  t.eq(x * x, "mul")
  t.eq(x / 2, "div")
  t.eq(2 % x, "mod")
  t.eq(x ^ 2, "pow")
  t.eq(-x, "unm")
end)

t.case("in every comparison", function()
  local mt = {}
  local function new(v) return setmetatable({ v = v }, mt) end
  mt.__eq = function(a, b) return pause(a.v == b.v) end
  mt.__lt = function(a, b) return pause(a.v < b.v) end
  mt.__le = function(a, b) return pause(a.v <= b.v) end
  t.ok(new(1) == new(1))
  t.ok(new(1) ~= new(2))
  t.ok(new(1) < new(2))
  t.ok(new(2) > new(1))
  t.ok(new(1) <= new(1))
  t.ok(not (new(1) >= new(2)))
  mt.__le = nil
  t.ok(new(1) <= new(2), "by __lt")
end)

t.case("in __concat and __len", function()
  local x = setmetatable({}, {
    __concat = function(a, b) return pause(tostring(type(a)) .. "+" .. type(b)) end,
    __len = function() return pause(42) end,
  })
  t.eq(x .. "s", "table+string")
  t.eq("a" .. "b" .. x, "astring+table")
  t.eq(#x, 42)
end)

t.case("in __tostring", function()
  local x = setmetatable({}, { __tostring = function() return pause("shown") end })
  t.eq(tostring(x), "shown")
  print(x)
  t.eq(pcall(tostring, x), true)
end)

t.case("in a metamethod of a metamethod", function()
  local inner = setmetatable({}, { __add = function(_, v) return pause(v + 1) end })
  local outer = setmetatable({}, { __index = function(_, k) return pause(inner + k) end })
  t.eq(outer[1], 2)
end)

t.case("in a table.sort comparator", function()
  local list = { 5, 3, 8, 1, 9, 2, 7 }
  table.sort(list, function(a, b)
    pause()
    return a < b
  end)
  t.eq(list, { 1, 2, 3, 5, 7, 8, 9 })
end)

t.case("in table.sort by __lt", function()
  local mt = { __lt = function(a, b) return pause(a[1] < b[1]) end }
  local list = {}
  for i, v in ipairs { 3, 1, 2 } do
    list[i] = setmetatable({ v }, mt)
  end
  table.sort(list)
  t.eq({ list[1][1], list[2][1], list[3][1] }, { 1, 2, 3 })
end)

t.case("in a string.gsub callback", function()
  t.eq(string.gsub("a b c", "%w", function(c) return pause(c:upper()) end), "A B C")
  local map = setmetatable({}, { __index = function(_, k) return pause(k .. k) end })
  t.eq(("xy"):gsub("%w", map), "xxyy")
end)

t.case("in sort in gsub in a metamethod", function()
  local x = setmetatable({}, { __index = function(_, k)
    return (string.gsub(k, "%w+", function(word)
      local letters = {}
      for c in word:gmatch(".") do
        letters[#letters + 1] = c
      end
      table.sort(letters, function(a, b)
        pause()
        return a < b
      end)
      return pause(table.concat(letters))
    end))
  end })
  t.eq(x["hello world"], "ehllo dlorw")
end)

t.case("in table.foreach and xpcall under a metamethod", function()
  local x = setmetatable({}, { __index = function(_, k)
    local ok, v = pcall(function()
      local _, w = xpcall(function() error(pause(k), 0) end, function(e) return pause(e .. "1") end)
      error(pause(w .. "2"), 0)
    end)
    return v
  end })
  t.eq(x.e, "e12")
end)

t.case("in a coroutine under a metamethod", function()
  local x = setmetatable({}, { __index = function(_, k)
    local gen = coroutine.wrap(function()
      coroutine.yield(pause(k))
      coroutine.yield(pause(k .. k))
    end)
    return gen() .. gen()
  end })
  t.eq(x.a, "aaa")
end)

t.case("in load's reader, and in what it loads", function()
  local pieces = { "return ", "await(asyncio.sleep(1, ", "'loaded'))" }
  local i = 0
  local f = assert(load(function()
    i = i + 1
    return pause(pieces[i])
  end))
  t.eq(f(), "loaded")
end)

t.case("at the top level of a required module", function()
  local m = require("lib.awaits_at_load")
  t.eq(m.slept, "slept")
  t.eq(m.name, "lib.awaits_at_load")
  t.ok(require("lib.awaits_at_load") == m)
end)

t.case("in a call_soon callback it is an error that says so", function()
  local loop = asyncio.get_running_loop()
  local e
  loop:call_soon(function() e = select(2, pcall(await, asyncio.Future())) end)
  t.spin(2)
  t.ok(asyncio.isinstance(e, asyncio.RuntimeError))
  t.ok(tostring(e):find("no task is running"), tostring(e))
end)

t.case("in a done callback it is an error", function()
  local task = asyncio.create_task(function() end)
  local e
  task:add_done_callback(function() e = select(2, pcall(await, asyncio.Future())) end)
  t.spin(3)
  t.ok(asyncio.isinstance(e, asyncio.RuntimeError))
end)

t.case("as a tail call at the base of a task", function()
  local f = async(function(v) return await(asyncio.sleep(1, v)) end)
  t.eq(await(asyncio.create_task(f("tail"))), "tail")
  t.eq(await(f("inline")), "inline")
  local task = asyncio.create_task(function() return pcall(await, asyncio.sleep(1, "x")) end)
  t.eq({ await(task) }, { true, "x" })
end)

t.case("as a tail call deeper", function()
  local function a(v) return await(asyncio.sleep(1, v)) end
  local function b(v) return a(v) end
  local function c(v)
    local x, y = b(v), b(v)
    return x, y
  end
  t.eq({ c(1) }, { 1, 1 })
  t.eq({ pcall(b, 2) }, { true, 2 })
  t.eq({ coroutine.wrap(function() return b(3) end)() }, { 3 })
end)

t.case("return pcall(...) at the base and deeper", function()
  local function body(v) return pcall(pause, v) end
  t.eq({ await(asyncio.create_task(function() return pcall(pause, 1) end)) }, { true, 1 })
  t.eq({ body(2) }, { true, 2 })
  t.eq({ pcall(body, 3) }, { true, true, 3 })
  local function fails() return pcall(function() pause() error("e", 0) end) end
  t.eq({ fails() }, { false, "e" })
  t.eq({ await(fails) }, { false, "e" })
end)

t.case("return coroutine.yield as a tail call", function()
  local gen = coroutine.wrap(function(...) return coroutine.yield(...) end)
  t.eq({ gen(1, 2) }, { 1, 2 })
  t.eq({ gen(3, 4) }, { 3, 4 })
  local task = asyncio.create_task(function() return coroutine.yield() end)
  t.eq(select("#", await(task)), 0)
end)

t.case("varargs survive", function()
  local function f(...)
    pause()
    local n = select("#", ...)
    pause()
    return n, ...
  end
  t.eq({ f(1, nil, 3, nil) }, { 4, 1, nil, 3, nil })
  local function g(...)
    local packed = { n = select("#", ...), ... }
    pause()
    return packed.n, (pause(...))
  end
  t.eq({ g("a", "b") }, { 2, "a" })
end)

t.case("many results at once", function()
  local list = {}
  for i = 1, 5000 do
    list[i] = i
  end
  local function f() return pause(unpack(list)) end
  t.eq(select("#", f()), 5000)
  t.eq((select(5000, f())), 5000)
end)

t.case("in eager tasks", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    log("eager")
    pause()
    local x = setmetatable({}, { __index = function(_, k) return pause(k) end })
    log(x.pinned)
    return "r"
  end, { eager_start = true })
  log("made")
  t.eq(await(task), "r")
  t.eq(lines, { "eager", "made", "pinned" })
end)

t.case("pinned in an eager task's first step", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b)
      pause()
      return a < b
    end)
    log(unpack(list))
  end, { eager_start = true })
  log("made")
  await(task)
  t.eq(lines, { "made", "1 2 3" })
end)

t.case("pinned: an eager task starts under another's pinned stack", function()
  local x = setmetatable({}, { __index = function(_, k)
    local task = asyncio.create_task(function()
      local y = setmetatable({}, { __index = function(_, j) return pause(j .. "!") end })
      return y[k]
    end, { eager_start = true })
    return pause(await(task))
  end })
  t.eq(x.a, "a!")
end)

t.case("pinned: many tasks interleave", function()
  local order = {}
  local function body(n)
    return function()
      local x = setmetatable({}, { __index = function(_, k)
        for i = 1, 5 do
          order[#order + 1] = n * 10 + i
          await(asyncio.sleep(n))
        end
        return k
      end })
      return x[n]
    end
  end
  local tasks = {}
  for n = 1, 50 do
    tasks[n] = asyncio.create_task(body(n))
  end
  local results = await(asyncio.gather(tasks))
  for n = 1, 50 do
    t.eq(results[n], n)
  end
  t.eq(#order, 250)
  t.eq({ order[1], order[50], order[51], order[52], order[53] }, { 11, 501, 12, 22, 13 })
end)

t.case("pinned: ends in another order than begun", function()
  local log, lines = t.log()
  local tasks = {}
  for n, delay in ipairs { 5, 3, 4, 1, 2 } do
    tasks[n] = asyncio.create_task(function()
      local list = { 2, 1 }
      table.sort(list, function(a, b)
        await(asyncio.sleep(delay))
        return a < b
      end)
      log(n)
    end)
  end
  await(asyncio.wait(tasks))
  t.eq(lines, { "4", "5", "2", "3", "1" })
end)

t.case("pinned: some are cancelled while others go on", function()
  local function body(n)
    return function()
      local x = setmetatable({}, { __index = function()
        await(asyncio.sleep(10))
        return n
      end })
      return x.value
    end
  end
  local tasks = {}
  for n = 1, 20 do
    tasks[n] = asyncio.create_task(body(n))
  end
  t.spin(2)
  for n = 1, 20, 2 do
    tasks[n]:cancel("odd")
  end
  local results = await(asyncio.gather(tasks, { return_exceptions = true }))
  for n = 1, 20 do
    if n % 2 == 1 then
      t.ok(asyncio.isinstance(results[n], asyncio.CancelledError))
    else
      t.eq(results[n], n)
    end
  end
end)

t.case("pinned: nested pins of one task", function()
  local function at(depth)
    if depth == 0 then
      return pause("core")
    end
    local x = setmetatable({}, { __index = function() return at(depth - 1) end })
    local v = x.any
    pause()
    return v
  end
  t.eq(at(30), "core")
end)

t.case("pinned: a task that was cancelled cleans up under its pin", function()
  local log, lines = t.log()
  local task = asyncio.create_task(function()
    local list = { 2, 1, 3 }
    table.sort(list, function(a, b)
      local ok, e = pcall(await, asyncio.sleep(100))
      if not ok then
        log("cancelled")
        pause()
        log("cleaned")
        error(e, 0)
      end
      return a < b
    end)
  end)
  t.spin(2)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(lines, { "cancelled", "cleaned" })
end)

t.case("pinned: inside asyncio.run from the main chunk", function()
  local x = setmetatable({}, { __index = function(_, k)
    return asyncio.run(function()
      local y = setmetatable({}, { __index = function(_, j)
        await(asyncio.sleep(1))
        return j
      end })
      return y[k] .. y.more
    end)
  end })
  t.eq(x.a, "amore")
  t.eq(pause("after"), "after")
end)

t.case("pinned: a future awaited by many pinned tasks", function()
  local f = asyncio.Future()
  local tasks = {}
  for i = 1, 30 do
    tasks[i] = asyncio.create_task(function()
      return (string.gsub("x", "x", function() return await(f) .. i end))
    end)
  end
  t.spin(3)
  f:set_result("v")
  local got = await(asyncio.gather(tasks))
  for i = 1, 30 do
    t.eq(got[i], "v" .. i)
  end
end)

t.case("pinned: left waiting when the script ends", function()
  for i = 1, 5 do
    asyncio.create_task(function()
      local x = setmetatable({}, { __index = function() await(asyncio.Future()) end })
      return x.never
    end)
  end
  t.spin(2)
end)

t.case("await of a coroutine object under a pin runs inline", function()
  local me = asyncio.current_task()
  local f = async(function(v)
    pause()
    return asyncio.current_task() == me, v
  end)
  local x = setmetatable({}, { __index = function(_, k)
    local same, v = await(f(k))
    return tostring(same) .. v
  end })
  t.eq(x.y, "truey")
end)

t.case("coroutine.yield() gives up the loop in nested calls, pcalls and inline coroutines", function()
  local ran = 0
  local function other() asyncio.create_task(function() ran = ran + 1 end) end
  other()
  coroutine.yield()
  t.eq(ran, 1)
  other()
  pcall(coroutine.yield)
  t.eq(ran, 2)
  other()
  await(function() coroutine.yield() end)
  t.eq(ran, 3)
  other()
  local x = setmetatable({}, { __index = function() coroutine.yield() return ran end })
  t.eq(x.y, 4)
end)
