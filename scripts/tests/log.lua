local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local log = require("moonloop.log")

local NOW = "2000-01-01T00:00:00.000Z "

-- The lines that were written since the last call.
local function lines()
  local list = {}
  for line in t.reports():gmatch("([^\n]*)\n") do
    list[#list + 1] = line
  end
  return list
end

t.case("lines of text", function()
  log.info("started")
  log.warning("slow", { took = 1.5, path = "/a b", ok = true })
  log.error("failed")
  log.debug("not shown")
  t.eq(lines(), { NOW .. "INFO    started", NOW .. 'WARNING slow took=1.5 path="/a b" ok=true', NOW .. "ERROR   failed" })
  await(asyncio.sleep(90.0625))
  log.info("later")
  t.eq(lines(), { "2000-01-01T00:01:30.062Z INFO    later" })
end)

t.case("a line is a line, whatever is in it", function()
  log.info("two\nlines\r\27[31m \226\128\168 \255 ä")
  log.info("", { ["a key"] = "x=y", q = 'say "hi"', n = "a\nb", e = "", u = "ä", list = { 1, "b", { c = false } } })
  t.eq(lines(), {
    NOW .. [[INFO    two\nlines\r\x1b[31m \u2028 \xff ä]],
    NOW .. [==[INFO     "a key"="x=y" q="say \"hi\"" n="a\nb" e="" u=ä list=[1,"b",{"c":false}]]==],
  })
end)

t.case("values of any kind", function()
  log.info(12)
  log.info(nil)
  log.error(asyncio.TimeoutError("late"))
  log.info(setmetatable({}, { __tostring = function() return "mine" end }), { t = setmetatable({}, { __tostring = function() return "too" end }) })
  t.eq(lines(), { NOW .. "INFO    12", NOW .. "INFO    nil", NOW .. "ERROR   TimeoutError: late", NOW .. "INFO    mine t=too" })
  t.raises("table of fields expected, got string", log.info, "a", "b")
  t.raises("text expected", log.info)
  t.raises("inner", log.info, setmetatable({}, { __tostring = function() error("inner") end }))
  log.info(setmetatable({}, { __tostring = function() log.info("first") return "second" end }))
  t.eq(lines(), { NOW .. "INFO    first", NOW .. "INFO    second" })
end)

t.case("setup: level", function()
  log.setup({ level = "debug" })
  log.debug("a")
  log.setup({ level = "error" })
  log.warning("b")
  log.error("c")
  log.setup()
  log.debug("d")
  log.info("e")
  t.eq(lines(), { NOW .. "DEBUG   a", NOW .. "ERROR   c", NOW .. "INFO    e" })
  t.raises("option level: one of %[debug info warning error%] expected, got \"loud\"", log.setup, { level = "loud" })
  t.raises("did you mean 'level'", log.setup, { levle = "info" })
end)

t.case("setup: JSON", function()
  local json = require("moonloop.json")
  log.setup({ format = "json" })
  log.info('a "b"\n\1', { n = 1.5, s = "ä\255", t = { 1, { x = true } }, e = {}, nan = 0 / 0, text = "mine", f = asyncio.ValueError("v") })
  local line = t.reports()
  t.eq(line:match("^[^\n]*\n()"), #line + 1, "one line")
  local v = json.decode(line)
  t.eq({ v.time, v.level, v.text, v.n, v.s, v.t, v.text_, v.f }, {
    "2000-01-01T00:00:00.000Z", "info", 'a "b"\n\1', 1.5, "ä\239\191\189", { 1, { x = true } }, "mine", "ValueError: v",
  })
  local deep = {}
  deep.deep = deep
  log.info("cycle", { deep = deep })
  json.decode(t.reports())
  local wide = {}
  for i = 1, 20 do
    wide = { wide, wide, wide }
  end
  log.info("wide", { wide = wide })
  t.ok(#t.reports() < 200000)
end)

t.case("setup: file", function()
  local path = await(fs.tempfile())
  log.setup({ file = path })
  log.info("one")
  log.setup({ file = path, format = "json" })
  log.info("two")
  log.setup()
  log.info("three")
  t.eq(await(fs.read(path)), NOW .. 'INFO    one\n{"time":"2000-01-01T00:00:00.000Z","level":"info","text":"two"}\n')
  t.eq(lines(), { NOW .. "INFO    three" })
  await(fs.remove(path))
  t.raises(asyncio.OSError, log.setup, { file = "/no/such/dir/x" })
end)

t.case("progress writes lines where there is no terminal", function()
  local result = log.progress(100, { title = "copying", every = 10 }, function(p)
    for _ = 1, 50 do
      await(asyncio.sleep(1))
      p:add(2)
    end
    t.eq({ p.count, p.total }, { 100, 100 })
    return "done"
  end)
  t.eq(result, "done")
  local got = lines()
  t.eq(#got, 6)
  t.eq(got[1], "2000-01-01T00:00:10.000Z INFO    copying count=20 total=100 percent=20 rate=2 left=40")
  t.eq(got[5], "2000-01-01T00:00:50.000Z INFO    copying count=100 total=100 percent=100 rate=2 left=0")
  t.eq(got[6], "2000-01-01T00:00:50.000Z INFO    copying count=100 total=100 percent=100 rate=2 seconds=50")
end)

t.case("progress without a total, without a body, with an error", function()
  local p = log.progress(nil, { title = "t" })
  p:set(7)
  await(asyncio.sleep(2))
  await(p:close())
  p:add(5)
  await(p:close())
  t.eq({ p.count, p.total }, { 7, nil })
  t.eq(lines(), { "2000-01-01T00:00:02.000Z INFO    t count=7 rate=3.5 seconds=2" })
  t.raises("boom", log.progress, 3, function(q)
    q:add()
    error("boom")
  end)
  t.eq(lines(), { "2000-01-01T00:00:02.000Z INFO    progress count=1 total=3 percent=33 rate=0 seconds=0" })
  t.raises(asyncio.ValueError, log.progress, -1)
  t.raises(asyncio.ValueError, p.set, p, 0 / 0)
  t.raises("did you mean 'title'", log.progress, 1, { titel = "x" })
  t.eq(asyncio.with(log.progress(1), function(q) q:add() return q.count end), 1)
  t.eq(#lines(), 1)
end)
