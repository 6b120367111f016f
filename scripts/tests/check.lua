-- What the test scripts share. A script declares cases; the runner runs each in a runtime of its own, under virtual
-- time, as part of the main chunk: a case can await.
local asyncio = require("asyncio")

local M = {}

--- Declares a case. Its body runs when the runner asks for this name.
---@param name string
---@param body fun()
function M.case(name, body)
  if CASES then
    CASES(name)
  elseif CASE == name then
    body()
  end
end

local function show(v)
  if type(v) == "string" then
    return string.format("%q", v)
  elseif type(v) ~= "table" or getmetatable(v) then
    return tostring(v)
  end
  local parts, n = {}, v.n or #v
  for i = 1, n do
    parts[#parts + 1] = show(v[i])
  end
  local keys = {}
  for k in pairs(v) do
    if not (type(k) == "number" and k >= 1 and k <= n and k % 1 == 0) then
      keys[#keys + 1] = k
    end
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, k in ipairs(keys) do
    parts[#parts + 1] = tostring(k) .. "=" .. show(v[k])
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function same(a, b, seen)
  if a == b then
    return true
  end
  if a ~= a and b ~= b then
    return true
  end
  if type(a) ~= "table" or type(b) ~= "table" then
    return false
  end
  if seen[a] == b then
    return true
  end
  seen[a] = b
  for k, v in pairs(a) do
    if not same(v, b[k], seen) then
      return false
    end
  end
  for k in pairs(b) do
    if a[k] == nil then
      return false
    end
  end
  return true
end

--- Fails unless actual is expected; plain tables are compared by what they hold.
function M.eq(actual, expected, what)
  if not same(actual, expected, {}) then
    error((what and what .. ": " or "") .. "got " .. show(actual) .. ", expected " .. show(expected), 2)
  end
end

--- Fails unless actual is another value than unexpected.
function M.ne(actual, unexpected, what)
  if same(actual, unexpected, {}) then
    error((what and what .. ": " or "") .. "got " .. show(actual) .. ", expected another value", 2)
  end
end

--- Fails unless v is true in Lua's sense.
function M.ok(v, what)
  if not v then
    error((what or "condition") .. " does not hold", 2)
  end
end

--- Calls fn(...), which must raise: an instance of a class, or an error whose text matches a Lua pattern; nil is any.
--- Returns the error.
function M.raises(expected, fn, ...)
  local ok, e = pcall(fn, ...)
  if ok then
    error("no error was raised, expected " .. show(expected), 2)
  end
  if type(expected) == "string" then
    if not tostring(e):find(expected) then
      error("got error " .. show(e) .. ", expected one that matches " .. show(expected), 2)
    end
  elseif expected ~= nil and not asyncio.isinstance(e, expected) then
    error("got error " .. show(e) .. ", expected " .. show(expected), 2)
  end
  return e
end

--- Calls fn, which must raise an instance of class whose text has text in it. Returns the error.
function M.raises_as(class, text, fn)
  local e = M.raises(class, fn)
  if not tostring(e):find(text, 1, true) then
    error("got error " .. show(e) .. ", expected one with " .. show(text), 2)
  end
  return e
end

--- Calls body with a new folder, which is removed afterwards.
---@param body fun(dir: string)
function M.in_folder(body)
  local fs = require("moonloop.fs")
  local dir = await(fs.tempdir())
  local ok, e = pcall(body, dir)
  await(fs.remove(dir, { recursive = true }))
  if not ok then
    error(e, 0)
  end
end

--- The calls log(...) makes, as a list of lines, to be compared with eq.
function M.log()
  local lines = {}
  return function(...)
    local parts = {}
    for i = 1, select("#", ...) do
      parts[i] = tostring((select(i, ...)))
    end
    lines[#lines + 1] = table.concat(parts, " ")
  end, lines
end

--- Gives up the loop n times (once by default).
function M.spin(n)
  for _ = 1, n or 1 do
    await(asyncio.sleep(0))
  end
end

--- What was reported on stderr since the last call. A case fails if it leaves a report that it did not ask for.
function M.reports()
  return REPORTS()
end

M.show = show

return M
