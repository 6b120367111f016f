-- One task started eagerly, among ordinary ones.
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
local work = async(function(name, turns)
  log(name, "starts", asyncio.current_task():get_name())
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name, "ends")
  return name
end)

ticks(20)
local a = asyncio.create_task(work("a", 1), { name = "lazy" })
local b = asyncio.create_task(work("b", 2), { name = "eager", eager_start = true })
local c = asyncio.create_task(work("c", 0), { name = "no trip", eager_start = true })
log("made", a:done(), b:done(), c:done())
c:add_done_callback(function(t) log("callback", t:get_name(), t:result()) end)
log((await(c)))
log((await(a)))
log((await(b)))

-- Two futures: the first is done when the eager step awaits it, so the step goes on to the second.
local f, g = loop:create_future(), loop:create_future()
f:set_result("f")
local t = asyncio.create_task(function()
  log("first", (await(f)))
  log("second", (await(g)))
end, { eager_start = true })
log("waits", t:done())
g:set_result("g")
log("set", t:done())
await(t)
log("end", t:done())
