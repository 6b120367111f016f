-- Below the tasks: callbacks, timers and futures, and how code that knows only callbacks is awaited.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local start = loop:time()
local function clock(...)
  print(string.format("%4.1f", loop:time() - start), ...)
end

-- Callbacks run after the current one, in the order in which they were asked for.
loop:call_soon(clock, "soon", 1)
loop:call_soon(clock, "soon", 2)
clock("not yet")
await(asyncio.sleep(0))

-- Timers, by distance or by the loop's clock; a handle takes one back.
loop:call_later(2, clock, "two seconds later")
loop:call_at(start + 1, clock, "at one")
local handle = loop:call_later(1.5, clock, "never")
clock("due at", handle:when() - start)
handle:cancel()
await(asyncio.sleep(3))
clock("taken back:", handle:cancelled())

-- A library that reports through a callback, as so many do.
local function lookup(name, callback)
  loop:call_later(1, function()
    if name == "nowhere" then callback("unknown host") else callback(nil, "10.0.0." .. #name, 80) end
  end)
end

-- The bridge: a future that the callback completes.
local resolve = async(function(name)
  local future = loop:create_future()
  lookup(name, function(err, address, port)
    if future:done() then return end -- cancelled meanwhile
    if err then future:set_exception(asyncio.OSError(err)) else future:set_result(address, port) end
  end)
  return await(future)
end)

clock("moonbase", await(resolve("moonbase")))
clock("nowhere", select(2, pcall(await, resolve("nowhere"))))
clock("in a hurry", select(2, pcall(await, asyncio.wait_for(resolve("mars"), 0.5))))
await(asyncio.sleep(1))

-- A repeating timer is a callback that asks for itself again.
local function every(seconds, fn)
  local timer
  local function tick()
    timer = loop:call_later(seconds, tick)
    fn()
  end
  timer = loop:call_later(seconds, tick)
  return function() timer:cancel() end
end

local beats = 0
local finished = loop:create_future()
local stop
stop = every(0.5, function()
  beats = beats + 1
  clock("beat", beats)
  if beats == 4 then
    stop()
    finished:set_result("enough")
  end
end)
finished:add_done_callback(function(f) clock("callback:", f:result()) end)
clock("awaited:", (await(finished)))
await(asyncio.sleep(2))
