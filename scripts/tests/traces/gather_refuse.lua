-- Children that refuse a cancellation: the gather still ends as cancelled, but only when all are done.
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
local function stubborn(name, turns)
  return function()
    local ok, e = pcall(await, loop:create_future())
    log(name, "refuses", e)
    for _ = 1, turns do await(asyncio.sleep(0)) end
    log(name, "ends")
    return name
  end
end

ticks(40)
local a, b = asyncio.create_task(stubborn("a", 1)), asyncio.create_task(stubborn("b", 4))
local g = asyncio.gather(a, b)
await(asyncio.sleep(0))
log("cancel", g:cancel("please"))
local ok, e = pcall(await, g)
log("gather", ok, e, g:cancelled())
log("results", a:result(), b:result(), a:cancelling(), b:cancelling())

a, b = asyncio.create_task(stubborn("c", 2)), asyncio.create_task(stubborn("d", 1))
local waiter = asyncio.create_task(function()
  return await(asyncio.gather({ a, b }, { return_exceptions = true }))
end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("cancel", waiter:cancel())
ok, e = pcall(await, waiter)
log("waiter", ok, e, waiter:cancelled(), a:result(), b:result())
