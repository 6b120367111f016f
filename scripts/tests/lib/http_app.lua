-- What the tests of the server of the module http have in common.
local asyncio = require("asyncio")

local M = {}

-- Serves an app and runs body(base, server).
function M.served(app, body)
  local server = await(app:start("127.0.0.1", 0))
  local ok, e = pcall(body, "127.0.0.1:" .. server.port, server)
  await(server:close(1))
  if not ok then
    error(e, 0)
  end
end

-- What the server answers to bytes, until it closes; the request should ask for that.
function M.raw(base, bytes)
  local host, port = base:match("^(.*):(%d+)$")
  local reader, writer = await(asyncio.open_connection(host, tonumber(port)))
  writer:write(bytes)
  local got = await(reader:read(-1))
  writer:close()
  return got
end

-- Runs body with errors of handlers caught: a list of their texts.
function M.reports(body)
  local loop, list = asyncio.get_running_loop(), {}
  loop:set_exception_handler(function(_, context) list[#list + 1] = tostring(context.exception) end)
  local ok, e = pcall(body, list)
  loop:set_exception_handler(nil)
  if not ok then
    error(e, 0)
  end
  return list
end

return M
