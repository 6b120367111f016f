-- wait_for: a limit of time for one awaitable, which is cancelled when it is over.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local bake = async(function(minutes)
  asyncio.try(function()
    await(asyncio.sleep(60 * minutes))
  end, {
    { asyncio.CancelledError, function(e)
      print("the oven is switched off early")
      error(e, 0)
    end },
  })
  return minutes .. " minutes in the oven"
end)

local function patient(minutes, limit)
  asyncio.try(function()
    print((await(asyncio.wait_for(bake(minutes), limit))))
  end, {
    { asyncio.TimeoutError, function()
      print(string.format("gave up after %d minutes", limit / 60))
    end },
    finally = function() print(string.format("it is %d minutes past noon", loop:time() / 60)) end,
  })
end

patient(30, 3600)
patient(90, 3600)
patient(45, nil) -- no limit
