-- The echo server that outside loads: a coroutine for each connection, over libuv.
local uv = require("luv")

local function serve(client)
  local co = coroutine.running()
  local chunks, done, waits = {}, false, false
  client:read_start(function(_, data)
    if data then chunks[#chunks + 1] = data else done = true end
    if waits then coroutine.resume(co) end
  end)
  while true do
    while #chunks == 0 and not done do
      waits = true
      coroutine.yield()
      waits = false
    end
    if #chunks == 0 then break end
    client:write(table.remove(chunks, 1))
  end
  client:close()
end

local server = uv.new_tcp()
server:bind("127.0.0.1", 0)
server:listen(128, function()
  local client = uv.new_tcp()
  server:accept(client)
  coroutine.wrap(serve)(client)
end)
io.stdout:write(server:getsockname().port, "\n")
io.stdout:flush()
local stdin = uv.new_pipe(false)
stdin:open(0)
stdin:read_start(function(_, data)
  if not data then os.exit(0) end
end)
uv.run()
