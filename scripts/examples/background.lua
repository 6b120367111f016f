-- Work in the background: jobs that nobody awaits, watched by a callback, and a heartbeat.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%4.1f", loop:time()), ...)
end

-- The jobs under way. A job leaves by itself, and its error is told at once instead of being lost.
local running, count = {}, 0
local idle = loop:create_future()

local function in_background(name, fn)
  local task = asyncio.create_task(fn, { name = name })
  running[task] = true
  count = count + 1
  task:add_done_callback(function(t)
    running[t] = nil
    count = count - 1
    if not t:cancelled() and t:exception() then
      clock(t:get_name(), "failed:", t:exception())
    else
      clock(t:get_name(), t:cancelled() and "was cancelled" or "is done", count .. " left")
    end
    if count == 0 and not idle:done() then idle:set_result(true) end
  end)
  return task
end

local heartbeat = asyncio.create_task(function()
  while true do
    clock("...", count .. " running")
    await(asyncio.sleep(1))
  end
end)

in_background("index", function() await(asyncio.sleep(2.5)) end)
in_background("backup", function()
  await(asyncio.sleep(1.5))
  error(asyncio.OSError("disk full"), 0)
end)
local upload = in_background("upload", function() await(asyncio.sleep(60)) end)
in_background("cleanup", function()
  await(asyncio.sleep(0.5))
  in_background("deep cleanup", function() await(asyncio.sleep(2.7)) end)
end)

clock("main does something else")
loop:call_later(3.1, function() upload:cancel() end)
await(idle)
heartbeat:cancel()
clock("all quiet")
