-- What is scheduled when all tasks have been cancelled: the loop goes round a few times more before it is closed.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function log(...)
  print(string.format("%.3f 0", loop:time()), ...)
end
loop:set_exception_handler(function() end)

local function chain(n)
  log("callback", n)
  loop:call_soon(chain, n + 1)
end

local function late()
  log("late", "starts")
  await(asyncio.sleep(0))
  log("late", "goes on")
  await(asyncio.sleep(1))
  log("late", "never seen")
end

asyncio.create_task(function()
  asyncio.try(function() await(asyncio.sleep(100)) end, {
    finally = function() asyncio.create_task(late) end, -- nobody cancels it, and nobody waits for it
  })
end)
await(asyncio.sleep(1))
loop:call_soon(chain, 1)
log("main ends")
