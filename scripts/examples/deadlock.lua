-- Two clerks, each with one stamp, wait for the other's: nothing can happen, and the command says so.
local asyncio = require("asyncio")

-- A lock of futures, the simplest that works.
local function stamp()
  local held, line = false, {}
  local self = {}
  self.take = async(function()
    while held do
      local turn = asyncio.Future()
      line[#line + 1] = turn
      await(turn)
    end
    held = true
  end)
  function self.put_back()
    held = false
    local turn = table.remove(line, 1)
    if turn then turn:set_result(true) end
  end
  return self
end

local red, blue = stamp(), stamp()

local function clerk(name, first, second)
  return asyncio.create_task(function()
    await(first.take())
    print(name .. " has one stamp")
    await(asyncio.sleep(1))
    await(second.take())
    print(name .. " has both stamps") -- never reached
    second.put_back()
    first.put_back()
  end, { name = name })
end

await(asyncio.gather(clerk("Bouvard", red, blue), clerk("Pecuchet", blue, red)))
