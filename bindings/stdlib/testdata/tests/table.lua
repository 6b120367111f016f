-- What the table module has beyond Lua 5.1.
local t = table.pack(1, nil, 3, nil)
assert(t.n == 4 and t[1] == 1 and t[2] == nil and t[3] == 3)
assert(table.pack().n == 0)
assert(select("#", table.unpack(t, 1, t.n)) == 4)
assert(select("#", table.remove({})) == 0)

local m = table.move({1, 2, 3}, 1, 3, 2)
assert(#m == 4 and m[1] == 1 and m[2] == 1 and m[4] == 3)
m = table.move({1, 2, 3}, 2, 3, 1)
assert(m[1] == 2 and m[2] == 3 and m[3] == 3)
m = table.move({1, 2, 3}, 1, 3, 1, {})
assert(#m == 3)
m = table.move({1, 2, 3}, 1, 0, 5)
assert(#m == 3)
local log = {}
local proxy = setmetatable({}, {__index = function(_, k) return k * 10 end, __newindex = function(_, k, v) log[#log + 1] = k .. "=" .. v end})
table.move(proxy, 1, 2, 5)
assert(table.concat(log, " ") == "6=20 5=10" or table.concat(log, " ") == "5=10 6=20")
table.move({}, 1, 1e6, 1, {})

-- Wide unpack.
local wide = {}
for i = 1, 200000 do wide[i] = i end
assert(select("#", unpack(wide)) == 200000)

-- Sorting ends whatever the order function says, and keeps the elements.
for seed = 1, 30 do
  local t, sum = {}, 0
  for i = 1, 300 do t[i] = (i * 7919 * seed) % 101 sum = sum + t[i] end
  local k = seed
  local ok, e = pcall(table.sort, t, function()
    k = (k * 16807) % 2147483647
    return k % 2 == 0
  end)
  assert(ok or e:find("invalid order function for sorting"), e)
  local after = 0
  for i = 1, 300 do after = after + t[i] end
  assert(after == sum and #t == 300)
end

-- A quicksort killer: the comparison count stays within n log n.
local n, count, gas, val, nsolid = 2000, 0, 2000, {}, 0
for i = 1, n do val[i] = gas end
local candidate = 0
local ids = {}
for i = 1, n do ids[i] = i end
table.sort(ids, function(x, y)
  count = count + 1
  if val[x] == gas and val[y] == gas then
    if x == candidate then val[x] = nsolid else val[y] = nsolid end
    nsolid = nsolid + 1
  end
  if val[x] == gas then candidate = x elseif val[y] == gas then candidate = y end
  return val[x] < val[y]
end)
assert(count < 80 * n, count)
for i = 2, n do assert(val[ids[i - 1]] <= val[ids[i]]) end

-- The table is sorted in place: an error leaves what was done.
local t = {3, 1, 2}
pcall(table.sort, t, function() t[1] = 9 error("x") end)
assert(t[1] == 9 and t[2] == 1 and t[3] == 2)
local ok, e = pcall(table.sort, {1, "x"})
assert(not ok and e:find("attempt to compare"))
local ok, e = pcall(table.sort, {1, nil, 3})
assert(not ok and e:find("attempt to compare"))
