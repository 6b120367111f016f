-- A second cancellation while the first is being cleaned up.
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
local function body()
  local ok, e = pcall(await, asyncio.sleep(100))
  log("first", ok, e, asyncio.current_task():cancelling())
  ok, e = pcall(await, asyncio.sleep(1))
  log("cleanup", ok, e, asyncio.current_task():cancelling())
  ok, e = pcall(await, asyncio.sleep(1))
  log("more cleanup", ok, e)
  return "cleaned"
end

local t = asyncio.create_task(body)
await(asyncio.sleep(1))
ticks(10)
log("cancel", t:cancel("one"))
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("cancel", t:cancel("two"), t:cancelling())
log("main", (await(t)), t:cancelled(), t:cancelling())

-- Both in the same iteration are one error in the body.
t = asyncio.create_task(body)
await(asyncio.sleep(1))
t:cancel("one")
t:cancel("two")
log("main", (await(t)), t:cancelled(), t:cancelling())

-- Cancelled between being woken and running: the future is done, the error comes all the same.
local f = loop:create_future()
t = asyncio.create_task(function()
  local ok, e = pcall(await, f)
  log("woken", ok, e)
  ok, e = pcall(await, asyncio.sleep(1, "slept"))
  log("after", ok, e)
end)
await(asyncio.sleep(0))
f:set_result("set")
log("cancel", t:cancel("after set_result"))
await(t)
log("main", t:cancelled(), t:cancelling())
