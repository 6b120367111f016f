-- Many tasks wait for one future or task: they wake in the order in which they came, in one iteration.
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
local function waiter(name, x)
  return asyncio.create_task(function()
    local ok, v = pcall(await, x)
    log(name, ok, v)
    return v
  end, { name = name })
end

local f = loop:create_future()
local a, b, c = waiter("a", f), waiter("b", f), waiter("c", f)
await(asyncio.sleep(0))
ticks(20)
b:cancel("not you")
log("cancelled one", f:cancelled())
local ok, e = pcall(await, c)
log("all see it", ok, e, f:cancelled())

f = loop:create_future()
a, b, c = waiter("a", f), waiter("b", f), waiter("c", f)
await(asyncio.sleep(0))
f:add_done_callback(function() log("callback") end)
local d = waiter("d", f)
f:set_result("one for all")
log("set")
await(d)
log("main")
await(c)

local t = asyncio.create_task(function() await(asyncio.sleep(0)); return "task" end)
a, b = waiter("a", t), waiter("b", asyncio.shield(t))
b:cancel()
await(asyncio.sleep(0))
c = waiter("c", t)
log("main", (await(t)))
await(c)

-- Ping-pong over two futures: one iteration each way.
ticks(30)
local ping, pong = loop:create_future(), loop:create_future()
local function player(name, rounds)
  return function()
    for i = 1, rounds do
      if name == "ping" then
        log("ping", i)
        ping:set_result(i)
        local v = await(pong)
        pong = loop:create_future()
        log("got", v)
      else
        local v = await(ping)
        ping = loop:create_future()
        log("pong", v)
        pong:set_result(-v)
      end
    end
  end
end
await(asyncio.gather(player("ping", 3), player("pong", 3)))
log("end")
