--- replacements that grow with each match
local s = ("a"):rep(1e5) while true do s:gsub("a", ("%0"):rep(1000)) end
--- replacements by captures of the whole
local s = ("a"):rep(1e4) while true do s:gsub("((((.*))))", ("%1%2%3%4"):rep(1000)) end
--- replacements of nothing
local s = ("a"):rep(1e6) while true do s:gsub("", ("x"):rep(100)) s:gsub("b*", "y") end
--- replacements by a table that answers everything
local big = ("x"):rep(1e5) local t = setmetatable({}, { __index = function() return big end }) while true do (("a"):rep(1e5)):gsub(".", t) end
--- replacements by a function that answers with more
local s = "a" while true do s = s:gsub("a", function() return "aa" end) end
--- replacements by a function that waits
while true do (("a"):rep(1e4)):gsub("a", function() await(asyncio.sleep(0)) end) end
--- replacements with a count that is none
for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, math.huge, -math.huge, 0 / 0 } do for i = 1, 100 do pcall(string.gsub, ("a"):rep(1e5), "a", "b", n) end end
--- matches at positions that are none
for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, math.huge, -math.huge, 0 / 0, 2 ^ 31, -2 ^ 31 } do for i = 1, 1000 do pcall(string.find, "abc", "", n) pcall(string.match, "abc", "()", n) pcall(string.sub, "abc", n, n) pcall(string.byte, "abc", n, n) pcall(string.byte, "abc", -n, n) end end
--- patterns that are long
local p = ("a?"):rep(1e5) .. ("a"):rep(1e5) pcall(string.find, ("a"):rep(1e5), p) for _, x in ipairs { "(", "%b()", "%f[a]", "[a", ".-", "(a*)", "%1", "()" } do pcall(string.find, ("a"):rep(1e5), x:rep(1e5)) pcall(string.find, ("a"):rep(1e5), x:rep(20)) end
--- patterns with sets that are long
local set = "[" .. ("ab"):rep(4e5) .. "]" while true do (("z"):rep(1e6)):find(set) (("z"):rep(1e6)):gsub(set .. "*", "") end
--- patterns that go back for ever
return (("a"):rep(60)):find(("a*"):rep(30) .. "b")
--- patterns that go back within frontiers and balances
return (("ab "):rep(1e5)):find("(.-)%f[%w](.-)%f[%W](.-)%b  x")
--- patterns that refer back to what is long
local s = ("a"):rep(1e5) return s:find("(.*).*%1%1x"), s:find("(.-)%1%1%1b"), s:find("(a+)(a+)%2%1b")
--- patterns anchored nowhere on a long text
local s = ("a"):rep(1e6) while true do s:find("a-b") s:match("a*b") s:match("[^b]*b") end
--- gmatch over what is empty everywhere
for _ in ("x"):rep(2e7):gmatch("()") do end while true do for _ in ("x"):rep(2e7):gmatch("") do end end
--- gmatch of captures of the rest
local t = {} for a in ("x"):rep(1e5):gmatch("()") do t[a] = ("x"):rep(1e5):match("().*", a) end for a in ("x"):rep(1e6):gmatch("(.*)") do t[#t + 1] = a end
--- gmatch iterators over long strings, kept
local t = {} for i = 1, 1e6 do t[i] = (("x"):rep(1e5) .. i):gmatch(".") t[i]() end
--- formats with very many items
local f = ("%d"):rep(1e5) while true do pcall(string.format, f, unpack({}, 1, 1e5)) end
--- formats of text that is long, quoted
local s = ("\0\1\n\r\"\\"):rep(1e6) local t = {} for i = 1, 1e5 do t[i] = ("%q"):format(s) end
--- formats of what has a method to be shown
local big = ("x"):rep(1e6) local o = setmetatable({}, { __tostring = function() return big end }) local t = {} for i = 1, 1e5 do t[i] = ("%s%s%s%s%s%s%s%s"):format(o, o, o, o, o, o, o, o) end
--- formats of numbers with long fractions
while true do ("%99.99f %99.99e %.99g %099.99f"):format(1e308, -1e308, 1e-308, 0 / 0) end
--- formats whose method calls format again
local o o = setmetatable({}, { __tostring = function() return ("%s"):format(o) end }) return ("%s"):format(o)
--- formats whose method waits
local o = setmetatable({}, { __tostring = function() await(asyncio.sleep(0)) return "x" end }) while true do ("%s%s"):format(o, o) end
--- rep of rep of rep
local s = "x" while true do s = s:rep(3) end
--- rep of nothing, very often
while true do (""):rep(2 ^ 53) (""):rep(2 ^ 31) end
--- reverse, upper and lower of strings that are kept
local s, t = ("x"):rep(1e6), {} for i = 1, 1e6 do t[i] = (s .. i):reverse() t[-i] = (s .. i):upper():lower() end
--- sub byte by byte of a long string, kept
local s, t = ("x"):rep(2e7), {} for i = 1, #s do t[i] = s:sub(i, i + 100) end
--- bytes of a long string at once
local s = ("x"):rep(2e7) while true do pcall(s.byte, s, 1, -1) pcall(s.byte, s, 1, 2e5) pcall(function() return { s:byte(1, 1e6) } end) end
--- char with very many
local t = {} for i = 1, 2e5 do t[i] = 65 end local keep = {} for i = 1, 1e6 do keep[i] = string.char(unpack(t)) end
--- dump of big functions
local f = load("return {" .. ("function() return x end,"):rep(30000) .. "}") local t = {} for i = 1, 1e6 do t[i] = string.dump and select(2, pcall(string.dump, f)) end while true do pcall(string.dump, f) end
--- loading what dump gave, changed at each place
local ok, d = pcall(string.dump, function(a, ...) local t = { a, ... } for k, v in pairs(t) do t[k] = v .. k end return t end) if not ok then d = "\27Lua\0\1\4\8\4\8\0" .. ("\255"):rep(1000) end
for i = 1, #d do for b = 0, 255, 15 do local f = load(d:sub(1, i - 1) .. string.char(b) .. d:sub(i + 1)) if f then pcall(f, 1, 2, 3) end end end
--- strings that all have one hash in their ends
local t, m = {}, ("x"):rep(1000) for i = 1, 1e6 do t[i .. m] = i t[m .. i] = i end
--- utf8 on what is long and broken
local u = utf8 or {} local s = ("\240\159\152"):rep(1e6) while true do for _, f in pairs(u) do if type(f) == "function" then pcall(f, s) pcall(f, s, 1, -1) pcall(f, s, -1, 1) pcall(f, 2 ^ 53, 0 / 0) end end pcall(string.len, s) end
--- utf8 characters in great number
local u = utf8 or { char = string.char } local t = {} for i = 1, 1e5 do t[i] = 0x10ffff end local keep = {} for i = 1, 1e6 do local ok, s = pcall(u.char, unpack(t)) keep[i] = ok and s .. i end
--- utf8 codes of a long text
local u = utf8 if u then local s = ("é"):rep(1e7) while true do pcall(function() for p, c in u.codes(s) do end end) pcall(u.codepoint, s, 1, -1) pcall(u.offset, s, 1e7) pcall(u.offset, s, -1e7) end end
--- tonumber in each base with long digits
local s = ("z"):rep(1e7) while true do for b = 2, 36 do pcall(tonumber, s, b) pcall(tonumber, ("1"):rep(100), b) end end
--- tonumber of numbers with long exponents and fractions
while true do tonumber("0x" .. ("f"):rep(1e6)) tonumber("0x1p" .. ("9"):rep(1e6)) tonumber("." .. ("0"):rep(1e6) .. "1e" .. ("9"):rep(1e5)) tonumber("1e-" .. ("0"):rep(1e6) .. "1") end
--- strings compared that differ at their ends, as keys of a sort
local t, s = {}, ("x"):rep(1e5) for i = 1, 500 do t[i] = s .. (500 - i) end while true do table.sort(t, function(a, b) return a > b end) table.sort(t) end
--- strings joined in pairs of a Fibonacci row
local a, b = "a", "b" while true do a, b = b, a .. b end
--- long strings in equality with what is made anew
local s = ("x"):rep(1e7) while true do local _ = s == ("x"):rep(1e7), s:sub(1, -2) .. "x" == s end
