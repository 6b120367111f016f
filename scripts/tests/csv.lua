local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local csv = require("moonloop.csv")

local function rows(...)
  local list = {}
  for row in csv.rows(...) do
    list[#list + 1] = row
  end
  return list
end

-- What all three ways of reading give: at once, in one piece, byte by byte.
local function read(text, options)
  local whole = csv.decode(text, options)
  t.eq(rows(text, options), whole)
  local at = 0
  t.eq(rows(function()
    at = at + 1
    if at <= #text then
      return text:sub(at, at)
    end
  end, options), whole, "byte by byte")
  return whole
end

t.case("rows and fields", function()
  t.eq(read("a,b\n1,2\n"), { { "a", "b" }, { "1", "2" } })
  t.eq(read("a,b\n1,2"), { { "a", "b" }, { "1", "2" } })
  t.eq(read("a;b\n", { sep = ";" }), { { "a", "b" } })
  t.eq(read("a\tb c\n", { sep = "\t" }), { { "a", "b c" } })
  t.eq(read(""), {})
  t.eq(read(","), { { "", "" } })
  t.eq(read(",\n,"), { { "", "" }, { "", "" } })
  t.eq(read(" a , b "), { { " a ", " b " } })
  t.eq(read("\255,\0"), { { "\255", "\0" } }, "bytes are kept")
end)

t.case("line ends, empty lines and a byte order mark", function()
  t.eq(read("a\r\nb\r\n"), { { "a" }, { "b" } })
  t.eq(read("a\rb\r"), { { "a" }, { "b" } })
  t.eq(read("a\n\n\r\n\r\rb"), { { "a" }, { "b" } })
  t.eq(read("\239\187\191a,b"), { { "a", "b" } })
  t.eq(read("\239\187\191\"a\",b"), { { "a", "b" } })
  t.eq(read("\239"), { { "\239" } })
end)

t.case("quotes", function()
  t.eq(read('"a","b,c"\n'), { { "a", "b,c" } })
  t.eq(read('"say ""hi""",x'), { { 'say "hi"', "x" } })
  t.eq(read('"two\nlines","cr\r\nlf"\nz,y'), { { "two\nlines", "cr\r\nlf" }, { "z", "y" } })
  t.eq(read('""'), { { "" } })
  t.eq(read('""\n""\n'), { { "" }, { "" } })
  t.eq(read('"",""'), { { "", "" } })
  t.eq(read('""""'), { { '"' } })
  t.eq(read('5" pipe,a"b"'), { { '5" pipe', 'a"b"' } }, "a quote within a field is itself")
end)

t.case("texts that are wrong say where", function()
  local function fails(text, line, column, message)
    local e = t.raises(csv.DecodeError, csv.decode, text)
    t.eq({ e.line, e.column }, { line, column })
    t.ok(tostring(e):find(message, 1, true), tostring(e))
    t.raises(csv.DecodeError, rows, text)
  end
  fails('a\n"b" c\n', 2, 4, "csv.decode: line 2, column 4: the end of the field expected after its closing quote")
  fails('a,"b\nc\n', 3, 1, "the quote that was opened in line 1 is not closed")
  fails('"a\nb"x', 2, 3, "closing quote")
  local e = t.raises(csv.DecodeError, csv.decode, ("x"):rep(100) .. "\n", { max_row = 50 })
  t.ok(tostring(e):find("longer than 50 bytes"), tostring(e))
  t.ok(asyncio.isinstance(e, asyncio.ValueError))
  t.raises("more than 65536 fields", csv.decode, (","):rep(70000))
end)

t.case("header", function()
  t.eq(read("name,age\nAnn,7\nBob\n", { header = true }), { { name = "Ann", age = "7" }, { name = "Bob" } })
  t.eq(read("Ann,7\n", { header = { "name", "age" } }), { { name = "Ann", age = "7" } })
  t.eq(read("a,b\n", { header = true }), {})
  t.eq(read("", { header = true }), {})
  t.eq(read("a\n", { header = false }), { { "a" } })
  local e = t.raises(csv.DecodeError, csv.decode, 'a,b\n"1\n1",2\n1,2,3\n', { header = true })
  t.eq({ e.line, tostring(e) }, { 4, "DecodeError: csv.decode: line 4, column 1: 3 fields, for 2 columns" })
  t.raises("two columns are named 'a'", csv.decode, "a,a\n", { header = true })
  t.raises("two columns", csv.decode, "", { header = { "a", "a" } })
end)

t.case("options", function()
  t.raises(asyncio.ValueError, csv.rows, "", { sep = ",," })
  t.raises(asyncio.ValueError, csv.rows, "", { sep = '"' })
  t.raises("boolean or list of names", csv.rows, "", { header = 1 })
  t.raises("did you mean 'header'", csv.rows, "", { heder = true })
  t.raises(asyncio.TypeError, csv.rows, 1)
  t.raises(asyncio.TypeError, csv.decode, nil)
end)

t.case("rows of a reader", function()
  local r = asyncio.StreamReader()
  asyncio.create_task(async(function()
    for _, piece in ipairs({ "a,b\n1,", "2\n\"3\n", "\",4\n" }) do
      await(asyncio.sleep(1))
      r:feed_data(piece)
    end
    r:feed_eof()
  end)())
  t.eq(rows(r, { header = true }), { { a = "1", b = "2" }, { a = "3\n", b = "4" } })
  t.eq(asyncio.get_running_loop():time() >= 3, true)
end)

t.case("rows of a file, which are left", function()
  local path = await(fs.tempfile())
  await(fs.write(path, ("x,y\n"):rep(1000)))
  local n = 0
  for row in csv.rows(fs.lines(path, "L")) do
    t.eq(row, { "x", "y" })
    n = n + 1
    if n == 10 then
      break
    end
  end
  t.eq(n, 10)
  local it = csv.rows(fs.lines(path, "L"))
  it()
  it:close()
  t.eq(it(), nil)
  await(fs.remove(path))
end)

t.case("encode", function()
  t.eq(csv.encode({}), "")
  t.eq(csv.encode({ { "a", 1, true }, { n = 3, nil, "x" } }), "a,1,true\n,x,\n")
  t.eq(csv.encode({ { "a,b", 'q"q', "n\nn", "r\rr", " s " } }), '"a,b","q""q","n\nn","r\rr", s \n')
  t.eq(csv.encode({ { "a;b", "a,b" } }, { sep = ";" }), '"a;b";a,b\n')
  t.eq(csv.encode({ { "" }, { "", "" } }), '""\n,\n')
  t.eq(csv.encode({ { b = 1, a = 2 }, { a = 3 } }, { header = { "a", "b" } }), "a,b\n2,1\n3,\n")
  local holes = { n = 6 }
  holes[5] = "x"
  t.eq(csv.encode({ holes }), ",,,,x,\n")
  local row = {}
  row.z = 1
  row.a = 2
  t.eq(csv.encode({ row }, { header = true }), "z,a\n1,2\n")
  t.raises("row 2, field 1: string, number, boolean or nil expected, got table", csv.encode, { { 1 }, { {} } })
  t.raises("row 1: table expected", csv.encode, { 1 })
  t.raises("names of columns", csv.encode, { { 1 } }, { header = true })
end)

t.case("what is encoded is decoded", function()
  local awkward = { "", '"', '""', ",", "\n", "\r", "\r\n", " ", "a", 'a"', '"a', 'a,"b"\n' }
  local list = {}
  for _, a in ipairs(awkward) do
    list[#list + 1] = { a }
    for _, b in ipairs(awkward) do
      list[#list + 1] = { a, b }
    end
  end
  t.eq(read(csv.encode(list)), list)
end)
