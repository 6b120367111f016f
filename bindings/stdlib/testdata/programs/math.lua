local nan, inf = 0/0, 1/0
local vals = {0, tonumber('-0'), 1, -1, 0.5, -0.5, 2, 1.5, -1.5, 2.5, 10, 100, 1e10, 1e300, -1e300, inf, -inf, nan, -nan, "10", " 0x10 ", 1e-10}
local names = {"abs","acos","asin","atan","ceil","cos","cosh","deg","exp","floor","frexp","log","log10","modf","rad","sin","sinh","sqrt","tan","tanh"}
local function s(...) local o = {} for i = 1, select("#", ...) do local v = select(i, ...) o[i] = type(v)=="number" and string.format("%.13g", v) or tostring(v) end return table.concat(o, " ") end
for _, n in ipairs(names) do for _, v in ipairs(vals) do print(n, v, s(math[n](v))) end end
for _, n in ipairs{"atan2","fmod","mod","pow"} do for _, v in ipairs(vals) do for _, w in ipairs(vals) do
  if n ~= "pow" or v == v and w == w then print(n, v, w, s(math[n](v, w))) end
end end end
for _, v in ipairs(vals) do for _, w in ipairs{0, 1, -1, 10, 2000, -2000, 1.5, 2^31, 2^31+1, inf, nan, "3"} do print("ldexp", v, w, s(math.ldexp(v, w))) end end
for _, v in ipairs(vals) do for _, w in ipairs(vals) do print("max", v, w, s(math.max(v, w)), s(math.min(v, w)), s(math.max(v,w,1))) end end
print(math.log(8, 2), math.atan(1, 2), math.pi, math.huge, -math.huge)
for _, args in ipairs{{0},{-1},{1.9},{nan},{inf},{3,1},{1,2,3},{2^31},{"x"},{1,"x"},{nil,1},{5,5},{-3,-3}} do print(s(pcall(math.random, unpack(args)))) end
print(s(math.randomseed(1)), select("#", math.randomseed(1)), pcall(math.randomseed)) print(pcall(math.max)) print(pcall(math.min, 1, "x")) print(pcall(math.fmod, 1)) print(pcall(math.frexp)) print(pcall(math.modf, "z"))
for i=1,50 do local r = math.random() assert(r>=0 and r<1) r = math.random(3) assert(r==1 or r==2 or r==3) r = math.random(-2,2) assert(r>=-2 and r<=2) end
