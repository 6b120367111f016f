-- assert.are.equal and its like. A chain of words is read when it is called: words that change nothing (is, are, has),
-- words that negate, and the name of an assertion.
local native = ...

local M = {}

local filler = { is = true, are = true, was = true, has = true, have = true, does = true, did = true, be = true, a = true, an = true, the = true, to = true, been = true, with_ = true, all = true }
local negating = { ["not"] = true, no = true }

local assertions = {} -- by name: function(state, n, ...) returns whether it holds, and a failure to be reported

-- Values that assertions compare are reported by native.fail, which shows how they differ.
local function fail(message, ...)
  return { message = message, n = select("#", ...), ... }
end

local function plain(word)
  return function(state, n, ...)
    return state.test((...)), fail("expected " .. (state.negated and "not to be " or "") .. word .. ", got " .. native.show((...)))
  end
end

local function unary(name, word, test)
  assertions[name] = function(state, n, ...)
    if n < 1 then
      native.misuse("assert." .. name .. ": a value expected, got none")
    end
    state.test = test
    return plain(word)(state, n, ...)
  end
end

unary("true", "true", function(v) return v == true end)
unary("false", "false", function(v) return v == false end)
unary("nil", "nil", function(v) return v == nil end)
unary("truthy", "neither nil nor false", function(v) return v ~= nil and v ~= false end)
unary("falsy", "nil or false", function(v) return v == nil or v == false end)
for _, kind in ipairs { "boolean", "number", "string", "table", "function", "userdata", "thread" } do
  unary(kind, "a " .. kind, function(v) return type(v) == kind end)
end

local function comparison(name, same)
  assertions[name] = function(state, n, ...)
    if n < 2 then
      native.misuse("assert." .. name .. ": two values expected, got " .. n)
    end
    local want, got = ...
    return same(want, got), fail(state.negated and "the values are " .. name .. ", others expected" or "the values are not " .. name, got, want)
  end
end

comparison("equal", function(a, b) return a == b end)
comparison("same", native.equal)

function assertions.near(state, n, want, got, tolerance)
  if type(want) ~= "number" or type(got) ~= "number" or type(tolerance) ~= "number" then
    native.misuse("assert.near: three numbers expected")
  end
  return math.abs(want - got) <= tolerance, fail("the number is not within " .. tolerance, got, want)
end

function assertions.matches(state, n, pattern, text, init, is_plain)
  if type(text) ~= "string" and type(text) ~= "number" then
    text = native.text(text)
  end
  if type(init) == "boolean" then
    init, is_plain = 1, init
  end
  return text:find(pattern, init, is_plain) ~= nil, fail("the text does " .. (state.negated and "match" or "not match") .. " the pattern", text, pattern)
end

function assertions.unique(state, n, list, deep)
  for i = 1, #list do
    for j = i + 1, #list do
      if list[i] == list[j] or deep == true and native.equal(list[i], list[j]) then
        return false, fail("the values " .. i .. " and " .. j .. " are the same: " .. native.show(list[i]))
      end
    end
  end
  return true, fail("the values are all different")
end

-- The error that fn raises, without the place that error put before a text.
local function caught(fn)
  local ok, e = pcall(fn)
  if not ok and type(e) == "string" then
    e = e:gsub("^.-:%d+: ", "", 1)
  end
  return not ok, e
end

local function called(v)
  if type(v) ~= "function" and not (debug.getmetatable(v) or {}).__call then
    native.misuse("assert.error: function expected, got " .. type(v))
  end
end

function assertions.error(state, n, fn, want)
  called(fn)
  local raised, e = caught(fn)
  if not raised then
    return false, fail("an error expected, but none was raised")
  elseif n < 2 or want == nil then
    return true, fail("no error expected, but one was raised: " .. native.text(e))
  end
  return native.equal(e, want), fail("the error is another one", e, want)
end

function assertions.error_matches(state, n, fn, pattern, init, is_plain)
  called(fn)
  local raised, e = caught(fn)
  if not raised then
    return false, fail("an error that matches '" .. tostring(pattern) .. "' expected, but none was raised")
  end
  local text = native.text(e)
  return pattern == nil or text:find(pattern, init, is_plain) ~= nil, fail("the error does " .. (state.negated and "match" or "not match") .. " the pattern", text, pattern)
end

function assertions.returned_arguments(state, n, want, fn, ...)
  local count = select("#", fn(...))
  return count == want, fail("another number of values was returned", count, want)
end

local other_names = {
  equals = "equal", eq = "equal", match = "matches", errors = "error", matches_error = "error_matches", match_error = "error_matches",
  returns_arguments = "returned_arguments", falsey = "falsy",
}
for name, of in pairs(other_names) do
  assertions[name] = assertions[of]
end
M.assertions = assertions

-- The words of a chain, those of names with _ in them apart.
local function read(words)
  local negated, i = false, 1
  while i <= #words do
    local found
    for j = #words, i, -1 do
      local name = table.concat(words, "_", i, j)
      if assertions[name] and j == #words then
        found = name
        break
      end
    end
    if found then
      return found, negated
    end
    local word = words[i]
    if negating[word] then
      negated = not negated
    elseif not filler[word] then
      return nil, negated, word
    end
    i = i + 1
  end
  return nil, negated
end

-- Which argument is a text that says what it is about.
local said_after = { near = 4, same = 3, equal = 3, equals = 3, eq = 3 }
for _, name in ipairs { "true", "false", "nil", "truthy", "falsy", "falsey", "boolean", "number", "string", "table", "function", "userdata", "thread" } do
  said_after[name] = 2
end

local chain = {}
chain.__index = function(state, key)
  local words = { unpack(rawget(state, "words")) }
  for word in tostring(key):lower():gmatch("[^_]+") do
    words[#words + 1] = word
  end
  return setmetatable({ words = words, message = rawget(state, "message"), spy = rawget(state, "spy") }, chain)
end
chain.__call = function(state, ...)
  local words = rawget(state, "words")
  local first = words[#words]
  if (first == "spy" or first == "stub") and not assertions[first] then
    return setmetatable({ words = { unpack(words, 1, #words - 1) }, message = rawget(state, "message"), spy = (...) }, chain)
  elseif first == "message" then
    return setmetatable({ words = { unpack(words, 1, #words - 1) }, message = (...), spy = rawget(state, "spy") }, chain)
  end
  local name, negated, unknown = read(words)
  if not name then
    native.misuse("assert." .. table.concat(words, ".") .. ": there is no assertion '" .. tostring(unknown or words[#words]) .. "'")
  end
  local s = { negated = negated, spy = rawget(state, "spy") }
  local holds, failure = assertions[name](s, select("#", ...), ...)
  if (holds and true or false) == negated then
    local message = failure and failure.message or name .. " does not hold"
    local said = rawget(state, "message") or said_after[name] and (select(said_after[name], ...))
    if said ~= nil then
      message = tostring(said) .. ": " .. message
    end
    if failure and failure.n >= 2 and not negated then
      native.fail(message, failure[1], failure[2])
    end
    native.fail(message)
  end
  return ...
end

local real_assert = assert
local face = {}
M.assert = setmetatable(face, {
  __index = function(_, key) return chain.__index({ words = {} }, key) end,
  __call = function(_, ...) return real_assert(...) end,
})

--- A script's own assertion: fn(state, arguments) returns whether it holds.
function face.register(_, kind, name, fn)
  if kind == "assertion" then
    assertions[name:lower()] = function(state, n, ...)
      local text
      local s = setmetatable({ mod = not state.negated, failure_message = nil }, { __index = state })
      local holds = fn(s, { n = n, ... })
      text = s.failure_message or "assertion '" .. name .. "' does not hold"
      return holds, fail(tostring(text))
    end
  elseif kind == "modifier" then
    filler[name:lower()] = true
  end
end

function face.unregister(_, kind, name) assertions[name:lower()] = nil end
function face.add_formatter() end
function face.remove_formatter() end
function face.set_parameter() end
function face.get_parameter() end
function face.add_spy() end
function face.format(_, args) return args end
function face.snapshot() return { revert = function() end, remove = function() end } end
face.formatters = setmetatable({}, { __index = function() return function() end end })
face.matcher = nil

--- What begins with each case.
function M.begin() end

M.util = {
  deepcompare = function(a, b) return native.equal(a, b) end,
  deepcopy = function(t)
    local seen = {}
    local function copy(v)
      if type(v) ~= "table" then
        return v
      elseif seen[v] then
        return seen[v]
      end
      local c = {}
      seen[v] = c
      for k, x in pairs(v) do
        c[copy(k)] = copy(x)
      end
      return setmetatable(c, getmetatable(v))
    end
    return copy(t)
  end,
}

local texts = {}
M.say = setmetatable({
  set = function(_, key, text) texts[key] = text end,
  set_namespace = function() end,
  set_fallback = function() end,
}, { __call = function(_, key, args) return texts[key] and texts[key]:format(unpack(args or {})) end })

M.real_assert = real_assert

return M
