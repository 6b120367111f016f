-- Where the message of a cancellation goes, and what a second retrieval gives.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function waiting()
  local t = asyncio.create_task(function() await(loop:create_future()) end)
  await(asyncio.sleep(0))
  return t
end

local function attempt(what, f, ...)
  local ok, e = pcall(f, ...)
  log(what, ok, e, asyncio.isinstance(e, asyncio.CancelledError))
  return e
end

local t = waiting()
t:cancel("first")
t:cancel("second")
local e1 = attempt("await", await, t)
local e2 = attempt("await again", await, t)
local e3 = attempt("result", t.result, t)
attempt("exception", t.exception, t)
log("new ones", e1 ~= e2, e2 ~= e3)

t = waiting()
t:cancel()
attempt("no message", await, t)

local f = loop:create_future()
log("future", f:cancel("future's"), f:cancel("too late"), f:cancelled())
attempt("future", await, f)
attempt("future again", await, f)
attempt("future's result", f.result, f)

-- Two tasks wait for the one that is cancelled.
t = waiting()
local function waiter(name)
  return asyncio.create_task(function()
    local ok, e = pcall(await, t)
    log(name, ok, e)
  end)
end
local a, b = waiter("a"), waiter("b")
await(asyncio.sleep(0))
t:cancel("for both")
await(a)
await(b)

-- A body that raises CancelledError itself is a cancelled task.
t = asyncio.create_task(function() error(asyncio.CancelledError("mine"), 0) end)
attempt("raised", await, t)
log("raised", t:cancelled(), t:cancelling())
