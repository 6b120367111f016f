-- The eager task factory: a task's first step runs inside create_task.
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
loop:set_task_factory(asyncio.eager_task_factory)
log("factory", loop:get_task_factory() == asyncio.eager_task_factory)

local work = async(function(name, turns)
  log(name, "starts")
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name, "ends")
  return name
end)

local main = asyncio.current_task()
ticks(40)
local a = asyncio.create_task(work("a", 0), { name = "A" })
log("a", a:done(), a:result(), a:get_name(), asyncio.current_task() == main)
local b = asyncio.create_task(work("b", 2), { name = "B" })
log("b", b:done(), b:get_name(), asyncio.current_task() == main)
a:add_done_callback(function(t) log("a's callback", t:result()) end)
b:add_done_callback(function(t) log("b's callback", t:result()) end)
log("b", (await(b)))

-- Inside its eager step the task is the current one, and so for nested ones.
local outer = asyncio.create_task(function()
  local me = asyncio.current_task()
  local inner = asyncio.create_task(function()
    log("inner", asyncio.current_task() ~= me, asyncio.current_task() ~= main)
    return "inner"
  end)
  log("outer", asyncio.current_task() == me, inner:done())
  return await(inner)
end)
log("outer", outer:done(), outer:result())

local failing = asyncio.create_task(function() error(asyncio.ValueError("at once"), 0) end)
log("failing", failing:done(), failing:exception())
local ok, e = pcall(await, failing)
log("failing", ok, e)

local cancelled = asyncio.create_task(function() error(asyncio.CancelledError("own"), 0) end)
log("raises CancelledError", cancelled:done(), cancelled:cancelled())

-- gather and wait find their children done.
local g = asyncio.gather(work("c", 0), work("d", 0))
log("gather", g:done(), g:result()[1], g:result()[2])
g = asyncio.gather(work("e", 0), work("f", 1))
log("gather", g:done())
local r = await(g)
log("gather", r[1], r[2])
local done, pending = await(asyncio.wait({
  asyncio.create_task(work("g", 0)), asyncio.create_task(work("h", 0)),
}))
log("wait", #done, #pending)

-- A task that waited is an ordinary one.
local t = asyncio.create_task(work("i", 5))
log("cancel", t:cancel())
ok, e = pcall(await, t)
log("i", ok, e, t:cancelled())

loop:set_task_factory(nil)
t = asyncio.create_task(work("lazy", 0))
log("lazy", t:done(), loop:get_task_factory())
log((await(t)))
