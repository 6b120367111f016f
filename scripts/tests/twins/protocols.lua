-- What protocols are told, in which order. See protocols.py.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local function logging(name, ended, keep)
  local p = {}
  local function log(...)
    print(name, ...)
  end
  function p:connection_made(transport)
    self.transport = transport
    if name == "client" then -- which of both ends is first is not decided
      log("made")
    end
  end
  function p.data_received(_, data) log("data", data) end
  function p.eof_received()
    log("eof")
    return keep
  end
  function p.connection_lost(_, e)
    log("lost", e and e.name)
    if not ended:done() then
      ended:set_result()
    end
  end
  function p.pause_writing() log("pause") end
  function p.resume_writing() log("resume") end
  return p
end

local function both(server_keeps, play)
  local ends, made = { loop:create_future(), loop:create_future() }, {}
  local server = await(loop:create_server(function()
    made[1] = logging("server", ends[1], server_keeps)
    return made[1]
  end, "127.0.0.1", 0))
  local client = await(loop:create_connection(function() return logging("client", ends[2]) end, "127.0.0.1", server.port))
  await(asyncio.sleep(0.1))
  play(client, made[1].transport)
  await(asyncio.wait(ends))
  server:close()
  print("closing", client:is_closing() and "True" or "False")
end

print("close")
both(false, function(client)
  client:write("hello")
  await(asyncio.sleep(0.1))
  client:close()
  client:write("too late")
end)
print("eof kept")
both(true, function(client, server)
  client:write_eof()
  await(asyncio.sleep(0.1))
  server:write("after")
  await(asyncio.sleep(0.1))
  server:close()
end)
print("eof")
both(false, function(client) client:write_eof() end)
print("abort")
both(false, function(client, server)
  server:pause_reading()
  print("reading", server:is_reading() and "True" or "False")
  client:write("kept")
  await(asyncio.sleep(0.1))
  server:resume_reading()
  await(asyncio.sleep(0.1))
  server:abort()
end)
print("full")
both(false, function(client, server)
  server:pause_reading()
  client:set_write_buffer_limits(1000, 500)
  client:write(("x"):rep(20000000))
  await(asyncio.sleep(0.1))
  client:abort()
  server:abort()
end)
