-- Small objects kept and dropped, with fields and of a class.
local Point = {}
Point.__index = Point
function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end
function Point:plus(other) return Point.new(self.x + other.x, self.y + other.y) end

local kept, sum = {}, Point.new(0, 0)
for i = 1, tonumber(arg[1]) or 1000000 do
  local p = {x = i, y = -i}
  if i % 4 == 0 then kept[#kept + 1] = p end
  sum = sum:plus(p)
end
print(#kept, sum.x, sum.y)
