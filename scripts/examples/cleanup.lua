-- Cancellation is an error that passes through: what was opened is closed, also when closing takes time.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%4.1f", loop:time()), ...)
end

local function connect(name)
  clock(name, "opened")
  return {
    close = async(function()
      await(asyncio.sleep(0.5)) -- a polite goodbye
      clock(name, "closed")
    end),
  }
end

local function worker(name)
  return function()
    local connection = connect(name)
    asyncio.try(function()
      for item = 1, 100 do
        await(asyncio.sleep(1))
        clock(name, "item " .. item)
      end
    end, {
      finally = function() await(connection.close()) end,
    })
  end
end

-- The same by hand: pcall catches the cancellation, so it is raised again after the cleanup.
local function careful()
  local connection = connect("careful")
  local ok, err = pcall(await, asyncio.sleep(100))
  await(connection.close())
  if not ok then error(err, 0) end
end

-- One that needs a moment to be persuaded.
local function stubborn()
  for round = 1, 3 do
    local ok, err = pcall(await, asyncio.sleep(100))
    if not ok then clock("stubborn", "ignores", err) end
  end
  clock("stubborn", "has had enough")
end

local tasks = {
  asyncio.create_task(worker("alpha"), { name = "alpha" }),
  asyncio.create_task(worker("beta"), { name = "beta" }),
  asyncio.create_task(careful, { name = "careful" }),
  asyncio.create_task(stubborn, { name = "stubborn" }),
}

await(asyncio.sleep(2.2))
local round = 0
local pending = tasks
while #pending > 0 do
  round = round + 1
  clock("shutting down, round " .. round)
  for _, task in ipairs(pending) do task:cancel("shutdown " .. round) end
  local done
  done, pending = await(asyncio.wait(pending, { timeout = 1 }))
end
for _, task in ipairs(tasks) do
  print(task:get_name(), task:cancelled() and "cancelled" or "ended by itself")
end
