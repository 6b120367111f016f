-- A future's states: what each method says before, after a result, after an error and after a cancellation.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function attempt(what, f, ...)
  local ok, e = pcall(f, ...)
  log(what, ok, e)
end

local function report(name, f)
  log(name, f:done(), f:cancelled())
  attempt("  result", f.result, f)
  attempt("  exception", f.exception, f)
end

local f = loop:create_future()
report("pending", f)
f:set_result("value")
report("result", f)
log("cancel", f:cancel())
local function state(what, fn, ...)
  local ok, e = pcall(fn, ...)
  log(what, ok, asyncio.isinstance(e, asyncio.InvalidStateError))
end
state("set again", f.set_result, f, "other")
state("error after", f.set_exception, f, asyncio.ValueError("late"))

f = loop:create_future()
local boom = asyncio.ValueError("boom")
f:set_exception(boom)
report("exception", f)
log("same", f:exception() == boom)
state("result after", f.set_result, f, 1)

f = asyncio.Future()
log("cancel", f:cancel("enough"), f:cancel())
report("cancelled", f)
state("result after", f.set_result, f, 1)
state("error after", f.set_exception, f, boom)
log("loop", f:get_loop() == loop)

f = loop:create_future()
f:set_result(nil)
log("nil result", f:done(), (f:result()), (await(f)))

local t = asyncio.create_task(function() return 1 end)
local ok, e = pcall(t.set_result, t, 2)
log("task", ok, e)
ok, e = pcall(t.set_exception, t, boom)
log("task", ok, e)
log("task", (await(t)))
