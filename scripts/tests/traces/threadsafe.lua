-- call_soon_threadsafe from the loop's own thread keeps its place in the line.
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
ticks(8)
local function say(name) log(name) end
loop:call_soon(say, "one")
local h = loop:call_soon_threadsafe(say, "two")
loop:call_soon(say, "three")
loop:call_soon_threadsafe(say, "four")
local gone = loop:call_soon_threadsafe(say, "cancelled")
gone:cancel()
log("handles", h:cancelled(), gone:cancelled())
await(asyncio.sleep(0))
log("end")
