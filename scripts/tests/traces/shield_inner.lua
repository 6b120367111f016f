-- shield while nobody is cancelled: a done inner is handed back as it is, results and errors pass through.
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
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name)
  if err then error(err, 0) end
  return name
end)

ticks(30)
local f = loop:create_future()
f:set_result("done before")
log("same", asyncio.shield(f) == f, (await(asyncio.shield(f))))
local t = asyncio.create_task(work("task", 1))
local s = asyncio.shield(t)
log("other", s == t, s:done())
s:add_done_callback(function(x) log("shield is done", x:result()) end)
t:add_done_callback(function(x) log("task is done", x:result()) end)
log((await(s)))
log((await(asyncio.shield(work("coroutine", 2)))))
log((await(asyncio.shield(work("no wait", 0)))))
local boom = asyncio.ValueError("boom")
local ok, e = pcall(await, asyncio.shield(work("fails", 1, boom)))
log(ok, e, e == boom)
log((await(asyncio.shield(asyncio.shield(work("twice", 0))))))
local r = await(asyncio.gather(asyncio.shield(work("x", 1)), work("y", 2)))
log(r[1], r[2])
