-- Retries with a time limit for each try, a pause that doubles, and a limit for the whole.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function clock(...)
  print(string.format("%5.1f", loop:time()), ...)
end

local GaveUp = asyncio.error_class("GaveUp", asyncio.RuntimeError)

-- Calls fn until it succeeds. Only the errors of network and time are worth another try.
local retry = async(function(fn, options)
  local pause = options.pause
  for try = 1, options.tries do
    local ok, result = pcall(await, asyncio.wait_for(fn(try), options.limit))
    if ok then return result, try end
    if not asyncio.isinstance(result, asyncio.OSError) then error(result, 0) end
    clock("try " .. try .. ":", result)
    if try < options.tries then
      await(asyncio.sleep(pause))
      pause = pause * 2
    end
  end
  error(GaveUp("after " .. options.tries .. " tries"), 0)
end)

-- A service with a mood of its own: how long each try takes and how it ends.
local function service(moods)
  return async(function(try)
    local mood = moods[try]
    await(asyncio.sleep(mood[1]))
    if mood[2] then error(mood[2], 0) end
    return "answer"
  end)
end

local refused = asyncio.OSError("connection refused")
local options = { tries = 4, limit = 2, pause = 0.5 }

local answer, tries = await(retry(service({ { 0.1, refused }, { 60 }, { 1 } }), options))
clock(answer, "at try " .. tries)

local function give_up(moods, limit)
  asyncio.try(function()
    clock(await(asyncio.wait_for(retry(service(moods), options), limit)))
  end, {
    { GaveUp, function(e) clock("gave up", e.message) end },
    { asyncio.TimeoutError, function() clock("no time left") end },
    { asyncio.ValueError, function(e) clock("not worth a retry:", e.message) end },
  })
end

give_up({ { 60 }, { 60 }, { 0.1, refused }, { 60 } })
give_up({ { 60 }, { 60 }, { 60 }, { 60 } }, 5)
give_up({ { 0.1, refused }, { 0.1, asyncio.ValueError("bad request") } })
