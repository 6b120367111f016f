-- Cancelling the gather, or the task that waits in it, cancels the children and waits for their cleanup.
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
local function child(name, cleanup)
  return function()
    log(name, "starts")
    local ok, e = pcall(await, loop:create_future())
    for _ = 1, cleanup do await(asyncio.sleep(0)) end
    log(name, "leaves", e)
    error(e, 0)
  end
end

ticks(60)
local quick = asyncio.create_task(function() return "quick" end)
local a, b = asyncio.create_task(child("a", 0)), asyncio.create_task(child("b", 3))
local g = asyncio.gather(quick, a, b)
local waiter = asyncio.create_task(function()
  local ok, e = pcall(await, g)
  log("waiter", ok, e, g:cancelled())
  error(e, 0)
end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("cancel the gather", g:cancel("stop"), g:done(), a:cancelling())
local ok, e = pcall(await, waiter)
log("main", ok, e, waiter:cancelled(), a:cancelled(), b:done())
pcall(await, b)
log("again", g:cancel(), b:cancelled())

a, b = asyncio.create_task(child("c", 1)), asyncio.create_task(child("d", 2))
waiter = asyncio.create_task(function()
  g = asyncio.gather({ a, b }, { return_exceptions = true })
  local ok, e = pcall(await, g)
  log("waiter", ok, e, g:done(), g:cancelled())
  error(e, 0)
end)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("cancel the waiter", waiter:cancel("halt"))
ok, e = pcall(await, waiter)
log("main", ok, e, waiter:cancelled(), a:cancelled(), b:cancelled())

local f = loop:create_future()
f:set_result(1)
g = asyncio.gather(f)
log("done at once", g:done(), g:cancel())
