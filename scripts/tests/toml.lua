local t = require("check")
local asyncio = require("asyncio")
local toml = require("moonloop.toml")

local function keys(v)
  local list = {}
  for k in pairs(v) do
    list[#list + 1] = k
  end
  return list
end

t.case("values", function()
  t.eq(toml.decode([==[
# a comment
s = "a\tb \u00e4 \"q\""
l = 'C:\new'
m = """
two
lines \
   joined"""
lm = '''
it's
raw'''
b = true
i = [0, -17, 1_000, 0xff, 0o17, 0b101, +5]
f = [1.5, -2e3, 6.626e-34, 1_0.5]
d = [1979-05-27T07:32:00Z, 1979-05-27T00:32:00.999-07:00, 1979-05-27T07:32:00, 1979-05-27, 07:32:00]
e = []
n = [[1, 2], ["a"]]
p = { x = 1, y.z = 2 }
]==]), {
    s = 'a\tb ä "q"', l = [[C:\new]], m = "two\nlines joined", lm = "it's\nraw", b = true,
    i = { 0, -17, 1000, 255, 15, 5, 5 }, f = { 1.5, -2000, 6.626e-34, 10.5 },
    d = { "1979-05-27T07:32:00Z", "1979-05-27T00:32:00.999-07:00", "1979-05-27T07:32:00", "1979-05-27", "07:32:00" },
    e = {}, n = { { 1, 2 }, { "a" } }, p = { x = 1, y = { z = 2 } },
  })
  local v = toml.decode("a = inf\nb = -inf\nc = -nan")
  t.eq({ v.a, v.b, v.c ~= v.c }, { 1 / 0, -1 / 0, true })
  t.eq(toml.decode(""), {})
  t.eq(toml.decode("\239\187\191a = 1"), { a = 1 }, "a byte order mark")
end)

t.case("tables, in the order of the document", function()
  local v = toml.decode([==[
zeta = 1
alpha = 2
site."google.com" = true
[owner]
name = "Tom"
[a.b.c]
d = 1
[a]
e = 2
[[fruit]]
name = "apple"
[fruit.physical]
color = "red"
[[fruit.variety]]
name = "red delicious"
[[fruit.variety]]
name = "granny smith"
[[fruit]]
name = "banana"
]==])
  t.eq(v, {
    zeta = 1, alpha = 2, site = { ["google.com"] = true }, owner = { name = "Tom" }, a = { b = { c = { d = 1 } }, e = 2 },
    fruit = {
      { name = "apple", physical = { color = "red" }, variety = { { name = "red delicious" }, { name = "granny smith" } } },
      { name = "banana" },
    },
  })
  t.eq(keys(v), { "zeta", "alpha", "site", "owner", "a", "fruit" })
  t.eq(keys(v.a), { "b", "e" })
end)

t.case("texts that are wrong say where", function()
  local function fails(text, line, column)
    local e = t.raises(toml.DecodeError, toml.decode, text)
    t.eq({ e.line, e.column }, { line, column }, text)
    t.ok(asyncio.isinstance(e, asyncio.ValueError))
  end
  fails("a = 1\nb = \n", 2, 5)
  fails("a = 1\na = 2", 2, 1)
  fails("[a]\n[a]", 2, 2)
  fails("x = 1979-13-01", 1, 10)
  fails("[a]\nb.c = 1\n[a.b]", 3, 2)
  fails("a = [1, 2, 1__0]", 1, 13)
  fails("a = { b = 1, b = 2 }", 1, 14)
  fails("x = 1\n" .. ("a."):rep(1e5) .. "a = 1", 2, 1)
  fails("[" .. ("a."):rep(600) .. "a]\n" .. ("b."):rep(600) .. "b = 1", 2, 1)
  t.raises(toml.DecodeError, toml.decode, "a = 'open")
  t.raises(toml.DecodeError, toml.decode, "a = \"\255\"")
  t.raises(toml.DecodeError, toml.decode, "a = 9223372036854775808")
  t.raises(toml.DecodeError, toml.decode, "a = " .. ("["):rep(1e5))
  t.raises(asyncio.TypeError, toml.decode, 1)
end)

t.case("large integers", function()
  t.eq(toml.decode("a = 9007199254740993").a, 9007199254740992)
  t.eq(toml.decode("a = -9223372036854775808", { bigint = "string" }).a, "-9223372036854775808")
  t.eq(toml.decode("a = 9007199254740992", { bigint = "string" }).a, 9007199254740992)
  t.raises("is not a number exactly", toml.decode, "a = 9007199254740993", { bigint = "error" })
  t.raises("option bigint", toml.decode, "", { bigint = "float" })
end)

t.case("encode", function()
  local v = {}
  v.title = "a \"b\"\n\1"
  v.server = { host = "h", ports = { 80, 443 } }
  v.count = 3
  v.ratio = 0.25
  v.on = true
  v["a key"] = { [""] = 1, sub = { deep = { x = 1 } } }
  v.list = { { id = 1, tags = {} }, { id = 2, inner = { { k = "v" } } } }
  v.mixed = { 1, { a = 1, b = { c = {} } } }
  t.eq(toml.encode(v), [==[
title = "a \"b\"\n\u0001"
count = 3
ratio = 0.25
on = true
mixed = [1, { a = 1, b = { c = {} } }]

[server]
]==] .. toml.encode(v.server) .. [==[

["a key"]
"" = 1

["a key".sub.deep]
x = 1

[[list]]
id = 1

[list.tags]

[[list]]
id = 2

[[list.inner]]
k = "v"
]==])
  t.eq(toml.encode({ a = 1 / 0 }), "a = inf\n")
  t.eq(toml.encode({ a = 1e300 }), "a = 1e+300\n")
  t.eq(toml.encode({ a = 2 ^ 53 }), "a = 9007199254740992\n")
  t.eq(toml.encode({ a = {} }), "[a]\n")
  t.eq(toml.encode({}), "")
  local datetime = require("moonloop.datetime")
  t.eq(toml.encode({ at = datetime.parse("2026-11-29T10:20:30.5+01:00") }), "at = 2026-11-29T10:20:30.5+01:00\n")
  t.eq(toml.encode(toml.decode("a = []\nb = [[]]")), "a = []\nb = [[]]\n", "an empty array stays one")
end)

t.case("what has no form in TOML", function()
  local function fails(message, v)
    t.eq(tostring(t.raises(asyncio.ValueError, toml.encode, v)), "ValueError: toml.encode: " .. message)
  end
  fails("$.a.b[2]: no form in TOML for function", { a = { b = { 1, print } } })
  fails("$.a: list or table with strings for keys expected, got both", { a = { 1, x = 2 } })
  fails("$: string expected as key, got boolean", { [true] = 1 })
  fails("$: table with strings for keys expected, got a list", { 1 })
  fails("$.a: text in UTF-8 expected", { a = "\255" })
  local cycle = {}
  cycle.c = cycle
  t.raises("tables nested more than 1000 deep", toml.encode, cycle)
  local list = {}
  list[1] = { list }
  t.raises("tables nested more than 1000 deep", toml.encode, { a = list })
end)

t.case("what is encoded is decoded", function()
  local v = {
    s = { "", "a\\b\"c", "\t\r\n\0\127", "ä\226\128\168", "'''", '"""' }, n = { 0, -1, 0.1, 1e-300, 123456789.125, -2 ^ 53 },
    deep = { a = { b = { { c = { { 1 }, { "x" } } }, { d = false } } } }, ["k.e y\n"] = { ["ä"] = { x = 1 } },
  }
  t.eq(toml.decode(toml.encode(v)), v)
end)
