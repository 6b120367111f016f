-- Context variables: every request has its own values, without passing them from function to function.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local request = asyncio.ContextVar("request", { default = "no request" })
local user = asyncio.ContextVar("user")

local function log(text)
  print(string.format("%d  [%s] %s", loop:time(), request:get(), text))
end

local load_page = async(function(page)
  log("loading " .. page)
  await(asyncio.sleep(1))
  log("loaded " .. page .. " for " .. user:get("nobody"))
end)

local function handle(id, name, page)
  return function()
    request:set("request " .. id)
    user:set(name)
    await(load_page(page))
    -- A task made here starts with a copy of these values.
    asyncio.create_task(function()
      await(asyncio.sleep(1))
      log("sent a mail to " .. user:get())
    end)
    loop:call_later(0.5, log, "the timer knows too")
  end
end

log("before")
await(asyncio.gather(handle(1, "Ada", "/a"), handle(2, "Grace", "/b")))
log("after")
await(asyncio.sleep(2))

-- Set for a while, then put back.
local token = request:set("maintenance")
log("sweeping")
request:reset(token)
log("swept")

-- A context made by hand.
local context = asyncio.copy_context()
context:run(function() request:set("batch") end)
context:run(log, "inside")
log("outside")
loop:call_soon(context:bind(log), "bound")
await(asyncio.sleep(0))
