-- gather without return_exceptions: the first error ends it, the other children go on unharmed.
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
local function child(name, turns, fails)
  return function()
    for _ = 1, turns do await(asyncio.sleep(0)) end
    log(name, fails and "fails" or "ends")
    if fails then error(asyncio.ValueError(name), 0) end
    return name
  end
end

ticks(30)
local a = asyncio.create_task(child("a", 4, false))
local b = asyncio.create_task(child("b", 1, true))
local c = asyncio.create_task(child("c", 2, true))
local g = asyncio.gather(a, b, c)
g:add_done_callback(function(f) log("callback", f:cancelled(), f:exception()) end)
local ok, e = pcall(await, g)
log("main", ok, e, a:done(), b:done(), c:done())
log("cancel after the end", g:cancel())
log("a", (await(a)), c:done())

local failed = loop:create_future()
failed:set_exception(asyncio.TypeError("early"))
local d = asyncio.create_task(child("d", 3, false))
local early = asyncio.gather(d, failed)
log("early", early:done())
ok, e = pcall(await, early)
log("early", ok, e, d:done())
log("d", (await(d)))

ok, e = pcall(await, asyncio.gather(function() error("plain", 0) end, child("f", 1, false)))
log("plain", ok, e)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
log("end")
