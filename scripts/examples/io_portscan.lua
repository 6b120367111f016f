-- Which ports of this machine accept connections: many at a time, each with a timeout of its own.
--   moonloop io_portscan.lua 1 1024     scans a range
--   moonloop io_portscan.lua            opens three ports of its own and finds them
local asyncio = require("asyncio")

local host = "127.0.0.1"

-- Whether a port accepts a connection within a second; places is a semaphore.
local function open(port, places)
  return asyncio.with(places, function()
    local ok, reader, writer = pcall(await, asyncio.wait_for(asyncio.open_connection(host, port), 1))
    if ok then
      writer:close()
      return true
    elseif asyncio.isinstance(reader, asyncio.OSError) then -- refused, or timed out
      return false, reader.code
    end
    error(reader, 0)
  end)
end

local function scan(first, last)
  local places = asyncio.Semaphore(100)
  local tasks = {}
  for port = first, last do
    tasks[#tasks + 1] = asyncio.create_task(function()
      return open(port, places) and port
    end)
  end
  local found = {}
  for _, port in ipairs(await(asyncio.gather(tasks))) do
    if port then
      found[#found + 1] = port
    end
  end
  return found
end

if arg[1] then
  for _, port in ipairs(scan(tonumber(arg[1]), tonumber(arg[2] or arg[1]))) do
    print(port)
  end
  return
end

local servers, ports = {}, {}
for i = 1, 3 do
  servers[i] = await(asyncio.start_server(function(_, writer)
    writer:close()
  end, host, 0))
  ports[i] = servers[i].port
end
table.sort(ports)
local hits = 0
for _, port in ipairs(ports) do
  for _, found in ipairs(scan(port, math.min(port + 20, 65535))) do
    if found == port then
      hits = hits + 1
    end
  end
end
print("found " .. hits .. " of 3 open ports")
for _, server in ipairs(servers) do
  server:close()
end
local accepts, code = open(ports[1], asyncio.Semaphore(1))
print("after closing: " .. (accepts and "open" or code))
