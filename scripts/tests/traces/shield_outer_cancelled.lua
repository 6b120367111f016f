-- The waiter of a shield is cancelled, the inner task is not; what it raises afterwards is dropped.
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
loop:set_exception_handler(function(_, context) log("handler", context.message) end)

local function inner(name, err)
  return asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.sleep(1))
    log(name, ok, e)
    if err then error(err, 0) end
    return name
  end)
end

local function waiter(x)
  return asyncio.create_task(function()
    local ok, e = pcall(await, asyncio.shield(x))
    log("waiter", ok, e)
    error(e, 0)
  end)
end

local a = inner("a")
local w = waiter(a)
await(asyncio.sleep(0))
await(asyncio.sleep(0))
ticks(5)
log("cancel", w:cancel("go away"))
local ok, e = pcall(await, w)
log("main", ok, e, w:cancelled(), a:done(), a:cancelling())
log((await(a)))

local b = inner("b", asyncio.ValueError("after the outer is gone"))
local s = asyncio.shield(b)
await(asyncio.sleep(0))
log("cancel the shield", s:cancel(), s:cancelled(), b:cancelling())
ok, e = pcall(await, s)
log("shield", ok, e)
await(asyncio.sleep(2))
log("b", b:done(), b:exception())

local c = inner("c")
local s1, s2 = asyncio.shield(c), asyncio.shield(c)
s1:cancel()
log("two shields", s1:cancelled(), s2:cancelled(), (await(s2)))
b, s, c, s1, s2 = nil, nil, nil, nil, nil
await(asyncio.sleep(0))
log("end")
