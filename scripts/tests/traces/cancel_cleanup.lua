-- Cleanup that awaits, in pcall and in asyncio.try, and an error raised in it.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function job(name, cleanup)
  return asyncio.create_task(function()
    return asyncio.try(function()
      await(asyncio.sleep(100))
    end, {
      finally = function()
        log(name, "cleans up")
        cleanup()
        log(name, "has cleaned up")
      end,
    })
  end)
end

local function stop(name, t)
  await(asyncio.sleep(1))
  log("cancel", name, t:cancel(name))
  local ok, e = pcall(await, t)
  log(name, ok, e, t:cancelled())
end

stop("sleeps", job("sleeps", function() await(asyncio.sleep(2)) end))
stop("yields", job("yields", function() await(asyncio.sleep(0)) end))
stop("fails", job("fails", function() error(asyncio.ValueError("in cleanup"), 0) end))
stop("waits for a task", job("waits for a task", function()
  log("helper", (await(asyncio.create_task(function() return await(asyncio.sleep(1, "helped")) end))))
end))

local t = asyncio.create_task(function()
  return asyncio.try(function()
    await(asyncio.sleep(100))
  end, {
    { asyncio.ValueError, function() log("not this one") end },
    { asyncio.CancelledError, function(e) log("handler", e); return "handled" end },
    finally = function() log("finally") end,
  })
end)
await(asyncio.sleep(1))
t:cancel("caught")
log("main", (await(t)), t:cancelled())

t = asyncio.create_task(function()
  return asyncio.try(function()
    await(asyncio.sleep(100))
  end, {
    { asyncio.Exception, function() log("CancelledError is none of these") end },
  })
end)
await(asyncio.sleep(1))
t:cancel("not caught")
local ok, e = pcall(await, t)
log("main", ok, e, t:cancelled())
