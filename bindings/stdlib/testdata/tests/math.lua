-- What math has, and what it has not.
assert(math.type == nil and math.tointeger == nil and math.ult == nil)
assert(math.log(8, 2) == math.log(8) and math.atan(1, -1) == math.atan(1) and math.mod(7, 3) == 1)
math.randomseed(0/0) math.randomseed(-1/0) math.randomseed("12")
assert(math.ldexp(1, 2^31) == 0 and math.ldexp(1, 0/0) == 1)

-- The numbers of lua5.1 under Linux.
math.randomseed(42)
local drawn = {}
for i = 1, 5 do drawn[i] = math.random(1000) end
assert(table.concat(drawn, " ") == "34 330 691 423 207", table.concat(drawn, " "))
