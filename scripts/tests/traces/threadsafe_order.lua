-- run_coroutine_threadsafe on the loop's own thread: in its turn among the callbacks, and in the caller's context.
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
local var = asyncio.ContextVar("var", { default = "none" })

local work = async(function(name, fate)
  log(name, "runs", var:get())
  if fate == "fails" then error(asyncio.ValueError(name), 0) end
  if fate == "cancelled" then asyncio.current_task():cancel() end
  return name
end)

ticks(12)
var:set("main's")
loop:call_soon(log, "scheduled before")
local first = asyncio.run_coroutine_threadsafe(work("a", "ends"), loop)
loop:call_soon(log, "scheduled after")
var:set("later")
asyncio.create_task(work("b", "ends"))
loop:call_soon_threadsafe(log, "from outside")
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("first", first:done())
await(asyncio.sleep(0))
log("first", first:done(), first:result())

local failing = asyncio.run_coroutine_threadsafe(work("c", "fails"), loop)
local cancelled = asyncio.run_coroutine_threadsafe(work("d", "cancelled"), loop)
await(asyncio.sleep(1))
log("failing", failing:done(), failing:cancelled(), failing:exception())
log("cancelled", cancelled:done(), cancelled:cancelled())
