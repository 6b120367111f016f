-- shield: the one who waits may be cancelled, the work goes on to its end.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%2.0f", loop:time()), ...)
end

local save = async(function(name)
  clock("saving", name)
  await(asyncio.sleep(5))
  clock("saved", name)
  return name
end)

local function request(name, protect)
  local work = asyncio.create_task(save(name))
  local handler = asyncio.create_task(function()
    await(protect and asyncio.shield(work) or work)
  end)
  await(asyncio.sleep(1))
  handler:cancel()
  local _, err = pcall(await, handler)
  clock("the handler of", name, err.name)
  await(asyncio.wait({ work }))
  clock(name, "cancelled:", work:cancelled())
end

request("draft", false)
request("invoice", true)
