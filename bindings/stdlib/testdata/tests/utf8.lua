assert(utf8.char() == "" and utf8.char(72, 228, 8364, 0x1F600) == "Hä€😀")
assert(utf8.char(0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF) ==
  "\0\127\194\128\223\191\224\160\128\239\191\191\240\144\128\128\244\143\191\191")
assert(utf8.char(0xD800) == "\237\160\128" and utf8.codepoint("\237\160\128") == 0xD800)
assert(utf8.char(0xFFFD) == "\239\191\189" and utf8.codepoint("\239\191\189") == 0xFFFD)
local s = "Hä€😀"
assert(utf8.len(s) == 4 and utf8.len("") == 0 and utf8.len(s, 2) == 3 and utf8.len(s, -4) == 1 and utf8.len(s, 1, 1) == 1)
assert(utf8.len(s, #s + 1) == 0)
local n, at = utf8.len("ab\255c")
assert(n == nil and at == 3)
n, at = utf8.len(s, 3)
assert(n == nil and at == 3)
for _, bad in ipairs{"\128", "\192\128", "\224\128\128", "\244\144\128\128", "\195", "\226\130", "\248\136\128\128\128"} do
  assert(utf8.len(bad) == nil)
end
local a, b, c, d = utf8.codepoint(s, 1, -1)
assert(a == 72 and b == 228 and c == 8364 and d == 0x1F600)
assert(utf8.codepoint(s) == 72 and utf8.codepoint(s, 2) == 228)
assert(select("#", utf8.codepoint(s, 3, 2)) == 0)
local out = {}
for p, c in utf8.codes(s) do out[#out + 1] = p .. ":" .. c end
assert(table.concat(out, " ") == "1:72 2:228 4:8364 7:128512")
for _ in utf8.codes("") do error("empty") end
for _, bad in ipairs{"\128", "a\128", "\228", "é\128"} do
  assert(not pcall(function() for _ in utf8.codes(bad) do end end))
end
assert(utf8.offset(s, 1) == 1 and utf8.offset(s, 2) == 2 and utf8.offset(s, 3) == 4 and utf8.offset(s, 4) == 7 and utf8.offset(s, 5) == 11)
assert(utf8.offset(s, 6) == nil and utf8.offset(s, -1) == 7 and utf8.offset(s, -4) == 1 and utf8.offset(s, -5) == nil)
assert(utf8.offset(s, 0, 3) == 2 and utf8.offset(s, 0, 9) == 7 and utf8.offset(s, 0) == 11)
assert(utf8.offset(s, 2, 2) == 4 and utf8.offset(s, -1, 4) == 2 and utf8.offset(s, 1, 4) == 4)
assert(utf8.offset("", 1) == 1 and utf8.offset("", 0) == 1 and utf8.offset("", -1) == nil)
assert(utf8.offset(s, 1e300) == nil and utf8.offset(s, -1e300) == nil)
out = {}
for ch in s:gmatch(utf8.charpattern) do out[#out + 1] = ch end
assert(#out == 4 and out[3] == "€")
assert(("\0b"):match(utf8.charpattern) == "\0" and not ("ab"):match("^" .. utf8.charpattern .. "$"))
