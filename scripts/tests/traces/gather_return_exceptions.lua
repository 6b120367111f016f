-- gather with return_exceptions: errors and cancellations stand among the results.
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
local boom = asyncio.RuntimeError("boom")

local function child(name, turns, err)
  return function()
    for _ = 1, turns do await(asyncio.sleep(0)) end
    log(name)
    if err then error(err, 0) end
    return name
  end
end

ticks(30)
local victim = asyncio.create_task(child("victim", 9))
local f = loop:create_future()
f:cancel("never mind")
local g = asyncio.gather({
  child("a", 3), child("b", 1, boom), victim, f, child("c", 0, "text"),
}, { return_exceptions = true })
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("cancel", victim:cancel("enough"))
local r = await(g)
log("n", r.n, r[1])
log("same error", r[2] == boom, r[2])
log("victim", r[3], asyncio.isinstance(r[3], asyncio.CancelledError))
log("future", r[4])
log("text", r[5])
