-- table.sort of records by a comparator.
local n, seed = tonumber(arg[1]) or 150000, 42
local list = {}
for i = 1, n do
  seed = seed * 16807 % 2147483647
  list[i] = {key = seed, place = i}
end
table.sort(list, function(a, b) return a.key < b.key end)
print(list[1].place, list[n].place)
