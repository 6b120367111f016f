-- Objects of the modules do not give their insides away.
local future = asyncio.Future()
local task = asyncio.create_task(function() end)
local loop = asyncio.get_running_loop()
local _, err = pcall(error, asyncio.RuntimeError("x"))
local coro = async(function() end)()
local all = { future = future, task = task, loop = loop, err = err, coro = coro,
  class = asyncio.RuntimeError, queue = asyncio.Queue(), lock = asyncio.Lock(), context = asyncio.copy_context(),
  var = asyncio.ContextVar("v"), handle = loop:call_soon(function() end), object = host_object }
for name, v in pairs(all) do
  reached("the metatable of " .. name, function() return type(getmetatable(v)) == "table" end)
  reached("setting the metatable of " .. name, function() return setmetatable(v, {}) end)
  reached("a field of " .. name, function() return v.__index or v.__gc or v.__metatable end)
end
reached("methods on others", function() return future.result(loop) end)
reached("methods on userdata", function() return loop.time(newproxy()) end)
reached("a method on a host's object", function() return host_object.secret(task) end)
reached("a hidden field", function() return host_object.hidden or host_object.Hidden end)
reached("a method that is not exported", function() return host_object.private or host_object.secret end)
reached("stopping the host's loop", function() loop:close() return true end)
reached("another loop", function() return asyncio.new_event_loop():run_until_complete(function() return true end) end)
reached("another run", function() return asyncio.run(function() return true end) end)
reached("an error's cause", function()
  local _, e = pcall(host_fails)
  return type(e.cause) == "userdata" and e.cause ~= nil and e.cause.secret
end)
coro:close()
