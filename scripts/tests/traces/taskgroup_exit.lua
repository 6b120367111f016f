-- TaskGroup: what reaches it while it waits for its tasks at the end of its body.
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

local function sleeper(name, delay, cleanup, err)
  return function()
    local ok, e = pcall(await, asyncio.sleep(delay))
    log(name, ok, e)
    if not ok and cleanup then await(asyncio.sleep(cleanup)) end
    if err then error(err(name), 0) end
    if not ok then error(e, 0) end
  end
end
local function group(fn)
  return asyncio.create_task(function()
    local me = asyncio.current_task()
    local ok, e = pcall(asyncio.TaskGroup, fn)
    log("group", ok, ok and "no error" or e.name, me:cancelling())
    if not ok and asyncio.isinstance(e, asyncio.ExceptionGroup) then
      for i, x in ipairs(e.exceptions) do log("  " .. i, x) end
    end
    local going, stopped = pcall(await, asyncio.sleep(0))
    log("afterwards", going, stopped, me:cancelling())
    if not ok then error(e, 0) end
  end)
end
local function ends(t)
  await(asyncio.wait({ t }))
  log("task", t:cancelled(), t:cancelling(), t:cancelled() or t:exception() ~= nil)
end

-- Cancelled from outside while it waits.
local t = group(function(tg)
  tg:create_task(sleeper("a", 5))
  tg:create_task(sleeper("b", 6, 1))
end)
await(asyncio.sleep(1))
t:cancel("once")
ends(t)

-- Cancelled again while it waits for the cleanup.
t = group(function(tg) tg:create_task(sleeper("c", 5, 2)) end)
await(asyncio.sleep(1))
t:cancel("once")
await(asyncio.sleep(1))
t:cancel("twice")
ends(t)

-- Cancelled from outside, and a child fails in its cleanup.
t = group(function(tg) tg:create_task(sleeper("d", 5, 1, asyncio.ValueError)) end)
await(asyncio.sleep(1))
t:cancel("outside")
ends(t)

-- A child fails, and it is cancelled from outside while the others clean up.
t = group(function(tg)
  tg:create_task(sleeper("e", 1, nil, asyncio.ValueError))
  tg:create_task(sleeper("f", 5, 2))
end)
await(asyncio.sleep(2))
t:cancel("outside")
ends(t)

-- Both in the same iteration, in either order.
for _, first in ipairs({ true, false }) do
  ticks(12)
  local fut = asyncio.Future()
  t = group(function(tg)
    tg:create_task(function()
      await(fut)
      log("fails")
      error(asyncio.ValueError("now"), 0)
    end)
    tg:create_task(sleeper("g", 5))
  end)
  await(asyncio.sleep(1))
  ticks(12)
  if first then t:cancel("first") end
  fut:set_result()
  if not first then
    await(asyncio.sleep(0))
    t:cancel("then")
  end
  ends(t)
end

-- Cancelled when the last child has just ended: the request is not lost.
ticks(12)
local last
t = group(function(tg)
  last = tg:create_task(sleeper("h", 1))
  last:add_done_callback(function()
    log("last child is done")
    t:cancel("at the last moment")
  end)
end)
await(asyncio.sleep(0))
ends(t)
ticks(12)
t = group(function(tg)
  last = tg:create_task(sleeper("i", 1))
  last:add_done_callback(function()
    log("last child is done")
    loop:call_soon(function() t:cancel("after it") end)
  end)
end)
ends(t)

-- The body fails after it has been cancelled from outside.
t = group(function(tg)
  tg:create_task(sleeper("j", 5))
  pcall(await, asyncio.sleep(5))
  error(asyncio.TypeError("body"), 0)
end)
await(asyncio.sleep(1))
t:cancel("outside")
ends(t)

-- The body swallows the request of the group.
t = group(function(tg)
  tg:create_task(sleeper("k", 1, nil, asyncio.ValueError))
  local ok, e = pcall(await, asyncio.sleep(5))
  log("swallowed", ok, e)
  local made, why = pcall(tg.create_task, tg, sleeper("l", 1))
  log("no more tasks", made, why.name)
  await(asyncio.sleep(1))
  return "the body's value"
end)
ends(t)

-- A nested group is cancelled by the outer one, and fails in its cleanup.
t = group(function(outer)
  outer:create_task(sleeper("m", 1, nil, asyncio.ValueError))
  asyncio.TaskGroup(function(inner)
    inner:create_task(sleeper("n", 5, 1, asyncio.TypeError))
  end)
end)
ends(t)
