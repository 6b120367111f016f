-- The echo server that outside loads.
local asyncio = require("asyncio")

local server = await(asyncio.start_server(function(reader, writer)
  while true do
    local data = await(reader:read(65536))
    if data == "" then break end
    writer:write(data)
    await(writer:drain())
  end
  writer:close()
end, "127.0.0.1", 0))
print(server.port)
await(asyncio.stdin:read(-1))
server:close()
