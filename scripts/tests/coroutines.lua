-- Lua's coroutines, in tasks and out of them.
local t = require("check")
local asyncio = require("asyncio")

t.case("values go in and out", function()
  local co = coroutine.create(function(a, b)
    local c, d = coroutine.yield(a + b)
    local e = coroutine.yield(c .. d, nil)
    return e, "end", nil
  end)
  t.eq({ coroutine.resume(co, 1, 2) }, { true, 3 })
  t.eq({ n = select("#", coroutine.resume(co, "x", "y")) }, { n = 3 })
  t.eq({ n = select("#", coroutine.resume(co, nil)) }, { n = 4 })
  t.eq({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })
end)

t.case("status of every state", function()
  local co, outer
  co = coroutine.create(function()
    t.eq(coroutine.status(co), "running")
    t.eq(coroutine.status(outer), "normal")
    coroutine.yield()
  end)
  outer = coroutine.create(function()
    coroutine.resume(co)
    t.eq(coroutine.status(co), "suspended")
    coroutine.resume(co)
    t.eq(coroutine.status(co), "dead")
  end)
  t.eq(coroutine.status(co), "suspended")
  t.eq({ coroutine.resume(outer) }, { true })
  t.eq(coroutine.status(outer), "dead")
  local failed = coroutine.create(function() error() end)
  coroutine.resume(failed)
  t.eq(coroutine.status(failed), "dead")
end)

t.case("status of one that waits in an await", function()
  local co = coroutine.create(function() await(asyncio.sleep(1)) end)
  local seen
  asyncio.create_task(function() seen = coroutine.status(co) end)
  t.eq({ coroutine.resume(co) }, { true })
  t.eq(seen, "normal")
end)

t.case("running", function()
  t.eq(coroutine.running(), nil)
  local co
  co = coroutine.create(function()
    t.ok(coroutine.running() == co)
    pcall(function() t.ok(coroutine.running() == co) end)
    await(asyncio.sleep(1))
    t.ok(coroutine.running() == co)
    local x = setmetatable({}, { __index = function() return coroutine.running() == co end })
    t.ok(x.y)
  end)
  t.eq({ coroutine.resume(co) }, { true })
end)

t.case("running after an error leaves a wrap", function()
  local co
  co = coroutine.create(function()
    local gen = coroutine.wrap(function() error("x") end)
    pcall(gen)
    t.ok(coroutine.running() == co)
    pcall(function() gen() end)
    t.ok(coroutine.running() == co)
    coroutine.yield("still here")
  end)
  t.eq({ coroutine.resume(co) }, { true, "still here" })
  t.eq(coroutine.running(), nil)
  t.eq({ coroutine.resume(co) }, { true })
end)

t.case("the current task is right after an error leaves a wrap", function()
  local me = asyncio.current_task()
  pcall(coroutine.wrap(function()
    await(asyncio.sleep(1))
    error("x")
  end))
  t.ok(asyncio.current_task() == me)
end)

t.case("isyieldable", function()
  t.ok(coroutine.isyieldable())
  local co = coroutine.wrap(function()
    local direct = coroutine.isyieldable()
    local _, in_pcall = pcall(coroutine.isyieldable)
    local in_meta = setmetatable({}, { __index = function() return coroutine.isyieldable() end }).x
    coroutine.yield(direct, in_pcall, in_meta)
  end)
  t.eq({ co() }, { true, true, false })
  local seen
  asyncio.get_running_loop():call_soon(function() seen = coroutine.isyieldable() end)
  t.spin()
  t.eq(seen, false)
end)

t.case("close", function()
  local co = coroutine.create(function() coroutine.yield() end)
  t.eq(coroutine.close(co), true)
  t.eq(coroutine.status(co), "dead")
  t.eq({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })
  co = coroutine.create(function() pcall(coroutine.yield) end)
  coroutine.resume(co)
  t.eq(coroutine.close(co), true)
  t.eq(coroutine.status(co), "dead")
  t.eq(coroutine.close(co), true)
  co = coroutine.create(function() error({ 1 }) end)
  coroutine.resume(co)
  t.eq({ coroutine.close(co) }, { false, { 1 } })
  t.eq({ coroutine.close(co) }, { true })
end)

t.case("close of a running, a normal and a waiting one", function()
  local co
  co = coroutine.create(function() coroutine.close(co) end)
  t.eq(select(2, coroutine.resume(co)):match("cannot close a running coroutine"), "cannot close a running coroutine")
  local outer
  outer = coroutine.create(function()
    coroutine.wrap(function() coroutine.close(outer) end)()
  end)
  local ok, e = coroutine.resume(outer)
  t.ok(not ok and e:find("cannot close"), e)
  local waiting = coroutine.create(function() await(asyncio.sleep(1)) end)
  local err
  asyncio.create_task(function() err = select(2, pcall(coroutine.close, waiting)) end)
  coroutine.resume(waiting)
  t.ok(err:find("cannot close"), err)
end)

t.case("closing keeps the values of closures over its locals", function()
  local get
  local co = coroutine.create(function()
    local v = "kept"
    get = function() return v end
    coroutine.yield()
  end)
  coroutine.resume(co)
  coroutine.close(co)
  t.eq(get(), "kept")
end)

t.case("resuming oneself, one's resumer, and the dead", function()
  local co
  co = coroutine.create(function() return coroutine.resume(co) end)
  t.eq({ coroutine.resume(co) }, { true, false, "cannot resume running coroutine" })
  local outer
  outer = coroutine.create(function()
    return coroutine.wrap(function() return coroutine.resume(outer) end)()
  end)
  t.eq({ coroutine.resume(outer) }, { true, false, "cannot resume normal coroutine" })
  local gen
  gen = coroutine.wrap(function() gen() end)
  t.raises("cannot resume running coroutine", gen)
end)

t.case("one that waits in an await cannot be resumed by another task", function()
  local co = coroutine.create(function() return await(asyncio.sleep(5, "slept")) end)
  local got
  local other = asyncio.create_task(function() got = { coroutine.resume(co) } end)
  t.eq({ coroutine.resume(co) }, { true, "slept" })
  t.eq(got[1], false)
  t.ok(got[2]:find("waits in 'await' for another task"), got[2])
end)

t.case("a generator goes from one task to another", function()
  local gen = coroutine.wrap(function()
    for i = 1, 4 do
      await(asyncio.sleep(1))
      coroutine.yield(i, asyncio.current_task():get_name())
    end
  end)
  local a = asyncio.create_task(function() return gen() end, { name = "a" })
  t.eq({ await(a) }, { 1, "a" })
  local b = asyncio.create_task(function() return gen() end, { name = "b" })
  t.eq({ await(b) }, { 2, "b" })
  t.eq((gen()), 3)
end)

t.case("errors in a wrap reach its caller with their position", function()
  local gen = coroutine.wrap(function()
    coroutine.yield()
    error("inside")
  end)
  gen()
  local ok, e = pcall(gen)
  t.ok(e:find("^coroutines.lua:%d+: inside$"), e)
  t.raises("cannot resume dead coroutine", gen)
end)

t.case("resume returns the error of a coroutine that awaited", function()
  local co = coroutine.create(function()
    await(asyncio.sleep(1))
    error({ code = 5 })
  end)
  local ok, e = coroutine.resume(co)
  t.eq({ ok, e.code }, { false, 5 })
end)

t.case("a cancelled task drops the coroutine it is in", function()
  local co = coroutine.create(function() await(asyncio.sleep(100)) end)
  local task = asyncio.create_task(function() coroutine.resume(co) return "went on" end)
  t.spin(2)
  task:cancel()
  t.eq(await(task), "went on")
  t.eq(coroutine.status(co), "dead")
end)

t.case("a cancellation is raised inside a wrap and can be caught there", function()
  local log, lines = t.log()
  local gen = coroutine.wrap(function()
    local ok, e = pcall(await, asyncio.sleep(100))
    log(ok, e.name)
    coroutine.yield("caught")
    error(e, 0)
  end)
  local task = asyncio.create_task(function()
    log(gen())
    gen()
  end)
  t.spin(2)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(lines, { "false CancelledError", "caught" })
end)

t.case("yield across a metamethod, a comparator and gsub is an error that says so", function()
  local function across(f)
    local co = coroutine.create(f)
    local ok, e = coroutine.resume(co)
    t.eq(ok, false)
    t.ok(tostring(e):find("attempt to yield across metamethod/C%-call boundary"), tostring(e))
    t.eq(coroutine.status(co), "dead")
  end
  across(function() return setmetatable({}, { __index = function() coroutine.yield() end }).x end)
  across(function() return setmetatable({}, { __add = function() coroutine.yield() end }) + 1 end)
  across(function() table.sort({ 2, 1 }, function() coroutine.yield() end) end)
  across(function() string.gsub("x", "x", function() coroutine.yield() end) end)
  across(function() tostring(setmetatable({}, { __tostring = function() coroutine.yield() end })) end)
  across(function() return setmetatable({}, { __index = function() pcall(function() error(coroutine.yield()) end) error("attempt to yield across metamethod/C-call boundary") end }).x end)
end)

t.case("such an error can be caught, and the coroutine goes on", function()
  local gen = coroutine.wrap(function()
    local x = setmetatable({}, { __index = function() coroutine.yield("no") end })
    local ok = pcall(function() return x.y end)
    coroutine.yield(ok)
    return "end"
  end)
  t.eq(gen(), false)
  t.eq(gen(), "end")
end)

t.case("yield works in __call, for iterators, pcall and nested calls", function()
  local gen = coroutine.wrap(function()
    setmetatable({}, { __call = function() coroutine.yield("call") end })()
    for _ in function(_, i) coroutine.yield("iter") return not i and 1 or nil end do
    end
    pcall(coroutine.yield, "pcall")
    xpcall(coroutine.yield, print, "xpcall")
    pcall(pcall, pcall, coroutine.yield, "deep")
    xpcall(error, function() coroutine.yield("handler") end)
    load("coroutine.yield('loaded')")()
    return "end"
  end)
  local got = {}
  for i = 1, 9 do
    got[i] = gen()
  end
  t.eq(got, { "call", "iter", "iter", "pcall", "xpcall", "deep", "handler", "loaded", "end" })
end)

t.case("10,000 coroutines at once", function()
  local cos = {}
  for i = 1, 10000 do
    cos[i] = coroutine.wrap(function()
      local got = coroutine.yield(i)
      return got + i
    end)
    t.eq(cos[i](), i)
  end
  local sum = 0
  for i = 1, 10000 do
    sum = sum + cos[i](1)
  end
  t.eq(sum, 10000 + 10000 * 10001 / 2)
end)

t.case("coroutines nested deep", function()
  local function nest(n)
    if n == 0 then
      coroutine.yield("bottom")
      return 0
    end
    local gen = coroutine.wrap(nest)
    local v = gen(n - 1)
    coroutine.yield(v)
    return gen() + 1
  end
  local gen = coroutine.wrap(nest)
  t.eq(gen(500), "bottom")
  t.eq(gen(), 500)
end)

t.case("a resumed coroutine with many arguments and results", function()
  local list = {}
  for i = 1, 3000 do
    list[i] = i
  end
  local co = coroutine.wrap(function(...)
    local n = select("#", ...)
    local m = select("#", coroutine.yield(...))
    return n, m
  end)
  t.eq(select("#", co(unpack(list))), 3000)
  t.eq({ co(unpack(list)) }, { 3000, 3000 })
end)

t.case("yield in tail calls keeps values right", function()
  local function y(...) return coroutine.yield(...) end
  local function z(...) return y(...) end
  local gen = coroutine.wrap(function(...)
    local a, b, c = z(...)
    return z(a, b, c)
  end)
  t.eq({ gen(1) }, { 1 })
  t.eq({ gen(2, 3) }, { 2, 3, nil })
  t.eq({ gen("a", "b") }, { "a", "b" })
end)

t.case("an unstarted coroutine is an awaitable, once", function()
  local co = coroutine.create(function()
    await(asyncio.sleep(1))
    return "r"
  end)
  t.eq(await(co), "r")
  t.raises("awaited", function() assert(coroutine.resume(co)) end)
  t.raises(asyncio.TypeError, await, co)
  local started = coroutine.create(function() coroutine.yield() end)
  coroutine.resume(started)
  t.raises(asyncio.TypeError, await, started)
end)

t.case("arguments of wrong types", function()
  t.raises("bad argument #1 to '%?' %(Lua function expected%)", coroutine.create, nil)
  t.raises("bad argument #1 to '%?' %(Lua function expected%)", coroutine.wrap, 5)
  t.raises("bad argument #1 to '%?' %(coroutine expected%)", coroutine.resume, nil)
  t.raises("bad argument #1 to '%?' %(coroutine expected%)", coroutine.status, 1)
end)

t.case("a generator that is never finished is no task's business", function()
  local gen = coroutine.wrap(function()
    while true do
      coroutine.yield(await(asyncio.sleep(1, "v")))
    end
  end)
  t.eq(gen(), "v")
  t.eq(gen(), "v")
end)
