-- wait: watch several tasks until the first is done, one fails, all are done, or time is up.
local asyncio = require("asyncio")

local function names(tasks)
  local out = {}
  for i, task in ipairs(tasks) do out[i] = task:get_name() end
  return #out > 0 and table.concat(out, ", ") or "none"
end

local function mirror(name, seconds, broken)
  return asyncio.create_task(function()
    await(asyncio.sleep(seconds))
    if broken then error(asyncio.OSError(name .. " is down"), 0) end
    return name
  end, { name = name })
end

-- The fastest of three, the others are sent home.
local done, pending = await(asyncio.wait(
  { mirror("Oslo", 3), mirror("Lima", 1), mirror("Kyoto", 2) },
  { return_when = asyncio.FIRST_COMPLETED }))
print("first:", names(done), "still running:", names(pending))
for _, task in ipairs(pending) do task:cancel() end
await(asyncio.wait(pending))
print("cancelled:", pending[1]:cancelled(), pending[2]:cancelled())

-- Until something breaks.
done, pending = await(asyncio.wait(
  { mirror("Oslo", 1), mirror("Lima", 2, true), mirror("Kyoto", 3) },
  { return_when = asyncio.FIRST_EXCEPTION }))
print("done:", names(done), "still running:", names(pending))
for _, task in ipairs(done) do print(task:get_name(), task:exception() or task:result()) end

-- As long as there is time; nothing is cancelled by this.
done, pending = await(asyncio.wait({ pending[1], mirror("Cairo", 9) }, { timeout = 5 }))
print("in time:", names(done), "late:", names(pending))
done, pending = await(asyncio.wait(pending))
print("in the end:", names(done), "late:", names(pending))
