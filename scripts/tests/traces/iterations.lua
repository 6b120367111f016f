-- How many iterations of the loop each way of waiting takes.
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
  await(asyncio.sleep(10)) -- lets an earlier count run out
  ticks(12)
  await(asyncio.sleep(0))
  local before = step
  fn()
  log(what, step - before)
end

local function done(v)
  local f = loop:create_future()
  f:set_result(v)
  return f
end

local nothing = async(function() end)
local one = async(function() await(asyncio.sleep(0)) end)
local deep
deep = async(function(n) if n > 0 then await(deep(n - 1)) else await(asyncio.sleep(0)) end end)

count("nothing", function() end)
count("coroutine.yield", function() coroutine.yield() end)
count("two yields", function() coroutine.yield(); coroutine.yield() end)
count("sleep(0)", function() await(asyncio.sleep(0)) end)
count("sleep(-1)", function() await(asyncio.sleep(-1)) end)
count("done future", function() await(done(1)) end)
count("future set by call_soon", function()
  local f = loop:create_future()
  loop:call_soon(f.set_result, f, 1)
  await(f)
end)
count("coroutine", function() await(nothing()) end)
count("coroutine with sleep(0)", function() await(one()) end)
count("ten deep", function() await(deep(10)) end)
count("task", function() await(asyncio.create_task(nothing())) end)
count("task with sleep(0)", function() await(asyncio.create_task(one())) end)
count("task of a task", function()
  await(asyncio.create_task(function() await(asyncio.create_task(nothing())) end))
end)
count("done task", function()
  local t = asyncio.create_task(nothing())
  await(asyncio.sleep(0))
  local before = step
  await(t)
  log("  of these", step - before)
end)
count("gather of nothing", function() await(asyncio.gather()) end)
count("gather of a done future", function() await(asyncio.gather(done(1))) end)
count("gather of one", function() await(asyncio.gather(nothing())) end)
count("gather of three", function() await(asyncio.gather(nothing(), one(), nothing())) end)
count("gather of gathers", function()
  await(asyncio.gather(asyncio.gather(nothing()), asyncio.gather(nothing())))
end)
count("shield", function() await(asyncio.shield(nothing())) end)
count("wait", function() await(asyncio.wait({ asyncio.create_task(nothing()) })) end)
count("wait of a done one", function() await(asyncio.wait({ done(1) })) end)
count("wait, timeout 0", function() await(asyncio.wait({ loop:create_future() }, { timeout = 0 })) end)
count("wait_for inline", function() await(asyncio.wait_for(nothing(), 1)) end)
count("wait_for sleep(0)", function() await(asyncio.wait_for(one(), 1)) end)
count("wait_for task", function() await(asyncio.wait_for(asyncio.create_task(nothing()), 1)) end)
count("wait_for 0", function() pcall(await, asyncio.wait_for(loop:create_future(), 0)) end)
count("as_completed", function() for _ in asyncio.as_completed({ nothing() }) do end end)
count("cancelled sleeper", function()
  local t = asyncio.create_task(function() await(asyncio.sleep(50)) end)
  await(asyncio.sleep(0))
  t:cancel()
  pcall(await, t)
end)
count("ensure_future of a future", function() await(asyncio.ensure_future(done(1))) end)
