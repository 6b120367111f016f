-- table.sort of records by a comparator.
local n, seed = tonumber(arg[1]) or 150000, 42
local list = {}
for i = 1, n do
  seed = (seed * 1103515245 + 12345) % 2147483648
  list[i] = {key = seed, place = i}
end
table.sort(list, function(a, b) return a.key < b.key end)
print(list[1].place, list[n].place)
