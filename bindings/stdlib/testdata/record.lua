-- Runs the expressions of a file, one a line, and writes what each gives or raises.
--
-- The tests run it in Moonloop and compare with what Lua 5.1 wrote:
--   cd testdata && for f in *.lua; do [ $f = record.lua ] ||
--     TZ=UTC LC_ALL=C lua5.1 record.lua $f > ${f%.lua}.golden; done
local name = ...

local function show(v)
  if type(v) == "string" then
    return '"' .. string.gsub(v, "[%z\1-\31\127-\255\"\\]", function(c)
      return "\\" .. string.byte(c)
    end) .. '"'
  elseif type(v) == "table" then
    local out = {}
    for i = 1, #v do out[i] = show(v[i]) end
    return "{" .. table.concat(out, ",") .. "}"
  elseif type(v) == "function" or type(v) == "userdata" or type(v) == "thread" then
    return type(v)
  end
  return tostring(v)
end

local function list(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = show((select(i, ...))) end
  return table.concat(out, " ")
end

-- Sees every value of a line; the call keeps the natives' names known.
function see(...) return "= " .. list(...) end

function collect(iterate, state, control)
  local out = {}
  for a, b, c in iterate, state, control do
    out[#out + 1] = list(a, b, c)
  end
  return table.concat(out, "; ")
end

-- Park and Miller's generator: the same numbers everywhere.
local seed = 1
function pick(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end

local number = 0
for line in io.lines(name) do
  number = number + 1
  if line ~= "" and string.sub(line, 1, 2) ~= "--" then
    local body = string.match(line, "^!(.*)")
    local chunk = assert(loadstring(body or "return (see(" .. line .. "))", "=x"))
    local ok, result = pcall(chunk)
    if not ok then
      result = "! " .. show(result)
    end
    if result then print(number .. " " .. result) end
  end
end
