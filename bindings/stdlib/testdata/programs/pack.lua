-- string.pack, unpack and packsize of Lua 5.3, held against lua5.4, as lua5.1 has none. Where integers are not doubles,
-- unsigned ones of eight bytes differ from 2^63 on: random bytes are not read as such.
local unpack, integer = unpack or table.unpack, math.tointeger or function(n) return n end

local function shown(ok, v)
  if type(v) == "number" then return v == v and ("%.14g"):format(v) or "nan" end
  if type(v) ~= "string" then return tostring(v) end
  if ok then return (v:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
  return (v:gsub("to '[^']*'", "to it"):gsub("variable%-%a+ format[^)]*", "variable-size format"))
end
local function try(ok, ...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = shown(ok, (select(i, ...))) end
  print(ok, table.concat(out, " "))
end

local formats = {
  "b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "i3", "I5", "i7", "i16", "I16", "f", "d", "n", "s", "s1", "s2", "z", "c5",
  "x", "X", "Xi4", "XI8", "<", "> ", "=", "!", "!4", "!2", " ", "!16", "i17", "I0", "c", "q",
}
local values = {
  0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 65535, 2^31, -2^31, 2^32 - 1, 2^40, -2^40, 1.5, "x", "abc", "a\0b", "12", "",
  ("long"):rep(80), {},
}
for i, v in ipairs(values) do values[i] = type(v) == "number" and integer(v) or v end
for _, f in ipairs(formats) do
  for _, v in ipairs(values) do try(pcall(string.pack, f, v)) end
end

local seed = integer(7)
local function pick(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end
local bytes = { "\0", "\0", "\255", "\1", "A", "\128" }
for _ = 1, 800 do
  local n, f, v = pick(5), {}, {}
  for k = 1, n do f[k], v[k] = formats[pick(35)], values[pick(#values)] end
  f = table.concat(f)
  print(f)
  try(pcall(string.packsize, f))
  local ok, s = pcall(string.pack, f, unpack(v, 1, n))
  try(ok, s)
  if ok and not f:find("I16") then
    try(pcall(string.unpack, f:gsub("[LJT]", "j"), s))
    try(pcall(string.unpack, f:gsub("[LJT]", "j"), s:sub(1, -2), pick(4)))
  end
  local junk = {}
  for k = 1, pick(24) do junk[k] = bytes[pick(#bytes)] end
  if not f:find("[LJTfdnsI]") then try(pcall(string.unpack, f, table.concat(junk))) end
end
