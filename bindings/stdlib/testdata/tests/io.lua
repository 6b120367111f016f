-- What io and os have beyond Lua 5.1.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
assert(f:write("one\ntwo\n3 4\n0x10 -0x.8p1 1e1x nan"))
f:close()
f = io.open(name)
assert(f:read() == "one" and f:read("*l") == "two")
local a, b, c, d, e, z = f:read("*n", "*number", "*n", "*n", "*n", "*n")
assert(a == 3 and b == 4 and c == 16 and d == -1 and e == 10 and z == nil, d)
assert(f:read("*a") == "x nan" and f:read("*a") == "" and f:read("*l") == nil)
f:close()

f = io.open(name)
for a in f:lines() do assert(a == "one") break end
assert(f:read() == "two" and f:read(1e15) == "3 4\n0x10 -0x.8p1 1e1x nan" and f:read(1/0) == nil)
f:close()
assert(not pcall(f.lines, f))
for _, mode in ipairs{"rw", "r\0", "rb", "rbbbbbb+"} do assert(io.open(name, mode)):close() end
for _, mode in ipairs{"", "x", "+r"} do
  local f, e, n = io.open(name, mode)
  assert(f == nil and e == name .. ": Invalid argument" and n == 22)
end
assert(select(3, io.open(name, "wx")) == 17)

-- Buffering.
f = io.open(name, "w")
local r = io.open(name)
f:setvbuf("line")
f:write("part")
assert(r:read("*a") == "")
f:write("ial\nmore")
r:seek("set")
assert(r:read("*a") == "partial\nmore")
f:setvbuf("full", 1e300)
f:setvbuf("full", -1)
f:write("!")
f:flush()
r:seek("set")
assert(r:read("*a") == "partial\nmore!")
f:close() r:close()

-- Numerals longer than any number.
f = io.open(name, "w+")
f:write(("1"):rep(300)) f:seek("set")
local n = f:read("*n")
assert(n > 1.1e199 and n < 1.2e199)
f:close()

-- Errors of streams.
local a, b, c = io.open("/"):write("x")
assert(a == nil and b == "Bad file descriptor" and c == 9)
local a, b, c = io.stdin:seek()
assert(io.stdout:seek() == nil)
assert(io.close() == nil and io.stdout:close() == nil and io.type(io.stdout) == "file")
local d = io.open("/dev/full", "w")
if d then
  d:write("x")
  local a, b, c = d:flush()
  assert(a == nil and b == "No space left on device" and c == 28)
  assert(d:close())
end
assert(os.remove(name) and not os.remove(name))
