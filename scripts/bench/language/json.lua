-- An encoder of JSON written in Lua.
local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n"}

local encode
local function encode_table(value, out)
  if #value > 0 then
    out[#out + 1] = "["
    for i, item in ipairs(value) do
      if i > 1 then out[#out + 1] = "," end
      encode(item, out)
    end
    out[#out + 1] = "]"
    return
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  out[#out + 1] = "{"
  for i, key in ipairs(keys) do
    if i > 1 then out[#out + 1] = "," end
    encode(key, out)
    out[#out + 1] = ":"
    encode(value[key], out)
  end
  out[#out + 1] = "}"
end

function encode(value, out)
  local kind = type(value)
  if kind == "table" then
    encode_table(value, out)
  elseif kind == "string" then
    out[#out + 1] = '"' .. value:gsub('[%c"\\]', escapes) .. '"'
  else
    out[#out + 1] = tostring(value)
  end
end

local document = {}
for i = 1, 200 do
  document[i] = {id = i, name = "item " .. i, price = i + 0.25, tags = {"red", "green\n", 'blue "sky"'}, stock = i % 2 == 0}
end
local size = 0
for _ = 1, tonumber(arg[1]) or 200 do
  local out = {}
  encode(document, out)
  size = #table.concat(out)
end
print(size)
