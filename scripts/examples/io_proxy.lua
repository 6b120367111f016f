-- A TCP proxy: what comes in on one port goes to another address, both ways, no faster than the slower side reads.
--   moonloop io_proxy.lua 8080 example.org 80
--   moonloop io_proxy.lua                        stands between a client and a server of its own
local asyncio = require("asyncio")

-- Copies until the reader ends, then ends the writer's direction alone.
local pump = async(function(reader, writer)
  local n = 0
  while true do
    local data = await(reader:read(65536))
    if data == "" then
      break
    end
    n = n + #data
    writer:write(data)
    await(writer:drain())
  end
  if writer:can_write_eof() then
    writer:write_eof()
  end
  return n
end)

-- A handler that connects each client with host:port.
local function proxy(host, port, report)
  return function(reader, writer)
    local up, down
    asyncio.with(writer, function()
      local far_reader, far_writer = await(asyncio.open_connection(host, port, { timeout = 10 }))
      asyncio.with(far_writer, function()
        local counts = await(asyncio.gather(pump(reader, far_writer), pump(far_reader, writer)))
        up, down = counts[1], counts[2]
      end)
    end)
    report(up, down)
  end
end

if arg[1] then
  local server = await(asyncio.start_server(proxy(arg[2], arg[3], function(up, down)
    print(up .. " bytes up, " .. down .. " bytes down")
  end), "127.0.0.1", arg[1]))
  print("port " .. server.port .. " leads to " .. arg[2] .. ":" .. arg[3])
  await(server:serve_forever())
end

local server = await(asyncio.start_server(function(reader, writer)
  local text = await(reader:read()) -- up to the client's end of sending
  writer:write(text:upper():rep(1000))
  await(writer:drain())
  writer:close()
end, "127.0.0.1", 0))
local between = await(asyncio.start_server(proxy("127.0.0.1", server.port, function(up, down)
  print("proxy: " .. up .. " bytes up, " .. down .. " bytes down")
end), "127.0.0.1", 0))

local reader, writer = await(asyncio.open_connection("127.0.0.1", between.port))
writer:write("hello through the proxy. ")
writer:write_eof()
local answer = await(reader:read())
print(#answer, answer:sub(1, 24))
writer:close()
between:close()
await(between:wait_closed())
server:close()
