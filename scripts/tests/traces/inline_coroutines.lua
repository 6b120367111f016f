-- Coroutine objects are awaited inline: no task, no trip; they run when awaited and not before.
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
local part = async(function(name, turns)
  log(name, "begins")
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name, "ends")
  return name
end)

ticks(30)
local x, y = part("x", 0), part("y", 2)
log("made, not begun")
log((await(y)))
log((await(x)))

-- A function, a coroutine.create thread and a coroutine object are all awaited alike.
log((await(function() return part("function", 0) end)) ~= nil)
log((await(function() return await(part("in a function", 1)) end)))

-- Two tasks interleave at the awaits of their coroutines only.
local whole = async(function(name)
  await(part(name .. "1", 1))
  log(name, "between")
  await(part(name .. "2", 0))
  await(part(name .. "3", 1))
  return name
end)
local a, b = asyncio.create_task(whole("a")), asyncio.create_task(whole("b"))
log((await(b)), a:done())

-- A coroutine object handed to a task belongs to the task.
local given = part("given", 1)
local t = asyncio.create_task(given)
log("given", (await(t)), t:get_coro() == given)
