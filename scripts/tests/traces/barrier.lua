-- Barrier: nobody passes before the last one has come; abort and reset tell those who wait.
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
local barrier = asyncio.Barrier(3)
local function runner(name, delay)
  return asyncio.create_task(function()
    await(asyncio.sleep(delay))
    log(name, "arrives", barrier.n_waiting)
    local ok, v = pcall(await, barrier:wait())
    if ok then log(name, "passes", v) else log(name, "stopped", v.name) end
  end)
end

log("parties", barrier.parties, barrier.n_waiting, barrier.broken)
loop:call_at(3, ticks, 8)
await(asyncio.gather(runner("a", 1), runner("b", 2), runner("c", 3)))
log("first round", barrier.n_waiting)
await(asyncio.gather(runner("d", 0), runner("e", 0), runner("f", 0)))

local waiting = asyncio.gather(runner("g", 1), runner("h", 1))
await(asyncio.sleep(2))
log("waiting", barrier.n_waiting)
await(barrier:reset())
await(waiting)
log("after reset", barrier.n_waiting, barrier.broken)

waiting = asyncio.gather(runner("i", 1))
await(asyncio.sleep(2))
await(barrier:abort())
await(waiting)
log("after abort", barrier.broken)
local ok, e = pcall(await, barrier:wait())
log("broken", ok, e.name)
