-- A task that cancels itself is told at its next await, or at its end.
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
local function make(name, body)
  local t = asyncio.create_task(body, { name = name })
  local ok, e = pcall(await, t)
  log(name, ok, e, t:cancelled(), t:cancelling())
end

ticks(30)
make("at sleep(0)", function()
  log("cancel", asyncio.current_task():cancel("self"))
  local ok, e = pcall(await, asyncio.sleep(0))
  log("in the body", ok, e)
  error(e, 0)
end)

make("at a future", function()
  local f = loop:create_future()
  asyncio.current_task():cancel("self")
  local ok, e = pcall(await, f)
  log("in the body", ok, e, f:cancelled())
  error(e, 0)
end)

make("at a done future", function()
  local f = loop:create_future()
  f:set_result("value")
  asyncio.current_task():cancel("self")
  log("no trip", (await(f)))
  await(asyncio.sleep(0))
  log("never")
end)

make("at the end", function()
  asyncio.current_task():cancel("self")
  log("returns")
  return "lost"
end)

make("raises first", function()
  asyncio.current_task():cancel("self")
  error(asyncio.ValueError("raised"), 0)
end)

make("taken back", function()
  local me = asyncio.current_task()
  me:cancel("self")
  log("uncancel", me:uncancel())
  await(asyncio.sleep(0))
  return "kept"
end)

local me = asyncio.current_task()
me:cancel("main")
local ok, e = pcall(await, asyncio.sleep(1))
log("main", ok, e, me:cancelling(), me:uncancel(), me:uncancel())
