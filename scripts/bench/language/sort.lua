-- table.sort without a comparator.
local n, seed = tonumber(arg[1]) or 400000, 42
local list = {}
for i = 1, n do
  seed = (seed * 1103515245 + 12345) % 2147483648
  list[i] = seed
end
table.sort(list)
print(list[1], list[n])
