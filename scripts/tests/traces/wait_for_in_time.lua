-- wait_for when nothing expires: no timeout, coroutines run inline, futures, errors.
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
local work = async(function(name, turns, err)
  log(name, "starts")
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name, "ends")
  if err then error(err, 0) end
  return name
end)

ticks(30)
local me = asyncio.current_task()
local w = asyncio.wait_for(work("lazy", 0), nil)
log("made")
log((await(w)))
log((await(asyncio.wait_for(work("a", 2), nil))))
log((await(asyncio.wait_for(work("b", 2), 5))))
log((await(asyncio.wait_for(work("c", 0), 5))))
log("inline", (await(asyncio.wait_for(function() return asyncio.current_task() == me end, 1))))

local f = loop:create_future()
f:set_result("was done")
log((await(asyncio.wait_for(f, 5))))
f = loop:create_future()
loop:call_soon(f.set_result, f, "soon")
log((await(asyncio.wait_for(f, 5))))
local t = asyncio.create_task(work("task", 1))
log((await(asyncio.wait_for(t, 5))), t:done())

local boom = asyncio.RuntimeError("boom")
local ok, e = pcall(await, asyncio.wait_for(work("d", 1, boom), 5))
log(ok, e, e == boom)
f = loop:create_future()
f:set_exception(boom)
ok, e = pcall(await, asyncio.wait_for(f, 5))
log(ok, e == boom)
f = loop:create_future()
f:cancel("gone")
ok, e = pcall(await, asyncio.wait_for(f, 5))
log(ok, e, me:cancelling())
await(asyncio.sleep(10))
log("nothing fired late", me:cancelling())
