-- A clock that shows every quarter of an hour, until an alarm; with --virtual-time at once.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local noon = loop:time()
local function time_of_day()
  local minutes = math.floor((loop:time() - noon) / 60 + 0.5)
  return string.format("%02d:%02d", 12 + math.floor(minutes / 60), minutes % 60)
end

local ticking = asyncio.create_task(function()
  while true do
    print(time_of_day())
    await(asyncio.sleep(15 * 60))
  end
end)

await(asyncio.sleep(80 * 60))
ticking:cancel()
print(time_of_day(), "the alarm rings")
