-- An error that nobody catches: exit status 1, and a traceback through every await on its way.
local asyncio = require("asyncio")

local measure = async(function(sensor)
  await(asyncio.sleep(1))
  if sensor == "roof" then
    error(asyncio.ValueError("the roof sensor is out of range"))
  end
  return 20
end)

local average = async(function(...)
  local values = await(asyncio.gather(...))
  return (values[1] + values[2]) / 2
end)

print("measuring")
local cellar = asyncio.create_task(measure("cellar"), { name = "cellar" })
local roof = asyncio.create_task(measure("roof"), { name = "roof" })
print("average:", (await(average(cellar, roof))))
