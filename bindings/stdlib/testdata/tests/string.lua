-- What the string module has beyond Lua 5.1.
assert(("ab"):rep(3, "-") == "ab-ab-ab" and ("x"):rep(1, "-") == "x" and (""):rep(3, ",") == ",,")
assert(("x"):rep(0, ",") == "" and ("x"):rep(-1, ",") == "")

assert(string.format("%s %s %s", nil, true, 1.5) == "nil true 1.5")
local shown = setmetatable({}, {__tostring = function() return "shown" end})
assert(string.format("<%s> <%8s> <%.2s>", shown, shown, shown) == "<shown> <   shown> <sh>")
assert(string.format("%s", {}):find("^table: "))
assert(string.format("%F", 1.5) == "1.500000" and string.format("%F", 1/0) == "INF")
assert(string.format("%a %A", 1, 0.5) == "0x1p+0 0X1P-1")
assert(string.format("%.2a|%10.1a|%-10.0a|%+a", 1, 1, 1, 1) == "0x1.00p+0|  0x1.0p+0|0x1p+0    |+0x1p+0")
assert(string.format("%a", 2^100) == "0x1p+100" and string.format("%010a", 1) == "0x00001p+0")
assert(string.format("%c", 0) == "\0")
assert(string.format("%s %s %s", 1/0, -1/0, 0/0) == "inf -inf nan")
assert(string.format("%d %d", 0/0, 1/0) == string.format("%d %d", -2^63, -2^63))
assert(string.format("%x %u", 2^63, 2^64) == "8000000000000000 9223372036854775808")

-- Positions beyond what an integer holds.
local inf, nan = 1/0, 0/0
assert(("abc"):sub(1, inf) == "abc" and ("abc"):sub(-inf) == "abc" and ("abc"):sub(2, -inf) == "")
assert(("abc"):sub(nan) == "abc" and ("abc"):byte(inf) == nil and ("abc"):find("b", -inf) == 2)
assert(("abc"):find("", inf) == 4 and ("abc"):match(".", nan) == "a")
assert(("aaa"):gsub("a", "b", inf) == "bbb" and ("aaa"):gsub("a", "b", nan) == "aaa")

-- Zero bytes and %g in patterns.
assert(("a\0b"):find("\0b") == 2 and ("a\0b"):match("[\0-\1]") == "\0" and ("a\0b"):match("a.b") == "a\0b")
assert(("  ab c"):match("%g+") == "ab" and (" \n"):match("%G+") == " \n")
assert(not pcall(string.rep, "x", -1, {}))

-- A callback may use the library and the same pattern.
local n = 0
local function nested(s, depth)
  return (s:gsub("%w", function(c)
    n = n + 1
    if depth > 0 then return nested(c .. c, depth - 1) end
  end))
end
assert(nested("ab", 3) == ("a"):rep(8) .. ("b"):rep(8) and n == 30)
local ok, e = pcall(string.gsub, "abc", "b", function() error({code = 7}) end)
assert(not ok and e.code == 7)

-- Iterators are independent, and ended ones stay ended.
local f, g = ("ab"):gmatch("."), ("xy"):gmatch(".")
assert(f() == "a" and g() == "x" and f() == "b" and f() == nil and f() == nil and g() == "y")
assert(string.gmatch("a", "()")() == 1)

-- Coroutines: a native called in a thread uses that thread.
local co = coroutine.wrap(function() return ("abc"):gsub(".", function(c) return c:upper() end) end)
assert(co() == "ABC")
local ok, e = coroutine.resume(coroutine.create(function() ("x"):rep() end))
assert(not ok and e:find("bad argument #1 to 'rep' %(number expected, got no value%)"))
