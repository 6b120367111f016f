-- table.sort without a comparator.
local n, seed = tonumber(arg[1]) or 400000, 42
local list = {}
for i = 1, n do
  seed = seed * 16807 % 2147483647
  list[i] = seed
end
table.sort(list)
print(list[1], list[n])
