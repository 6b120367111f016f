-- A cancellation goes to the innermost await and travels outwards, through coroutines and through tasks.
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
local level
level = async(function(n)
  local ok, e
  if n == 0 then
    ok, e = pcall(await, asyncio.sleep(100))
  else
    ok, e = pcall(await, level(n - 1))
  end
  log("level", n, ok, e)
  error(e, 0)
end)

local t = asyncio.create_task(level(3))
await(asyncio.sleep(1))
ticks(4)
t:cancel("inline")
local ok, e = pcall(await, t)
log("main", ok, e, t:cancelled())

local tasks = {}
for n = 0, 3 do
  tasks[n] = asyncio.create_task(function()
    local ok, e
    if n == 0 then ok, e = pcall(await, asyncio.sleep(100)) else ok, e = pcall(await, tasks[n - 1]) end
    log("task", n, ok, e)
    error(e, 0)
  end)
end
await(asyncio.sleep(1))
ticks(8)
tasks[3]:cancel("through tasks")
log("cancelling", tasks[3]:cancelling(), tasks[2]:cancelling(), tasks[0]:cancelling())
ok, e = pcall(await, tasks[3])
log("main", ok, e, tasks[0]:cancelled(), tasks[3]:cancelled())

-- The one in the middle is cancelled: those inside and those outside end.
for n = 0, 2 do
  tasks[n] = asyncio.create_task(function()
    if n == 0 then await(asyncio.sleep(100)) else await(tasks[n - 1]) end
  end)
end
await(asyncio.sleep(1))
ticks(8)
tasks[1]:cancel("middle")
for n = 2, 0, -1 do
  ok, e = pcall(await, tasks[n])
  log("task", n, ok, e, tasks[n]:cancelled(), tasks[n]:cancelling())
end
