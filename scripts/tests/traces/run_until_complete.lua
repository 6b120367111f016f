-- Loops driven by hand from the main chunk: run_until_complete, run_forever, stop, close.
local asyncio = require("asyncio")

local loop = asyncio.new_event_loop()
local function log(...) print(string.format("%.3f", loop:time()), ...) end
local function attempt(what, f, ...)
  local ok, e = pcall(f, ...)
  print(what, ok, e.name, e.message)
end

print("new", loop:is_running(), loop:is_closed())
print("result", (loop:run_until_complete(async(function(v)
  log("running", loop:is_running(), asyncio.get_running_loop() == loop)
  await(asyncio.sleep(1))
  return v
end)("value"))))

local f = loop:create_future()
loop:call_later(2, f.set_result, f, "by timer")
print("future", (loop:run_until_complete(f)))
print("done future", (loop:run_until_complete(f)))

attempt("raises", loop.run_until_complete, loop, function() error(asyncio.ValueError("boom"), 0) end)
f = loop:create_future()
f:cancel("gone")
attempt("cancelled", loop.run_until_complete, loop, f)

-- stop: the iteration is finished, what it adds stays for the next run.
loop:call_soon(function()
  log("one")
  loop:stop()
  loop:call_soon(log, "set after stop")
  log("still in one")
end)
loop:call_soon(log, "two, in the same iteration")
loop:run_forever()
print("stopped")
loop:call_soon(loop.stop, loop)
loop:run_forever()
print("stopped again")

-- A stop before the start gives one iteration.
loop:stop()
loop:call_soon(log, "in the one iteration")
loop:call_later(5, log, "a timer, not yet due")
loop:run_forever()
print("one iteration", loop:is_running())

attempt("stopped", loop.run_until_complete, loop, function()
  loop:call_soon(loop.stop, loop)
  await(loop:create_future())
end)

loop:call_later(10, function() log("stops"); loop:stop() end)
loop:run_forever()

loop:run_until_complete(function()
  attempt("nested", loop.run_until_complete, loop, loop:create_future())
  attempt("close", loop.close, loop)
end)
loop:close()
loop:close()
print("closed", loop:is_closed())
attempt("call_soon", loop.call_soon, loop, print)
attempt("call_later", loop.call_later, loop, 1, print)
attempt("run_forever", loop.run_forever, loop)
