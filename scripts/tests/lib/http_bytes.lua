-- Servers that are written byte by byte on streams, for the tests of the client of the module http.
local asyncio = require("asyncio")
local json = require("moonloop.json")

local M = {}

-- Runs body(base, server) beside a server whose handler is called for each connection with a reader and a writer.
function M.served(handler, body, options)
  local server = await(asyncio.start_server(function(reader, writer)
    local ok, e = pcall(handler, reader, writer)
    writer:close()
    if not ok and not asyncio.isinstance(e, asyncio.ConnectionError) and not asyncio.isinstance(e, asyncio.IncompleteReadError) then
      error(e, 0)
    end
  end, "127.0.0.1", 0, options))
  local scheme = options and options.ssl and "https" or "http"
  local ok, e = pcall(body, scheme .. "://127.0.0.1:" .. server.port, server)
  server:close()
  server:abort_clients()
  await(server:wait_closed())
  if not ok then
    error(e, 0)
  end
end

-- Reads a request: {method, target, headers (lower case), body, head}; nil at the end.
function M.request(reader)
  local ok, head = pcall(function() return await(reader:readuntil("\r\n\r\n")) end)
  if not ok then
    return nil
  end
  local req = { headers = {}, head = head, body = "" }
  req.method, req.target = head:match("^(%S+) (%S+) HTTP/1.1\r\n")
  for name, value in head:gmatch("\r\n([^:\r\n]+): ([^\r\n]*)") do
    req.headers[name:lower()] = value
  end
  if req.headers["content-length"] then
    req.body = await(reader:readexactly(tonumber(req.headers["content-length"])))
  elseif req.headers["transfer-encoding"] then
    local pieces = {}
    while true do
      local size = tonumber((await(reader:readline())), 16)
      if size > 0 then
        pieces[#pieces + 1] = await(reader:readexactly(size))
      end
      await(reader:readline())
      if size == 0 then
        break
      end
    end
    req.body, req.pieces = table.concat(pieces), #pieces
  end
  return req
end

function M.answer(writer, status, body, ...)
  local head = ("HTTP/1.1 %s\r\nContent-Length: %d\r\n"):format(status, #body)
  for _, field in ipairs { ... } do
    head = head .. field .. "\r\n"
  end
  writer:write(head .. "\r\n" .. body)
end

-- A server that answers each request of a connection with what route(req) returns: status, body, fields...
function M.routed(route, body, options)
  local connections, requests = 0, {}
  local function handler(reader, writer)
    connections = connections + 1
    for req in function() return M.request(reader) end do
      requests[#requests + 1] = req
      req.connection = connections
      M.answer(writer, route(req))
    end
  end
  M.served(handler, function(base) body(base, requests, function() return connections end) end, options)
end

-- What was asked for, as JSON.
function M.mirror(req)
  return "200 OK", json.encode({ method = req.method, target = req.target, headers = req.headers, body = req.body }), "Content-Type: application/json"
end

return M
