-- TaskGroup: a block that ends when all its tasks have ended; one failure stops the others.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%2.0f", loop:time()), ...)
end

local function load(name, seconds)
  return function()
    await(asyncio.sleep(seconds))
    clock("loaded", name)
    return name:upper()
  end
end

local users, orders
asyncio.TaskGroup(function(group)
  users = group:create_task(load("users", 2))
  orders = group:create_task(load("orders", 1))
  clock("both started")
end)
clock("both done:", users:result(), orders:result())

local ok, err = pcall(asyncio.TaskGroup, function(group)
  group:create_task(load("stock", 1))
  group:create_task(function()
    await(asyncio.sleep(2))
    error(asyncio.ValueError("prices are missing"), 0)
  end)
  group:create_task(function()
    asyncio.try(function() await(asyncio.sleep(60)) end, {
      finally = function() clock("the long task is stopped") end,
    })
  end)
end)
clock(ok, err.name, #err.exceptions, err.exceptions[1])
