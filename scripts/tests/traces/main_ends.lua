-- The main chunk ends first: what is left is cancelled in the order of creation, and waited for.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function worker(name, cleanup)
  return asyncio.create_task(function()
    asyncio.try(function()
      log(name, "starts")
      await(asyncio.sleep(100))
    end, {
      finally = function()
        log(name, "cleans up")
        if cleanup > 0 then await(asyncio.sleep(cleanup)) end
        log(name, "ends")
      end,
    })
  end)
end

worker("a", 2)
worker("b", 0)
worker("c", 1)
asyncio.create_task(function()
  log("stubborn", (pcall(await, asyncio.sleep(100))))
  await(asyncio.sleep(3))
  log("stubborn ends")
end)
await(asyncio.sleep(1))
asyncio.create_task(function() log("starts in the last iteration") end)
loop:call_soon(function() log("a callback set before the end") end)
loop:call_later(1.5, function() log("a timer during the cleanup") end)
loop:call_later(50, function() log("a timer that is never due") end)
log("main ends")
