-- A task cancelled inside wait leaves the futures it waited for alone.
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
local function sleeper(name)
  return asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.sleep(2))
    log(name, ok, e)
    if not ok then error(e, 0) end
  end)
end

local a, b = sleeper("a"), sleeper("b")
local waiter = asyncio.create_task(function()
  local ok, e = pcall(await, asyncio.wait({ a, b }, { timeout = 50 }))
  log("waiter", ok, e)
  error(e, 0)
end)
await(asyncio.sleep(1))
ticks(4)
log("cancel", waiter:cancel("no more"))
local ok, e = pcall(await, waiter)
log("main", ok, e, a:done(), a:cancelling())
b:cancel()
local done, pending = await(asyncio.wait({ a, b }, { return_when = asyncio.FIRST_EXCEPTION }))
log("both", #done, #pending, a:cancelled(), b:cancelled())
