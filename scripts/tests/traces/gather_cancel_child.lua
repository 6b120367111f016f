-- A cancelled child ends the gather with CancelledError, but neither the gather nor its waiter is cancelled.
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
local function child(name)
  return function()
    local ok, e = pcall(await, asyncio.sleep(1))
    log(name, ok, e)
    if not ok then error(e, 0) end
    return name
  end
end

local a, b = asyncio.create_task(child("a")), asyncio.create_task(child("b"))
local g = asyncio.gather(a, b)
local me = asyncio.current_task()
await(asyncio.sleep(0))
ticks(8)
log("cancel", a:cancel("only you"))
local ok, e = pcall(await, g)
log("main", ok, e, me:cancelling())
log("gather", g:done(), g:cancelled(), a:cancelled(), b:done())
log("b", (await(b)))

local c = asyncio.create_task(child("c"))
c:cancel()
g = asyncio.gather(c, child("d"))
ticks(6)
ok, e = pcall(await, g)
log("main", ok, e)
await(asyncio.sleep(2))
log("end")
