-- ensure_future: futures pass through, everything else becomes a task; loop:create_task does the same by hand.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end

local ticker
local function ticks(n) -- counts the next n iterations of the loop, from 0
  if ticker then ticker:cancel() end
  step = 0
  local function tick(left)
    step = step + 1
    ticker = left > 1 and loop:call_soon(tick, left - 1) or nil
  end
  ticker = loop:call_soon(tick, n)
end
local body = async(function(v) log("body", v); return v end)

ticks(10)
local f = loop:create_future()
log("future", asyncio.ensure_future(f) == f)
local t = asyncio.create_task(body(1))
log("task", asyncio.ensure_future(t) == t, asyncio.ensure_future(t, { loop = loop }) == t)
local u = asyncio.ensure_future(body(2))
local v = asyncio.ensure_future(function() return await(body(3)) end)
local w = loop:create_task(body(4))
log("made", u == t, v:done())
log("results", (await(w)), (await(v)), (await(u)), (await(t)))

local other = asyncio.new_event_loop()
local ok, e = pcall(asyncio.ensure_future, f, { loop = other })
log("other loop", ok, e.name)
other:close()
ok, e = pcall(asyncio.ensure_future, 42)
log("number", ok, e.name)
ok, e = pcall(asyncio.create_task, 42)
log("create_task", ok, e.name)
ok, e = pcall(asyncio.create_task, f)
log("create_task of a future", ok, e.name)
