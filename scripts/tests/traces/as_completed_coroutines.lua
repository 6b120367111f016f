-- The plain form of as_completed: each turn gives a coroutine object that waits for the next result.
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
local function work(name, delay, fails)
  return function()
    await(asyncio.sleep(delay))
    log(name, "ready")
    if fails then error(asyncio.ValueError(name), 0) end
    return name
  end
end

local it = asyncio.as_completed({ work("a", 2), work("b", 1), work("c", 1.5, true) })
log("made")
for co in it:coroutines() do
  local ok, v = pcall(await, co)
  log(ok, v)
end

-- The coroutine objects may be kept and awaited together, later, in any order.
local kept = {}
for co in asyncio.as_completed({ work("d", 2), work("e", 1) }):coroutines() do kept[#kept + 1] = co end
log("kept", #kept)
local second = asyncio.create_task(kept[2])
local first = asyncio.create_task(kept[1])
log("second", (await(second)))
log("first", (await(first)))

ticks(8)
local f = loop:create_future()
f:set_result("f")
for co in asyncio.as_completed({ f, work("g", 0) }):coroutines() do log((await(co))) end
