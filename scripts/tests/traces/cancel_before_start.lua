-- A task cancelled before its first step never runs its body.
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
local function body(name)
  return function() log(name, "runs") end
end

ticks(10)
local t = asyncio.create_task(body("a"))
log("cancel", t:cancel("too early"), t:cancelled(), t:cancelling())
local ok, e = pcall(await, t)
log("main", ok, e, t:cancelled(), t:cancel())

t = asyncio.create_task(body("b"))
t:add_done_callback(function(x) log("callback", x:cancelled()) end)
t:cancel()
t:cancel("second")
log("cancelling", t:cancelling())
await(asyncio.sleep(0))
log("one iteration", t:done())
await(asyncio.sleep(0))
log("two iterations", t:done())
ok, e = pcall(await, t)
log("main", ok, e)

-- One taken back in time runs after all.
t = asyncio.create_task(body("c"))
t:cancel()
log("uncancel", t:uncancel())
await(t)
log("c", t:cancelled(), t:cancelling())
