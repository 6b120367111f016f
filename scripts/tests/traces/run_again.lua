-- asyncio.run from the main chunk: a fresh loop each time, its own cleanup, its own tasks.
local asyncio = require("asyncio")

local outer = asyncio.get_running_loop()
local function log(...)
  print(string.format("%.3f", asyncio.get_running_loop():time()), ...)
end

print("one", (asyncio.run(function()
  log("fresh", asyncio.get_running_loop() ~= outer, #asyncio.all_tasks())
  await(asyncio.sleep(1))
  return "result"
end)))

print("two", (asyncio.run(function()
  asyncio.create_task(function()
    asyncio.try(function() await(asyncio.sleep(100)) end, {
      finally = function()
        await(asyncio.sleep(1))
        log("left-over cleaned up")
      end,
    })
  end)
  await(asyncio.sleep(1))
  log("two ends")
  return "two's result"
end)))

local ok, e = pcall(asyncio.run, function()
  await(asyncio.sleep(1))
  error(asyncio.ValueError("out of run"), 0)
end)
print("error", ok, e)

asyncio.run(function()
  local body = async(function() end)()
  local ok, e = pcall(asyncio.run, body)
  log("nested", ok, e.name)
  await(body)
end)

ok, e = pcall(asyncio.run, function()
  asyncio.current_task():cancel("from within")
  await(asyncio.sleep(1))
end)
print("cancelled", ok, e)
print("main goes on")
