-- wait in its three modes: when it returns and what is in the two lists.
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
local function child(name, turns, how)
  return function()
    for _ = 1, turns do await(asyncio.sleep(0)) end
    log(name, how or "ends")
    if how == "fails" then error(asyncio.ValueError(name), 0) end
    return name
  end
end

local function names(list)
  local out = {}
  for i, t in ipairs(list) do out[i] = t:get_name() end
  return "[" .. table.concat(out, " ") .. "]"
end

local function make(prefix)
  local list = {}
  for i, spec in ipairs({ { 3 }, { 1 }, { 2, "fails" }, { 4 } }) do
    local name = prefix .. i
    list[i] = asyncio.create_task(child(name, spec[1], spec[2]), { name = name })
  end
  return list
end

for _, mode in ipairs({ asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED }) do
  ticks(12)
  log(mode)
  local tasks = make(mode:sub(1, 1):lower() .. mode:sub(7, 7):lower())
  local done, pending = await(asyncio.wait(tasks, { return_when = mode }))
  log("done", names(done), "pending", names(pending))
  while #pending > 0 do
    done, pending = await(asyncio.wait(pending, { return_when = mode }))
    log("then done", names(done), "pending", names(pending))
  end
  log("error", tasks[3]:exception())
  await(asyncio.sleep(1))
end

ticks(12)
local tasks = make("x")
local done, pending = await(asyncio.wait({ tasks[2], tasks[1], tasks[2] }))
log("duplicates", names(done), names(pending), tasks[4]:done())
done, pending = await(asyncio.wait({ tasks[1], tasks[2] }))
log("done before", names(done), names(pending))
tasks[4]:cancel()
done, pending = await(asyncio.wait({ tasks[4], tasks[3] }, { return_when = asyncio.FIRST_EXCEPTION }))
log("failed before", names(done), names(pending))
done, pending = await(asyncio.wait({ tasks[4] }, { return_when = asyncio.FIRST_EXCEPTION }))
log("cancelled is no exception", names(done), names(pending), tasks[4]:cancelled())
