-- What a task may not yield or await, each told as an error in its own body; the task can go on.
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
local function attempt(what, fn, ...)
  local ok, e = pcall(fn, ...)
  log(what, ok, e.name, e.message:match("^%a+ %a+ %a+ %a+"))
end

local f = loop:create_future()
local t = asyncio.create_task(function()
  attempt("a number", coroutine.yield, 42)
  attempt("a string", coroutine.yield, "text")
  attempt("a future", coroutine.yield, f)
  coroutine.yield()
  log("goes on")
  return "end"
end)
ticks(12)
log((await(t)), f:done())

local self
self = asyncio.create_task(function()
  local ok, e = pcall(await, self)
  log("itself", ok, e.name, e.message:match("^Task cannot await on itself"))
  return "still here"
end)
ticks(6)
log((await(self)))

t = asyncio.create_task(function()
  local ok, e = pcall(await, 42)
  log("number", ok, e.name)
  ok, e = pcall(await, nil)
  log("nil", ok, e.name)
  ok, e = pcall(await, "text")
  log("string", ok, e.name)
  ok, e = pcall(await, {})
  log("table", ok, e.name)
end)
ticks(6)
await(t)

local twice = async(function() await(asyncio.sleep(0)); return "once" end)()
log((await(twice)))
local ok, e = pcall(await, twice)
log("again", ok, e)
local other = asyncio.new_event_loop()
local foreign = other:create_future()
ticks(6)
ok, e = pcall(await, foreign)
log("foreign", ok, e.name, e.message:match("attached to a different loop"))
other:close()
