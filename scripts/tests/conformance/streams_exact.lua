-- What CPython's test_streams says of readuntil and readexactly.
local t = require("check")
local asyncio = require("asyncio")
local fed = require("conformance.lib.fed")

local reader, get, holds, soon = fed.reader, fed.get, fed.holds, fed.soon
local DATA = "line1\nline2\nline3\n"

t.case("StreamTests.test_readuntil_separator", function()
  local stream = reader()
  local function refused(separator, text)
    t.raises_as(asyncio.ValueError, text, function() get(stream, "readuntil", separator) end)
  end
  refused("", "Separator should be")
  refused({ "" }, "Separator should be")
  refused({}, "Separator should contain")
end)

-- reads_until checks a sequence of what is fed, all at once or in pieces, what readuntil gives and what is left.
local function reads_until(stream, separator, pieces, data, left)
  for _, piece in ipairs(pieces) do stream:feed_data(piece) end
  t.eq(get(stream, "readuntil", separator), data)
  holds(stream, left or "")
end

t.case("StreamTests.test_readuntil_multi_chunks", function()
  local stream = reader()
  reads_until(stream, "AAA", { "lineAAA" }, "lineAAA")
  reads_until(stream, "AAA", { "lineAAA" }, "lineAAA")
  reads_until(stream, "AAA", { "lineAAAxxx" }, "lineAAA", "xxx")
end)

t.case("StreamTests.test_readuntil_multi_chunks_1", function()
  local stream = reader()
  reads_until(stream, "aaa", { "QWEaa", "XYaa", "a" }, "QWEaaXYaaa")
  reads_until(stream, "aaa", { "QWEaa", "XYa", "aa" }, "QWEaaXYaaa")
  reads_until(stream, "aaa", { "aaa" }, "aaa")
  reads_until(stream, "aaa", { "Xaaa" }, "Xaaa")
  reads_until(stream, "aaa", { "XXX", "a", "a", "a" }, "XXXaaa")
end)

t.case("StreamTests.test_readuntil_eof", function()
  local stream = reader(nil, "some dataAA")
  stream:feed_eof()
  local e = t.raises_as(asyncio.IncompleteReadError, "undefined expected bytes", function()
    get(stream, "readuntil", "AAA")
  end)
  t.eq(e.partial, "some dataAA")
  t.eq(e.expected, nil)
  t.eq(get(stream, "read"), "")
end)

-- overruns checks the text of the error for a limit, and that nothing was taken.
local function overruns(stream, separator, text, left)
  t.raises_as(asyncio.LimitOverrunError, text, function() get(stream, "readuntil", separator) end)
  holds(stream, left)
end

t.case("StreamTests.test_readuntil_limit_found_sep", function()
  local stream = reader({ limit = 3 }, "some dataAA")
  overruns(stream, "AAA", "not found", "some dataAA")
  stream:feed_data("A")
  overruns(stream, "AAA", "is found", "some dataAAA")
end)

t.case("StreamTests.test_readuntil_multi_separator", function()
  local stream = reader(nil, "line 1\nline 2\r")
  t.eq(get(stream, "readuntil", { "\r", "\n" }), "line 1\n")
  reads_until(stream, { "\r", "\n" }, {}, "line 2\r")
  -- the first end counts, even of a longer match
  reads_until(stream, { "DEF", "BCDE" }, { "ABCDEFG" }, "ABCDE", "FG")
end)

t.case("StreamTests.test_readuntil_multi_separator_limit", function()
  overruns(reader({ limit = 3 }, "some dataA"), { "A", "ome dataA" }, "is found", "some dataA")
end)

t.case("StreamTests.test_readuntil_multi_separator_negative_offset", function()
  local stream = reader(nil, "data")
  local task = asyncio.create_task(stream:readuntil({ "A", "long sep" }))
  soon(function() stream:feed_data("Z") end)
  soon(function() stream:feed_data("Aaaa") end)
  t.eq(await(task), "dataZA")
  holds(stream, "aaa")
end)

t.case("StreamTests.test_readexactly_zero_or_less", function()
  local stream = reader(nil, DATA)
  t.eq(get(stream, "readexactly", 0), "")
  holds(stream, DATA)
  t.raises_as(asyncio.ValueError, "less than zero", function() get(stream, "readexactly", -1) end)
  holds(stream, DATA)
end)

t.case("StreamTests.test_readexactly", function()
  local stream = reader()
  local task = asyncio.create_task(stream:readexactly(2 * #DATA))
  soon(function()
    for _ = 1, 3 do stream:feed_data(DATA) end
  end)
  t.eq(await(task), DATA .. DATA)
  holds(stream, DATA)
end)

t.case("StreamTests.test_readexactly_limit", function()
  local stream = reader({ limit = 3 }, "chunk")
  t.eq(get(stream, "readexactly", 5), "chunk")
  holds(stream, "")
end)

t.case("StreamTests.test_readexactly_eof", function()
  local stream = reader()
  local n = 2 * #DATA
  local task = asyncio.create_task(stream:readexactly(n))
  soon(function()
    stream:feed_data(DATA)
    stream:feed_eof()
  end)
  local e = t.raises(asyncio.IncompleteReadError, await, task)
  t.eq(e.partial, DATA)
  t.eq(e.expected, n)
  t.eq(e.message, "18 bytes read on a total of 36 expected bytes")
  t.eq(get(stream, "read"), "")
end)

t.case("StreamTests.test_readexactly_exception", function()
  local stream = reader(nil, "line\n")
  t.eq(get(stream, "readexactly", 2), "li")
  stream:set_exception(asyncio.ValueError())
  t.raises(asyncio.ValueError, get, stream, "readexactly", 2)
end)
