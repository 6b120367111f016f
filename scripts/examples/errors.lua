-- Errors: classes, asyncio.try, errors of one's own, plain Lua errors, groups and causes.
local asyncio = require("asyncio")

local NotFound = asyncio.error_class("NotFound", asyncio.OSError)

local open = async(function(name)
  await(asyncio.sleep(0.1))
  if name == "missing" then error(NotFound(name), 0) end
  if name == "secret" then error(asyncio.OSError("permission denied"), 0) end
  if name == "slow" then error(asyncio.TimeoutError("still loading"), 0) end
  if name == "broken" then error("a plain Lua error", 0) end
  if name == "table" then error({ code = 7 }, 0) end
  return "contents of " .. name
end)

-- The first class that fits handles the error; what fits none goes on to the caller.
local function read(name)
  return asyncio.try(function()
    return await(open(name))
  end, {
    { NotFound, function(e) return "no file called " .. e.message end },
    { asyncio.TimeoutError, function(e) return "too slow: " .. e.message end },
    { asyncio.OSError, function(e) return "cannot read: " .. e.message end },
    finally = function() print("  (closed " .. name .. ")") end,
  })
end

for _, name in ipairs({ "notes", "missing", "secret", "slow" }) do print(read(name)) end

local ok, err = pcall(read, "broken")
print("passed on:", ok, err, asyncio.isinstance(err, "string"))
ok, err = pcall(read, "table")
print("passed on:", ok, type(err), err.code)

-- What an error object knows.
ok, err = pcall(await, open("missing"))
print(err)
print(err.name, err.message)
print("an OSError:", asyncio.isinstance(err, asyncio.OSError))
print("a ValueError:", asyncio.isinstance(err, asyncio.ValueError))
print("has a traceback:", err.traceback:find("errors.lua:", 1, true) ~= nil)

-- "any" handles everything but a cancellation.
print(asyncio.try(function() error("oops", 0) end, { { "any", function(e) return "handled " .. e end } }))
local task = asyncio.create_task(function()
  asyncio.try(function() await(asyncio.sleep(10)) end, { { "any", function() print("never") end } })
end)
await(asyncio.sleep(1))
task:cancel()
print("cancelled:", select(2, pcall(await, task)))

-- An error in a task waits there until somebody asks.
task = asyncio.create_task(open("secret"))
await(asyncio.sleep(1))
print("in the task:", task:exception())
