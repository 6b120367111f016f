-- gather: results in argument order, duplicates made once, nils kept, nesting, and how long it takes.
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
local work = async(function(name, turns, value)
  log(name, "starts")
  for _ = 1, turns do await(asyncio.sleep(0)) end
  log(name, "ends")
  return value
end)

local function list(t)
  local out = {}
  for i = 1, t.n do out[i] = tostring(t[i]) end
  return table.concat(out, ",")
end

ticks(40)
local empty = asyncio.gather({})
log("empty", empty:done(), empty:result().n)
log("empty", list(await(asyncio.gather())))

local g = asyncio.gather(work("a", 2, 1), work("b", 0, 2), work("c", 1, 3))
log("made", g:done())
log("three", list(await(g)))

log("one", list(await(asyncio.gather({ work("d", 0, "x") }))))

local twice = work("e", 1, "same")
log("same", list(await(asyncio.gather(twice, twice, twice))))

local f = loop:create_future()
loop:call_soon(f.set_result, f, "future")
log("future", list(await(asyncio.gather(f, work("g", 0, nil), f))))

local done = loop:create_future()
done:set_result("done")
local all_done = asyncio.gather(done, done)
log("all done", all_done:done(), list(all_done:result()))

local inner = asyncio.gather(work("h", 1, "h"), work("i", 2, "i"))
local r = await(asyncio.gather(inner, work("j", 0, "j")))
log("nested", list(r[1]), r[2])
