-- Errors that nobody asked for are reported once each, those that somebody saw are not.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local reported = {}
loop:set_exception_handler(function(_, context)
  reported[#reported + 1] = tostring(context.exception)
  print("reported", context.message:match("exception was never retrieved"), context.exception)
end)

local function failing(name)
  return asyncio.create_task(function() error(asyncio.ValueError(name), 0) end, { name = name })
end

local awaited, asked = failing("awaited"), failing("asked")
local gathered, waited = failing("gathered"), failing("waited")
pcall(await, awaited)
print("asked", asked:exception())
await(asyncio.gather({ gathered }, { return_exceptions = true }))
await(asyncio.wait({ waited }))
print("waited", waited:exception())
local cancelled = failing("cancelled")
cancelled:cancel()
pcall(await, cancelled)
print("so far", #reported)
failing("forgotten")
await(asyncio.sleep(0))
print("main ends")
