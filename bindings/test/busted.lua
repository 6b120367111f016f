-- busted's spelling of the module test: describe, it and their like, as globals of a test file.
local native, assertions, spies = ...

local M = {}

-- What a block is given beside its function may come in any order: a name, and nothing else.
local function named(kind, name, fn)
  if type(name) == "function" and fn == nil then
    name, fn = kind, name
  end
  if type(name) ~= "string" then
    error(kind .. ": argument 1: name expected, got " .. type(name), 3)
  end
  return name, fn
end

local function block(kind)
  return function(name, fn)
    name, fn = named(kind, name, fn)
    if type(fn) ~= "function" then
      error(kind .. ": argument 2: function expected, got " .. type(fn), 2)
    end
    M.enter()
    native.group(name, fn)
  end
end

local function it(kind)
  return function(name, fn)
    name, fn = named(kind, name, fn)
    if fn == nil then
      native.case(name, { todo = true })
      return
    end
    native.case(name, function()
      assertions.begin()
      return fn()
    end)
  end
end

local function hook(name)
  return function(fn)
    if type(fn) ~= "function" then
      error(name .. ": function expected, got " .. type(fn), 2)
    end
    native[name](function() return fn() end)
  end
end

for _, kind in ipairs { "describe", "context", "insulate", "expose" } do
  M[kind] = block(kind)
end
for _, kind in ipairs { "it", "spec", "test" } do
  M[kind] = it(kind)
end
for name, kind in pairs {
  before_each = "before_each", after_each = "after_each", setup = "before", strict_setup = "before", lazy_setup = "before",
  teardown = "after", strict_teardown = "after", lazy_teardown = "after",
} do
  M[name] = hook(kind)
end

-- pending("name", fn) declares a case that is not run; in a body, pending("why") ends the case.
function M.pending(name, fn)
  if native.running() then
    native.skip(name and tostring(name) or "pending")
  end
  name, fn = named("pending", name, fn)
  native.case(name, { skip = "pending" }, fn or function() end)
end

M["finally"] = function(fn) native.cleanup(fn) end

function M.randomize() end

local globals = { "describe", "context", "insulate", "expose", "it", "spec", "test", "pending", "before_each", "after_each", "setup",
  "teardown", "strict_setup", "strict_teardown", "lazy_setup", "lazy_teardown", "finally", "randomize" }

-- The names that declare are there in each test file, unless it has its own.
for _, name in ipairs(globals) do
  if name ~= "test" then
    rawset(_G, name, M[name])
  end
end

-- assert, spy and the like come with the first block, so that a file of the module test keeps Lua's assert.
local entered = false
function M.enter()
  if entered then
    return
  end
  entered = true
  for name, v in pairs { assert = assertions.assert, spy = spies.spy, stub = spies.stub, mock = spies.mock, match = spies.match, test = M.test } do
    rawset(_G, name, v)
  end
end

-- The modules that such files require.
local runner = setmetatable({}, { __call = function() M.enter() return M end })
local preload = {
  busted = setmetatable(M, { __call = function() M.enter() return M end }),
  ["busted.runner"] = runner,
  luassert = assertions.assert,
  ["luassert.assert"] = assertions.assert,
  ["luassert.spy"] = spies.spy,
  ["luassert.stub"] = spies.stub,
  ["luassert.mock"] = spies.mock,
  ["luassert.match"] = spies.match,
  ["luassert.util"] = assertions.util,
  say = assertions.say,
}
for name, v in pairs(preload) do
  package.preload[name] = package.preload[name] or function()
    if name == "busted" or name == "busted.runner" then
      M.enter()
    end
    return v
  end
end

return M
