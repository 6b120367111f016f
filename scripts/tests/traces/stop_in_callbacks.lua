-- loop:stop called twice, from a task, from a timer and from a done callback.
local asyncio = require("asyncio")

local loop = asyncio.new_event_loop()
local function log(...) print(string.format("%.3f", loop:time()), ...) end
local function go(what)
  loop:run_forever()
  log("stopped by", what)
end

-- From a task: it keeps its place and goes on in the next run.
local t = loop:create_task(function()
  for i = 1, 3 do
    log("step", i)
    loop:stop()
    await(asyncio.sleep(0))
  end
  log("task ends")
  return "end"
end)
go("step 1")
go("step 2")
log("done", t:done())
go("step 3")
loop:call_soon(loop.stop, loop)
go("call_soon")
log("done", t:done(), t:result())

-- Two stops in one iteration are one.
loop:call_soon(loop.stop, loop)
loop:call_soon(loop.stop, loop)
loop:call_soon(log, "after two stops")
go("two stops")

-- From a done callback.
local f = loop:create_future()
f:add_done_callback(function() log("callback"); loop:stop() end)
loop:call_later(1, f.set_result, f, 1)
go("callback")

-- From one of two timers that are due together: the other one still runs.
loop:call_later(1, function() log("timer"); loop:stop() end)
loop:call_later(1, log, "the timer beside it")
loop:call_later(1.5, log, "a later timer")
go("timer")
loop:call_later(1, loop.stop, loop)
go("last timer")
loop:close()
