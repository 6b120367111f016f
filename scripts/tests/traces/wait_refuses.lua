-- What wait does not take, and that it says so only when it is awaited.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local function say_error(what, ...)
  local ok, e = pcall(await, asyncio.wait(...))
  log(what, ok, e.name)
end

local f = loop:create_future()
f:set_result(1)
local co = async(function() return 1 end)()
local later = asyncio.wait({})
log("nothing yet")
local ok, e = pcall(await, later)
log("empty", ok, e)
say_error("a future", f)
say_error("a coroutine", async(function() end)())
say_error("coroutine inside", { f, co })
say_error("bad mode", { f }, { return_when = "SOMETIME" })
log("co", (await(co)))
local done, pending = await(asyncio.wait({ f }))
log("good", #done, #pending, done[1] == f)
