-- A task cancelled from outside while it is in wait_for: the inner one is cancelled with it, no TimeoutError.
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
local function waiter(x, timeout)
  return asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.wait_for(x, timeout))
    log("waiter", ok, e, asyncio.current_task():cancelling())
    if not ok then error(e, 0) end
    return e
  end)
end

local function stop(what, t, msg)
  ticks(8)
  log(what, t:cancel(msg))
  local ok, e = pcall(await, t)
  log(what, ok, e, t:cancelled())
end

local f = loop:create_future()
local t = waiter(f, 10)
await(asyncio.sleep(0))
stop("future", t, "outside")
log("future", f:cancelled())

t = waiter(function()
  local ok, e = pcall(await, asyncio.sleep(50))
  log("inner", ok, e)
  await(asyncio.sleep(0))
  error(e, 0)
end, 10)
await(asyncio.sleep(1))
stop("inline", t, "outside again")

local inner = asyncio.create_task(function()
  pcall(await, loop:create_future())
  log("inner goes on")
  await(asyncio.sleep(0))
  return "refused"
end)
t = waiter(inner, 10)
await(asyncio.sleep(0))
stop("refusing task", t)
log("inner", (await(inner)))

-- Both at once: the cancellation comes in the same instant as the timeout.
t = waiter(loop:create_future(), 5)
loop:call_at(loop:time() + 5, function() log("cancel at 5", t:cancel("same time")) end)
local ok, e = pcall(await, t)
log("first the cancel", ok, e, t:cancelled(), t:cancelling())

t = waiter(loop:create_future(), 5)
await(asyncio.sleep(0))
loop:call_at(loop:time() + 5, function() log("cancel at 5", t:cancel("too late")) end)
ok, e = pcall(await, t)
log("first the timeout", ok, e, t:cancelled(), t:cancelling())
