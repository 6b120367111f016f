-- What the string module has not of later versions.
assert(("ab"):rep(3, "-") == "ababab" and ("a g"):match("%g+") == "g")
assert(not pcall(string.format, "%s", nil) and not pcall(string.format, "%a", 1))

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
