-- Strings built, formatted, searched and replaced.
local parts = {}
for i = 1, tonumber(arg[1]) or 150000 do
  local line = ("%05d %s=%d"):format(i, "key" .. i % 10, i * 3)
  local key, value = line:match("(%w+)=(%d+)")
  parts[#parts + 1] = key:upper() .. ":" .. value:reverse() .. line:sub(1, 5)
end
local whole = table.concat(parts, ",")
local replaced, n = whole:gsub("KEY(%d)", "<%1>")
print(#whole, n, #replaced, select(2, replaced:gsub(",", "")))
