-- spy, stub, mock, match: functions that remember how they were called.
local native, luassert = ...

local M = { spy = {}, stub = {}, mock = {}, match = {} }
local assertions = luassert.assertions

local matcher = {} -- the metatable of matchers

local function matches(want, got)
  if getmetatable(want) == matcher then
    return want.test(got)
  elseif type(want) == "table" and type(got) == "table" then
    if want == got then
      return true
    end
    for k, v in pairs(want) do
      if not matches(v, got[k]) then
        return false
      end
    end
    for k in pairs(got) do
      if want[k] == nil then
        return false
      end
    end
    return true
  end
  return native.equal(want, got)
end

local function all_match(want, got)
  for i = 1, math.max(want.n, got.n) do
    if not matches(want[i], got[i]) then
      return false
    end
  end
  return true
end

local object = {}
object.__index = object

local function copied(list)
  local c = { n = list.n }
  for i = 1, list.n do
    c[i] = type(list[i]) == "table" and luassert.util.deepcopy(list[i]) or list[i]
  end
  return c
end

object.__call = function(s, ...)
  local call = { n = select("#", ...), ... }
  s.calls[#s.calls + 1] = { vals = copied(call), refs = call }
  local function note(...)
    s.returnvals[#s.returnvals + 1] = { vals = { n = select("#", ...), ... }, refs = { n = select("#", ...), ... } }
    return ...
  end
  return note(s.callback(...))
end

function object:clear()
  self.calls, self.returnvals = {}, {}
  return self
end

function object:revert()
  if self.target and not self.reverted then
    self.reverted = true
    self.target[self.key] = self.original
  end
  return self.original or self.callback
end

function object:called(n, compare)
  local count = #self.calls
  if n == nil then
    return count > 0, count
  end
  return (compare or function(a, b) return a == b end)(count, n), count
end

function object:called_with(args)
  for _, call in ipairs(self.calls) do
    if all_match(args, call.vals) or all_match(args, call.refs) then
      return true
    end
  end
  return false
end

function object:returned_with(args)
  for _, ret in ipairs(self.returnvals) do
    if all_match(args, ret.vals) then
      return true
    end
  end
  return false
end

local function callable(v)
  return type(v) == "function" or (debug.getmetatable(v) or {}).__call ~= nil
end

function M.spy.new(fn)
  if not callable(fn) then
    error("spy.new: function expected, got " .. type(fn), 2)
  end
  return setmetatable({ calls = {}, returnvals = {}, callback = fn, original = fn }, object)
end

function M.spy.is_spy(v) return type(v) == "table" and getmetatable(v) == object end

function M.spy.on(target, key)
  local s = M.spy.new(target[key])
  s.target, s.key = target, key
  target[key] = s
  if native.running() then
    native.cleanup(function() s:revert() end)
  end
  return s
end
setmetatable(M.spy, { __call = function(_, ...) return M.spy.new(...) end })

local function values(...)
  local list = { n = select("#", ...), ... }
  return function() return unpack(list, 1, list.n) end
end

function M.stub.new(target, key, ...)
  if target == nil then
    target, key = { stub = function() end }, "stub"
  elseif type(target) ~= "table" or key == nil then
    error("stub: a table and the name of a function in it expected", 2)
  end
  if target[key] ~= nil and not callable(target[key]) then
    error("stub: field '" .. tostring(key) .. "': function expected, got " .. type(target[key]), 2)
  end
  local first = (...)
  local default = callable(first) and first or values(...)
  local cases = {}
  local original = target[key]
  local s = M.spy.new(function(...)
    local args = { n = select("#", ...), ... }
    for i = #cases, 1, -1 do
      if all_match(cases[i].args, args) then
        return cases[i].fn(...)
      end
    end
    return default(...)
  end)
  s.original, s.target, s.key = original, target, key
  target[key] = s
  if native.running() then
    native.cleanup(function() s:revert() end)
  end
  function s.returns(...)
    default = values(...)
    return s
  end
  function s.invokes(fn)
    default = fn
    return s
  end
  s.by_default = { returns = s.returns, invokes = s.invokes }
  function s.on_call_with(...)
    local args = { n = select("#", ...), ... }
    local function set(fn)
      cases[#cases + 1] = { args = args, fn = fn }
      return s
    end
    return { returns = function(...) return set(values(...)) end, invokes = set }
  end
  return s
end
function M.stub.is_stub(v) return M.spy.is_spy(v) end
setmetatable(M.stub, { __call = function(_, ...) return M.stub.new(...) end })

local function walk(t, fn, seen)
  seen = seen or {}
  if type(t) ~= "table" or seen[t] or M.spy.is_spy(t) then
    return
  end
  seen[t] = true
  local keys = {}
  for k in pairs(t) do
    keys[#keys + 1] = k
  end
  for _, k in ipairs(keys) do
    fn(t, k, rawget(t, k))
    walk(rawget(t, k), fn, seen)
  end
end

function M.mock.new(t, do_stub, ...)
  local args = { n = select("#", ...), ... }
  if M.spy.is_spy(t) then
    return t
  elseif type(t) == "function" then
    return M.spy.new(t)
  end
  walk(t, function(owner, key, v)
    if callable(v) and not M.spy.is_spy(v) then
      if do_stub then
        M.stub.new(owner, key, unpack(args, 1, args.n))
      else
        M.spy.on(owner, key)
      end
    end
  end)
  return t
end

function M.mock.clear(t)
  walk({ t }, function(_, _, v)
    if M.spy.is_spy(v) then
      v:clear()
    end
  end)
  return t
end

function M.mock.revert(t)
  walk({ t }, function(_, _, v)
    if M.spy.is_spy(v) then
      v:revert()
    end
  end)
  return t
end
setmetatable(M.mock, { __call = function(_, ...) return M.mock.new(...) end })

-- match._ is anything; match.is_number() and so on are made of the assertions.
M.match._ = setmetatable({ test = function() return true end }, matcher)
setmetatable(M.match, {
  __index = function(_, key)
    return function(...)
      local args = { n = select("#", ...), ... }
      return setmetatable({
        test = function(v)
          local list = { unpack(args, 1, args.n) }
          list[args.n + 1] = v
          if key == "is_ref" or key == "ref" then
            return v == args[1]
          end
          local ok = pcall(function() return luassert.assert[key](unpack(list, 1, args.n + 1)) end)
          return ok
        end,
      }, matcher)
    end
  end,
})

-- What is said of spies: assert.spy(s).was.called(2).
local function spied(state)
  if not M.spy.is_spy(state.spy) then
    native.misuse("assert.spy: spy expected, got " .. type(state.spy))
  end
  return state.spy
end

local function times(name, word, compare)
  assertions[name] = function(state, n, want)
    local s = spied(state)
    if want == nil and name == "called" then
      return s:called(), { message = "the spy was called " .. #s.calls .. " times", n = 0 }
    end
    local ok, count = s:called(want, compare)
    return ok, { message = "the spy was called " .. count .. " times, expected " .. (state.negated and "not " or "") .. word .. native.show(want), n = 0 }
  end
end
times("called", "", function(a, b) return a == b end)
times("called_at_least", "at least ", function(a, b) return a >= b end)
times("called_at_most", "at most ", function(a, b) return a <= b end)
times("called_more_than", "more than ", function(a, b) return a > b end)
times("called_less_than", "less than ", function(a, b) return a < b end)

local function listed(calls)
  local list = {}
  for i, call in ipairs(calls) do
    list[i] = { unpack(call.vals, 1, call.vals.n) }
  end
  return native.show(list)
end

assertions.called_with = function(state, n, ...)
  local s = spied(state)
  return s:called_with { n = n, ... }, { message = "no call with " .. native.show { ... } .. "; the calls were " .. listed(s.calls), n = 0 }
end
assertions.returned_with = function(state, n, ...)
  local s = spied(state)
  return s:returned_with { n = n, ... }, { message = "nothing returned " .. native.show { ... } .. "; returned was " .. listed(s.returnvals), n = 0 }
end

return M
