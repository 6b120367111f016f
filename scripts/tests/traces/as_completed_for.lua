-- as_completed in a for loop: the futures passed in come back, in the order in which they were done.
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
local function work(name, delay, fails)
  return asyncio.create_task(function()
    await(asyncio.sleep(delay))
    log(name, "ready")
    if fails then error(asyncio.ValueError(name), 0) end
    return name
  end, { name = name })
end

local tasks = { work("a", 3), work("b", 1), work("c", 2, true), work("d", 1), work("e", 0) }
tasks[6] = tasks[2]
local known = {}
for _, t in ipairs(tasks) do known[t] = true end
local count = 0
for t in asyncio.as_completed(tasks) do
  count = count + 1
  local ok, v = pcall(await, t)
  log(t:get_name(), known[t], t:done(), ok, v)
  if count == 2 then await(asyncio.sleep(1.5)) end
end
log("count", count)

for _ in asyncio.as_completed({}) do log("never") end

local f, g = loop:create_future(), loop:create_future()
g:set_result("g")
f:set_result("f")
ticks(6)
for x in asyncio.as_completed({ f, g }) do log("done before", x:result()) end

f, g = loop:create_future(), loop:create_future()
loop:call_soon(function() g:set_result("g"); f:set_result("f") end)
ticks(6)
for x in asyncio.as_completed({ f, g }) do log("same iteration", x:result()) end

ticks(6)
local n = 0
for x in asyncio.as_completed({ function() return "body" end }) do
  n = n + 1
  log("made a task", x:done(), x:result(), n)
end
