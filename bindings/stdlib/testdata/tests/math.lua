assert(math.tointeger(3) == 3 and math.tointeger(3.5) == nil and math.tointeger("3") == nil and math.tointeger(1/0) == nil and math.tointeger(0/0) == nil and math.tointeger({}) == nil)
assert(math.type(1) == "integer" and math.type(1.5) == "float" and math.type("1") == nil and math.type(1/0) == "float" and math.type(nil) == nil)
assert(math.ult(1, 2) and not math.ult(-1, 2) and math.ult(2, -1))
assert(math.log(8, 2) == 3 and math.log(1000, 10) == math.log10(1000) and math.abs(math.log(9, 3) - 2) < 1e-15)
assert(math.atan(1, -1) == math.atan2(1, -1) and math.mod(7, 3) == 1)
assert(math.random(-2^53, 2^53) % 1 == 0)
for _, wide in ipairs{{-1/0, 1/0}, {0/0, 0/0}, {1, 1/0}, {-1e300, 1e300}} do
  assert(type(math.random(wide[1], wide[2])) == "number")
end
math.randomseed(0/0) math.randomseed(-1/0) math.randomseed("12")
assert(math.ldexp(1, 1/0) == 1/0 and math.ldexp(1, 0/0) == 0)
