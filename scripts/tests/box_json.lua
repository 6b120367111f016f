local t = require("check")
local asyncio = require("asyncio")
local json = require("moonloop.json")

-- What is no JSON, with the offset at which it stops being that.
local wrong = {
  { "", 1 }, { " ", 2 }, { "[", 2 }, { "]", 1 }, { "[1,]", 4 }, { "[,1]", 2 }, { "[1 2]", 4 }, { "[1", 3 }, { "{", 2 },
  { '{"a"}', 5 }, { '{"a":}', 6 }, { '{"a":1,}', 8 }, { "{a:1}", 2 }, { "{'a':1}", 2 }, { '{"a":1 "b":2}', 8 }, { "{1:1}", 2 },
  { "nul", 1 }, { "nulll", 5 }, { "True", 1 }, { "NaN", 1 }, { "-Infinity", 2 }, { "+1", 1 }, { "01", 2 }, { "-", 2 },
  { "1.", 3 }, { ".5", 1 }, { "1e", 3 }, { "1e+", 4 }, { "0x10", 2 }, { "1e999", 1 }, { "-1e999", 1 }, { '"a', 1 }, { '"\\', 2 },
  { '"\\x41"', 2 }, { '"\\u12"', 2 }, { '"\\u12g4"', 2 }, { '"\\ud800"', 2 }, { '"\\udc00"', 2 }, { '"\\ud800\\u0041"', 2 },
  { '"a\nb"', 3 }, { '"\0"', 2 }, { '"\t"', 2 }, { "\"\255\"", 2 }, { "\"ab\195\"", 4 }, { "\"\237\160\128\"", 2 },
  { "\"\\n\192\128\"", 4 }, { "1 1", 3 }, { "[] []", 4 }, { "[1]x", 4 }, { "/**/1", 1 }, { "[1]\0", 4 }, { "\226\129\160[]", 1 },
}

t.case("what is no JSON is a DecodeError that says where", function()
  for _, case in ipairs(wrong) do
    local e = t.raises(json.DecodeError, json.decode, case[1])
    t.eq({ case[1], e.offset }, case)
    t.ok(asyncio.isinstance(e, asyncio.ValueError))
  end
  local e = t.raises(json.DecodeError, json.decode, '{"a": 1,\n "é": [1\n  2]}')
  t.eq({ e.line, e.column, e.offset }, { 3, 3, 22 })
  t.eq(tostring(e), "DecodeError: ',' or ']' expected, got '2': line 3 column 3 (offset 22)")
end)

t.case("decode", function()
  t.eq(json.decode(' {"a" : [1, -2.5, 1e3, 0, true, false] , "b":{"c":"d"},"e":""}\r\n\t'),
    { a = { 1, -2.5, 1000, 0, true, false }, b = { c = "d" }, e = "" })
  t.eq(json.decode('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00"'), '"\\/\b\f\n\r\tA\195\169\226\130\172\240\159\152\128')
  t.eq(json.decode('"\\u0000"'), "\0")
  t.eq(json.decode("\239\187\191[1]"), { 1 })
  t.eq(1 / json.decode("-0"), -1 / 0)
  for _, text in ipairs { "0.1", "1.7976931348623157e308", "5e-324", "123456789012345678", "0.30000000000000004", "1e23", "9007199254740993",
    "2.2250738585072011e-308", "1e-400" } do
    t.eq(json.decode(text), tonumber(text))
  end
end)

t.case("null is a value of its own, or the script's", function()
  local v = json.decode('[null, {"a": null}]')
  t.ok(v[1] == json.null and v[2].a == json.null)
  t.eq(tostring(json.null), "null")
  t.eq(json.decode("[null]", { null = false }), { false })
  t.eq(json.encode { json.null }, "[null]")
  t.eq(json.encode(nil), "null")
end)

t.case("whole numbers beyond 2^53", function()
  t.eq(json.decode("[9007199254740993]")[1], 2 ^ 53)
  t.eq(json.decode("[9007199254740993, 9007199254740992, -9007199254740993, 1e300]", { bigint = "string" }),
    { "9007199254740993", 2 ^ 53, "-9007199254740993", 1e300 })
  t.eq(t.raises(json.DecodeError, json.decode, "[1, 9007199254740993]", { bigint = "error" }).offset, 5)
  t.raises(asyncio.ValueError, json.decode, "1", { bigint = "float" })
end)

t.case("max_depth", function()
  local function deep(n) return ("["):rep(n) .. ("]"):rep(n) end
  t.eq(json.encode(json.decode(deep(1000))), deep(1000))
  t.eq(t.raises(json.DecodeError, json.decode, deep(1001)).offset, 1001)
  t.eq(json.encode(json.decode(deep(10000), { max_depth = 10000 })), deep(10000))
  t.raises(json.DecodeError, json.decode, "[[1]]", { max_depth = 1 })
  t.raises(json.DecodeError, json.decode, ('{"a":'):rep(1001))
  t.raises(asyncio.ValueError, json.decode, "1", { max_depth = 0 })
  t.raises(asyncio.ValueError, json.decode, "1", { max_depth = 1e9 })
end)

t.case("objects keep the order of their keys, and of a key twice the last", function()
  local text = '{"z":1,"a":{"y":1,"b":2},"10":3,"m":4}'
  t.eq(json.encode(json.decode(text)), text)
  t.eq(json.encode(json.decode('{"a":1,"b":2,"a":3}')), '{"a":3,"b":2}')
  t.eq(json.encode(json.decode('[{"a":1,"a":[2]},{"a":1,"a":3,"b":4}]')), '[{"a":[2]},{"a":3,"b":4}]')
  local v = json.decode('[{"a":1,"b":2},{"a":3,"b":4},{"a":5,"b":6}]') -- alike, but not the same
  v[2].c, v[3].a = 7, nil
  t.eq(json.encode(v), '[{"a":1,"b":2},{"a":3,"b":4,"c":7},{"b":6}]')
  v[1].d, v[1].a = 1, nil
  t.eq(json.encode(v), '[{"b":2,"d":1},{"a":3,"b":4,"c":7},{"b":6}]')
  t.eq(json.encode(json.decode('{"a":1,"b":2}')), '{"a":1,"b":2}')
end)

t.case("an object of many keys", function()
  local parts = {}
  for i = 1, 5000 do
    parts[i] = ('"%s%d":%d'):format(("k"):rep(i % 100), i, i)
  end
  local text = "{" .. table.concat(parts, ",") .. "}"
  local v = json.decode(text)
  t.eq(v[("k"):rep(99) .. "4999"], 4999)
  t.eq(json.encode(v), text)
  t.eq(json.encode(json.decode('{"k1":0,' .. text:sub(2))), text:gsub("^{", '{"k1":0,', 1):gsub('"k1":1,', "", 1):gsub('"k1":0', '"k1":1', 1) .. "")
  for i = 1, 3000 do -- more kinds of objects than are remembered
    t.eq(json.encode(json.decode(('{"a%d":1,"b%d":2}'):format(i, i))), ('{"a%d":1,"b%d":2}'):format(i, i))
  end
end)

t.case("encode: what is an array and what an object", function()
  t.eq(json.encode {}, "{}")
  t.eq(json.encode { 1, 2 }, "[1,2]")
  t.eq(json.encode { a = 1 }, '{"a":1}')
  t.eq(json.encode(json.array()), "[]")
  t.eq(json.encode(json.object { 1, "x" }), '{"1":1,"2":"x"}')
  t.eq(json.encode { 1, nil, 3, nil, n = 4 }, "[1,null,3,null]")
  t.eq(json.encode(await(asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0), asyncio.sleep(0)))), "[1,null,null]")
  t.eq(json.encode { n = 3 }, '{"n":3}')
  t.eq(json.encode(json.decode('{"a":[],"b":{}}')), '{"a":[],"b":{}}')
  local list = json.array { 1 }
  table.remove(list)
  t.eq(json.encode(list), "[]")
  t.eq(json.encode(json.object(list)), "{}")
  t.eq(json.encode { [3] = 3, [2] = 2, [1] = 1 }, "[1,2,3]")
  t.eq(getmetatable(json.decode("{}")), nil)
  t.eq(getmetatable(json.decode("[1]")), nil)
  t.raises(asyncio.TypeError, json.array, setmetatable({}, {}))
  t.raises(asyncio.TypeError, json.object, 1)
end)

t.case("encode: numbers and strings", function()
  for v, text in pairs { [0.1] = "0.1", [1e15] = "1000000000000000", [2 ^ 53] = "9007199254740992", [1e20] = "100000000000000000000",
    [1e21] = "1e+21", [1e-7] = "1e-7", [5e-324] = "5e-324", [-1.5] = "-1.5", [1.7976931348623157e308] = "1.7976931348623157e+308" } do
    t.eq(json.encode(v), text)
    t.eq(json.decode(text), v)
  end
  t.eq(json.encode(-0.0), "-0")
  t.eq(json.encode('"\\/\b\f\n\r\t\0\31\127é€😀'), '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\127é€😀"')
  local long = ("0123456789"):rep(100) .. "\n" .. ("é"):rep(100)
  t.eq(json.decode(json.encode(long)), long)
end)

t.case("encode: indent and sort_keys", function()
  local v = json.decode('{"b":[1,{"d":1,"c":[]}],"a":{}}')
  t.eq(json.encode(v, { indent = 2 }), '{\n  "b": [\n    1,\n    {\n      "d": 1,\n      "c": []\n    }\n  ],\n  "a": {}\n}')
  t.eq(json.encode({ 1 }, { indent = "\t" }), "[\n\t1\n]")
  t.eq(json.encode({ 1 }, { indent = 0 }), "[\n1\n]")
  t.eq(json.encode(v, { sort_keys = true }), '{"a":{},"b":[1,{"c":[],"d":1}]}')
  t.eq(json.encode({ 1, 2 }, { sort_keys = true }), "[1,2]")
  t.raises(asyncio.TypeError, json.encode, 1, { indent = "x" })
  t.raises(asyncio.TypeError, json.encode, 1, { indent = 1000 })
  local e = t.raises(asyncio.TypeError, json.encode, 1, { sort_kesy = true })
  t.eq(e.message, "json.encode: argument 2: unexpected option 'sort_kesy' (did you mean 'sort_keys'?)")
end)

t.case("encode: what has no place in JSON is an error with the path", function()
  local round, mutual = {}, { x = {} }
  round[1] = round
  mutual.x.y = { mutual }
  for text, v in pairs {
    ["$: value that JSON has expected, got function"] = print,
    ["$.a[2]: finite number expected, got -nan"] = { a = { 1, 0 / 0 } },
    ["$[1]: finite number expected, got inf"] = { 1 / 0 },
    ["$[1]: the table contains itself"] = round,
    ["$.x.y[1]: the table contains itself"] = mutual,
    ['$["a b"]["1"].c: value that JSON has expected, got Future'] = { ["a b"] = { ["1"] = { c = asyncio.Future() } } },
    ["$: a list with other keys: mixed keys have no place in JSON"] = { 1, a = 1 },
    ["$.x: keys that are strings or count from 1 expected, got 1.5"] = { x = { [1.5] = 1 } },
    ["$: keys that are strings or count from 1 expected, got boolean"] = { [true] = 1 },
    ["$[2]: value expected in a list without n, got nil"] = { 1, nil, 3 },
    ["$: a list whose n is not its length"] = { 1, 2, n = 1 },
    ["$.s: text in UTF-8 expected, got byte 0xff at offset 2"] = { s = "ab\255" },
  } do
    t.eq(t.raises(asyncio.ValueError, json.encode, v).message, "json.encode: " .. text)
  end
  local shared = { 1 }
  t.eq(json.encode { shared, shared }, "[[1],[1]]") -- twice is no circle
  local deep = {}
  for _ = 1, 10000 do
    deep = { deep }
  end
  t.ok(#t.raises(asyncio.ValueError, json.encode, deep).message < 200)
end)

t.case("lines of a string, a file, a stream and an iterator", function()
  local text = '{"a":1}\n\n[2]\r\n  "x" \n4'
  local function collect(source)
    local list = {}
    for v, line in json.lines(source) do
      list[#list + 1] = line .. ":" .. json.encode(v)
    end
    return table.concat(list, " ")
  end
  local want = '1:{"a":1} 3:[2] 4:"x" 5:4'
  t.eq(collect(text), want)
  local reader = asyncio.StreamReader()
  asyncio.create_task(function()
    for i = 1, #text, 3 do
      reader:feed_data(text:sub(i, i + 2))
      await(asyncio.sleep(1))
    end
    reader:feed_eof()
  end)
  t.eq(collect(reader), want)
  local at = 0
  t.eq(collect(function()
    at = at + 1
    return at <= #text and text:sub(at, at) or nil
  end), want)
  local e = t.raises(json.DecodeError, function()
    for _ in json.lines('1\n  {"a" 1}\n') do
    end
  end)
  t.eq({ e.line, e.column, e.offset }, { 2, 8, 10 })
  t.raises(asyncio.TypeError, json.lines, 5)
end)

t.case("lines can be closed", function()
  local it = json.lines("1\n2\n3\n", { null = 0 })
  t.eq({ it() }, { 1, 1 })
  it:close()
  t.eq(it(), nil)
  it:close()
  t.raises(asyncio.AttributeError, function() return it.stop end)
end)

t.case("values and the module go to another thread and back", function()
  local v = await(asyncio.to_thread(function(text) return json.decode(text) end, '{"a":[],"b":{"c":[null,1]}}'))
  t.eq(json.encode(v), '{"a":[],"b":{"c":[null,1]}}')
  t.ok(v.b.c[1] == json.null)
end)
