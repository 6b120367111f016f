-- Binary trees, made, counted and dropped.
local function make(depth)
  if depth == 0 then return {} end
  return {make(depth - 1), make(depth - 1)}
end
local function count(tree) return tree[1] and 1 + count(tree[1]) + count(tree[2]) or 1 end

local depth, total = tonumber(arg[1]) or 15, 0
local long = make(depth)
for d = 4, depth, 3 do
  for _ = 1, 2 ^ (depth - d + 1) do total = total + count(make(d)) end
end
print(total, count(long))
