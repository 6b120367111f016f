-- The inner task of a shield is cancelled by somebody else: the shield is cancelled too.
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
local function inner(refuses)
  return asyncio.create_task(function()
    local ok, e = pcall(await, loop:create_future())
    log("inner", ok, e)
    if not refuses then error(e, 0) end
    return "refused"
  end)
end

local t = inner(false)
local s = asyncio.shield(t)
await(asyncio.sleep(0))
ticks(5)
log("cancel", t:cancel("inner only"))
local ok, e = pcall(await, s)
log("main", ok, e, s:cancelled(), t:cancelled(), asyncio.current_task():cancelling())

t = inner(true)
s = asyncio.shield(t)
await(asyncio.sleep(0))
ticks(5)
log("cancel", t:cancel())
ok, e = pcall(await, s)
log("main", ok, e, s:cancelled(), t:cancelled())

local f = loop:create_future()
s = asyncio.shield(f)
s:cancel()
f:cancel()
ticks(5)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("both", s:cancelled(), f:cancelled())
