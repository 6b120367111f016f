-- wait with timeouts: expired, not expired, 0 and negative; nothing is cancelled by it.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end

local ticker
local function ticks(n) -- counts the next n iterations of the loop, from 0
  if ticker then ticker:cancel() end
  step = 0
  local function tick(left)
    step = step + 1
    ticker = left > 1 and loop:call_soon(tick, left - 1) or nil
  end
  ticker = loop:call_soon(tick, n)
end
local function sleeper(name, delay)
  return asyncio.create_task(function()
    await(asyncio.sleep(delay))
    log(name, "woke")
    return name
  end, { name = name })
end

local function names(list)
  local out = {}
  for i, t in ipairs(list) do out[i] = t:get_name() end
  return "[" .. table.concat(out, " ") .. "]"
end

local tasks = { sleeper("a", 1), sleeper("b", 2), sleeper("c", 3) }
local done, pending = await(asyncio.wait(tasks, { timeout = 2.5 }))
log("2.5", names(done), names(pending))
done, pending = await(asyncio.wait(tasks, { timeout = 10 }))
log("10", names(done), names(pending))

tasks = { sleeper("d", 1), sleeper("e", 0) }
ticks(8)
done, pending = await(asyncio.wait(tasks, { timeout = 0 }))
log("0", names(done), names(pending))
ticks(8)
done, pending = await(asyncio.wait(tasks, { timeout = -1 }))
log("-1", names(done), names(pending))
done, pending = await(asyncio.wait(tasks, { timeout = 1, return_when = asyncio.FIRST_COMPLETED }))
log("first of 1", names(done), names(pending))
done, pending = await(asyncio.wait({ tasks[1] }, { timeout = 1 }))
log("on the dot", names(done), names(pending))
done, pending = await(asyncio.wait({ tasks[1] }, { timeout = 0 }))
log("done, 0", names(done), names(pending))
