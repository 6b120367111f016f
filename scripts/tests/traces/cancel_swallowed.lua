-- A body that swallows the cancellation goes on; cancelling() and uncancel() keep the books.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local t = asyncio.create_task(function()
  local me = asyncio.current_task()
  for round = 1, 3 do
    local ok, e = pcall(await, asyncio.sleep(10))
    log("round", round, ok, e, me:cancelling())
    if round == 2 then log("uncancel", me:uncancel(), me:uncancel(), me:uncancel()) end
  end
  return "done"
end)
await(asyncio.sleep(1))
log("cancel", t:cancel("one"))
await(asyncio.sleep(1))
log("cancel", t:cancel("two"))
log("main", (await(t)), t:cancelled(), t:cancelling())

-- uncancel does not call back an error that is on its way through a future.
t = asyncio.create_task(function()
  local ok, e = pcall(await, asyncio.sleep(10))
  log("told", ok, e, asyncio.current_task():cancelling())
  return "end"
end)
await(asyncio.sleep(1))
t:cancel()
log("uncancel", t:uncancel(), t:cancelling())
log("main", (await(t)), t:cancelled())

-- A task that waits for another one cancels that one; if the inner refuses, the outer gets its result.
local inner = asyncio.create_task(function()
  local ok, e = pcall(await, asyncio.sleep(10))
  log("inner", ok, e)
  return "inner refused"
end)
local outer = asyncio.create_task(function()
  local v = await(inner)
  log("outer", v, asyncio.current_task():cancelling())
  await(asyncio.sleep(1))
  return "outer unharmed"
end)
await(asyncio.sleep(1))
log("cancel", outer:cancel())
log("main", (await(outer)), outer:cancelled(), outer:cancelling(), inner:cancelling())
