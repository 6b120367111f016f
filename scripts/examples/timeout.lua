-- timeout: a limit of time for a whole block, which may be moved while it runs.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%4.1f", loop:time()), ...)
end

local ok, err = pcall(asyncio.timeout, 2, function()
  for part = 1, 10 do
    await(asyncio.sleep(0.6))
    clock("part " .. part)
  end
end)
clock("stopped:", ok, err)

-- Every part that arrives buys another second.
local parts = asyncio.timeout(1, function(limit)
  for part = 1, 5 do
    await(asyncio.sleep(0.6))
    clock("part " .. part)
    limit:reschedule(loop:time() + 1)
  end
  return 5
end)
clock("all of them:", parts)

-- No limit at first, then one that turns out to be needed.
local kept
ok, err = pcall(asyncio.timeout, nil, function(limit)
  kept = limit
  await(asyncio.sleep(3))
  limit:reschedule(loop:time() + 0.5)
  await(asyncio.sleep(3))
end)
clock("expired:", kept:expired(), err.name)

-- The inner limit is over first; the outer block goes on.
asyncio.timeout(10, function()
  asyncio.try(function()
    asyncio.timeout(1, function() await(asyncio.sleep(5)) end)
  end, {
    { asyncio.TimeoutError, function() clock("inner limit") end },
  })
  await(asyncio.sleep(1))
  clock("outer block ends")
end)
