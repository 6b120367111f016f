-- Messages of 64 bytes that 100 clients send to an echo server and await back, all in one loop.
--   moonloop scripts/bench/echo.lua [connections] [messages]
-- The fifth number is the 99th percentile of a round trip in nanoseconds.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()
local connections = tonumber(arg[1]) or 100
local messages = tonumber(arg[2]) or 100000
local size = 64

local function echo(reader, writer)
  while true do
    local data = await(reader:read(65536))
    if data == "" then
      break
    end
    writer:write(data)
    await(writer:drain())
  end
  writer:close()
end

local trips = {}

local function client(port, count)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  local message = string.rep("x", size)
  for _ = 1, count do
    local start = loop:time()
    writer:write(message)
    await(reader:readexactly(size))
    trips[#trips + 1] = loop:time() - start
  end
  writer:close()
  await(writer:wait_closed())
end

local server = await(asyncio.start_server(echo, "127.0.0.1", 0))
local wall, cpu = loop:time(), os.clock()
local clients = {}
for i = 1, connections do
  clients[i] = asyncio.create_task(function()
    client(server.port, messages / connections)
  end)
end
await(asyncio.gather(clients))
wall, cpu = loop:time() - wall, os.clock() - cpu
server:close()
table.sort(trips)
local n = #trips
print(string.format("echo %d %.0f %.0f %.0f", n, wall * 1e9 / n, cpu * 1e9 / n, trips[math.floor(n * 99 / 100)] * 1e9))
