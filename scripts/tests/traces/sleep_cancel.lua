-- Cancelled sleepers: the error arrives in the next iteration, and their timers hold nobody up.
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
local function sleeper(name, delay)
  return function()
    log(name, "sleeps")
    local ok, e = pcall(await, asyncio.sleep(delay))
    log(name, ok, e)
    if not ok then error(e, 0) end
  end
end

local long = asyncio.create_task(sleeper("long", 1000))
local short = asyncio.create_task(sleeper("short", 1))
local zero = asyncio.create_task(sleeper("zero", 0))
await(asyncio.sleep(0))
ticks(6)
log("cancel", long:cancel(), zero:cancel())
log("states", long:cancelled(), zero:cancelled())
local ok, e = pcall(await, long)
log("long", ok, e, long:done(), long:cancelled())
ok, e = pcall(await, zero)
log("zero", ok, e, zero:cancelled())
await(short)
log("short", short:done(), short:cancelled(), short:cancel())
