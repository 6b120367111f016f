-- Modules: found, loaded once, waiting while they load.
local t = require("check")
local asyncio = require("asyncio")

t.case("a module that awaits at its top level", function()
  local before = asyncio.get_running_loop():time()
  local m = require("lib.awaits_at_load")
  t.eq(m.slept, "slept")
  t.eq(asyncio.get_running_loop():time() - before, 1)
  t.ok(package.loaded["lib.awaits_at_load"] == m)
end)

t.case("other tasks run while it loads", function()
  local ran = 0
  local task = asyncio.create_task(function()
    for _ = 1, 3 do
      await(asyncio.sleep(0.1))
      ran = ran + 1
    end
  end)
  require("lib.awaits_at_load")
  t.eq(ran, 3)
end)

t.case("require in pcall, in a metamethod, in a coroutine, as a tail call", function()
  local name = "lib.awaits_at_load"
  local function fresh(f)
    package.loaded[name] = nil
    t.eq(f().slept, "slept")
  end
  fresh(function() return select(2, pcall(require, name)) end)
  fresh(function() return setmetatable({}, { __index = function() return require(name) end }).x end)
  fresh(function() return coroutine.wrap(function() return require(name) end)() end)
  fresh(function() return require(name) end)
  fresh(function() return await(asyncio.create_task(function() return require(name) end)) end)
end)

t.case("two tasks that require the same module at once", function()
  local function load_it() return require("lib.awaits_at_load") end
  local a, b = asyncio.create_task(load_it), asyncio.create_task(load_it)
  local done = await(asyncio.gather({ a, b }, { return_exceptions = true }))
  t.eq(done[1].slept, "slept")
  t.ok(done[2] == done[1] or tostring(done[2]):find("loop or previous error loading module"), tostring(done[2]))
end)

t.case("a module that fails, with its position, and cannot be tried again", function()
  local e = t.raises("cannot load", require, "lib.fails_at_load")
  t.ok(e:find("lib/fails_at_load.lua:4: cannot load"), e)
  t.raises("loop or previous error loading module", require, "lib.fails_at_load")
  package.loaded["lib.fails_at_load"] = nil
  t.raises("cannot load", require, "lib.fails_at_load")
end)

t.case("a module cancelled while it loads can be tried again", function()
  local task = asyncio.create_task(function() return require("lib.awaits_at_load") end)
  t.spin(2)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  t.eq(require("lib.awaits_at_load").slept, "slept")
end)

t.case("a syntax error names the file and line", function()
  local e = t.raises(nil, require, "lib.broken")
  t.ok(e:find("error loading module 'lib.broken'"), e)
  t.ok(e:find("lib/broken.lua:1:"), e)
end)

t.case("one that is not there lists where it was sought", function()
  local e = t.raises("module 'lib.missing' not found", require, "lib.missing")
  t.ok(e:find("no field package.preload['lib.missing']", 1, true), e)
  t.ok(e:find("no file './lib/missing.lua'", 1, true), e)
  t.ok(e:find("^require.lua:%d+: ") or e:find("^check.lua:%d+: ") or e:find("^module"), e)
end)

t.case("modules that require each other", function()
  local e = t.raises("loop or previous error loading module 'lib.circle_a'", require, "lib.circle_a")
  t.raises("loop or previous error loading module 'lib.circle_b'", require, "lib.circle_b")
end)

t.case("what modules return", function()
  LOADED = nil
  t.eq(require("lib.returns_nothing"), true)
  t.eq(require("lib.returns_nothing"), true)
  t.eq(LOADED, 1)
  t.eq(require("lib.returns_false"), false)
end)

t.case("package.preload", function()
  package.preload["pre.loaded"] = function(name)
    await(asyncio.sleep(1))
    return { name = name }
  end
  local m = require("pre.loaded")
  t.eq(m.name, "pre.loaded")
  t.ok(require("pre.loaded") == m)
end)

t.case("package.loaded and package.path are honoured", function()
  package.loaded["by.hand"] = "value"
  t.eq(require("by.hand"), "value")
  local path = package.path
  package.path = "./lib/?.lua"
  t.eq(require("awaits_at_load").name, "awaits_at_load")
  package.path = path
end)

t.case("own searchers", function()
  table.insert(package.loaders, 2, function(name)
    if name == "from.searcher" then
      return function(n) return await(asyncio.sleep(1, "made by searcher for " .. n)) end
    end
  end)
  t.eq(require("from.searcher"), "made by searcher for from.searcher")
  table.remove(package.loaders, 2)
end)

t.case("module(), old style", function()
  package.preload["old.style"] = function(...)
    module(..., package.seeall)
    function hello() return "hello from " .. _NAME, tostring(1) end
  end
  require("old.style")
  t.eq({ old.style.hello() }, { "hello from old.style", "1" })
  t.ok(package.loaded["old.style"] == old.style)
end)

t.case("the standard modules are loaded", function()
  for _, name in ipairs { "string", "table", "math", "os", "io", "coroutine", "debug", "package", "_G", "asyncio" } do
    t.ok(type(package.loaded[name]) == "table" or name == "asyncio", name)
    t.ok(require(name) == (name == "_G" and _G or _G[name]), name)
  end
end)

t.case("load takes strings and functions, names and environments", function()
  t.eq(load("return 1 + 1")(), 2)
  t.eq(loadstring("return ...")(5), 5)
  local env = { x = 7 }
  t.eq(load("return x", "chunk", "t", env)(), 7)
  local f, e = load("x =", "=my chunk")
  t.eq(f, nil)
  t.ok(e:find("^my chunk:1:"), e)
  f, e = load("x = = 1")
  t.ok(e:find('^%[string "x = = 1"%]:1:'), e)
  f, e = load(function() error("reader", 0) end)
  t.eq({ f, e }, { nil, "reader" })
  f, e = load("\27Lua")
  t.ok(e:find("binary"), e)
  t.eq(setfenv(loadstring("return y"), { y = 3 })(), 3)
end)

t.case("dofile awaits", function()
  t.eq(dofile("lib/awaits_at_load.lua").slept, "slept")
  t.eq(assert(loadfile("lib/awaits_at_load.lua"))().slept, "slept")
  local f, e = loadfile("lib/none.lua")
  t.eq(f, nil)
  t.ok(e:find("cannot open lib/none.lua"), e)
end)
