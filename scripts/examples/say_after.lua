-- Awaiting coroutines one after the other, and the same two as tasks side by side.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("[%2.0f s]", loop:time()), ...)
end

local say_after = async(function(delay, text)
  await(asyncio.sleep(delay))
  clock(text)
end)

clock("one after the other")
await(say_after(1, "tea is ready"))
await(say_after(2, "toast is ready"))

clock("side by side")
local tea = asyncio.create_task(say_after(1, "tea is ready"))
local toast = asyncio.create_task(say_after(2, "toast is ready"))
await(tea)
await(toast)

-- Calling a coroutine function runs nothing yet; only awaiting it does.
local later = say_after(1, "the later one")
clock("made, not run")
await(asyncio.sleep(5))
clock("still not run")
await(later)
