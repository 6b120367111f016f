-- Errors and cancellations take as many iterations as results do.
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
local function count(what, fn)
  await(asyncio.sleep(10))
  ticks(12)
  await(asyncio.sleep(0))
  local before = step
  local ok, e = pcall(fn)
  log(what, step - before, ok, e)
end

local function failed()
  local f = loop:create_future()
  f:set_exception(asyncio.ValueError("failed"))
  return f
end

local fails = async(function() error(asyncio.ValueError("fails"), 0) end)
local fails_later = async(function() await(asyncio.sleep(0)); error(asyncio.ValueError("later"), 0) end)

count("raise", function() error(asyncio.ValueError("raised"), 0) end)
count("failed future", function() await(failed()) end)
count("coroutine", function() await(fails()) end)
count("coroutine later", function() await(fails_later()) end)
count("task", function() await(asyncio.create_task(fails())) end)
count("task later", function() await(asyncio.create_task(fails_later())) end)
count("gather", function() await(asyncio.gather(fails(), fails_later())) end)
count("gather of failed", function() await(asyncio.gather(failed())) end)
count("shield", function() await(asyncio.shield(fails())) end)
count("wait_for", function() await(asyncio.wait_for(fails_later(), 1)) end)
count("wait_for task", function() await(asyncio.wait_for(asyncio.create_task(fails()), 1)) end)
count("beside another task", function() asyncio.create_task(function() end); await(fails()) end)
count("cancelled future", function()
  local f = loop:create_future()
  f:cancel("gone")
  await(f)
end)
count("future cancelled by call_soon", function()
  local f = loop:create_future()
  loop:call_soon(f.cancel, f, "gone soon")
  await(f)
end)
count("future failed by call_soon", function()
  local f = loop:create_future()
  loop:call_soon(f.set_exception, f, asyncio.ValueError("soon"))
  await(f)
end)
count("task not started", function()
  local t = asyncio.create_task(fails_later())
  t:cancel()
  await(t)
end)
