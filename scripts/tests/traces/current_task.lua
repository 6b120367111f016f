-- current_task and all_tasks, in bodies, callbacks, timers and after the end.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local main = asyncio.current_task()
main:set_name("main")

local function names()
  local out = {}
  for _, t in ipairs(asyncio.all_tasks()) do out[#out + 1] = t:get_name() end
  table.sort(out)
  return table.concat(out, " ")
end

local function whose()
  local t = asyncio.current_task()
  return t and t:get_name() or "none"
end

log(whose(), names())
local a = asyncio.create_task(function()
  log("in a", whose(), names())
  await(asyncio.sleep(1))
  log("in a", whose(), names())
end, { name = "a" })
local b = asyncio.create_task(function()
  log("in b", whose(), names())
  local inline = async(function() return whose() end)
  log("inline", (await(inline())))
end, { name = "b" })
log("made", names())
loop:call_soon(function() log("call_soon", whose(), names()) end)
loop:call_later(0.5, function() log("call_later", whose(), names()) end)
b:add_done_callback(function() log("done callback", whose(), names()) end)
await(asyncio.sleep(0))
log("b is done", b:done(), names())
await(a)
log("a is done", whose(), names())
log("loop given", asyncio.current_task(loop) == main, #asyncio.all_tasks(loop))

local c = asyncio.create_task(function() end, { name = "c" })
c:cancel()
log("asked to stop", names())
pcall(await, c)
log("cancelled", names())
log("is main", asyncio.all_tasks()[1] == main)
