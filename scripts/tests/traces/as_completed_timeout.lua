-- as_completed with a timeout: TimeoutError for each future that is still awaited, and nothing is cancelled.
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
local function work(name, delay)
  return asyncio.create_task(function()
    await(asyncio.sleep(delay))
    log(name, "ready")
    return name
  end, { name = name })
end

local tasks = { work("a", 1), work("b", 3), work("c", 4) }
local it = asyncio.as_completed(tasks, { timeout = 2 })
local ok, e = pcall(function()
  for t in it do log("got", t:result()) end
end)
log("for", ok, e, tasks[2]:done(), tasks[2]:cancelling())
await(asyncio.sleep(5))
log("later", tasks[2]:result(), tasks[3]:result())

for co in asyncio.as_completed({ work("d", 1), work("e", 3), work("f", 4) }, { timeout = 2 }):coroutines() do
  local ok, v = pcall(await, co)
  log("plain", ok, v)
end

-- A timeout of 0 expires in the next iteration, with what is done by then.
local f = loop:create_future()
f:set_result("f")
ticks(6)
for co in asyncio.as_completed({ f, loop:create_future() }, { timeout = 0 }):coroutines() do
  local ok, v = pcall(await, co)
  log("zero", ok, v)
end
ticks(6)
for co in asyncio.as_completed({ f }, { timeout = -1 }):coroutines() do
  local ok, v = pcall(await, co)
  log("negative", ok, v)
end

-- Nothing is left of a timeout that was not needed.
for t in asyncio.as_completed({ work("g", 1) }, { timeout = 2 }) do log("in time", t:result()) end
await(asyncio.sleep(10))
log("end")
