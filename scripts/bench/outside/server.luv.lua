-- The echo server that outside loads: callbacks of libuv, without tasks.
local uv = require("luv")

local server = uv.new_tcp()
server:bind("127.0.0.1", 0)
server:listen(128, function()
  local client = uv.new_tcp()
  server:accept(client)
  client:read_start(function(_, data)
    if data then client:write(data) else client:close() end
  end)
end)
io.stdout:write(server:getsockname().port, "\n")
io.stdout:flush()
local stdin = uv.new_pipe(false)
stdin:open(0)
stdin:read_start(function(_, data)
  if not data then os.exit(0) end
end)
uv.run()
