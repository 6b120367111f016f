-- What was closed keeps nothing alive. Each kind is made and ended many times, with a text that only its callbacks hold. Go gives
-- lived(name), which looks that these texts are gone, a folder, and whether there is the command cat.
local asyncio = require("asyncio")
local fs = require("fs")
local lived, dir, cat = ...

local times = 64
local made = 0

-- A text of 100 kB like no other.
local function payload()
  made = made + 1
  return string.rep(string.char(33 + made % 90), 100000) .. made
end

-- A function that holds such a text.
local function holder(fn)
  local text = payload()
  return function(...)
    assert(text)
    if fn then return fn(...) end
  end
end

local kinds = {}

-- Protocols on both ends of connections that are closed, aborted, and ended by the other side.
kinds.protocols = function()
  local loop = asyncio.get_running_loop()
  local server = await(loop:create_server(function()
    return asyncio.Protocol({ payload = payload(), connection_made = holder(), data_received = function(self) self.transport = nil end })
  end, "127.0.0.1", 0))
  for i = 1, times do
    local over = asyncio.Event()
    local transport = await(loop:create_connection(function()
      return asyncio.Protocol({ payload = payload(), connection_lost = holder(function() over:set() end) })
    end, "127.0.0.1", server.port))
    transport:write("x")
    if i % 2 == 0 then transport:close() else transport:abort() end
    await(over:wait())
    transport:set_protocol(asyncio.Protocol({ payload = payload() }))
  end
  server:close()
  server:close_clients()
  await(server:wait_closed())
end

-- Protocols over TLS, of connections that are closed, and of handshakes and closings that the other side does not answer.
kinds.tls = function()
  local loop, certificate = asyncio.get_running_loop(), dofile("../lib/certificate.lua")
  local server = await(loop:create_server(function()
    return asyncio.Protocol({ payload = payload(), data_received = function(self, data) self.transport:write(data) end,
      connection_made = function(self, transport) self.transport = transport end, connection_lost = holder() })
  end, "127.0.0.1", 0, { ssl = { certdata = certificate.cert, keydata = certificate.key } }))
  for _ = 1, times do
    local over = asyncio.Event()
    local transport = await(loop:create_connection(function()
      return asyncio.Protocol({ payload = payload(), data_received = function(self) self.transport:close() end,
        connection_made = function(self, made) self.transport = made made:write("x") end, connection_lost = holder(function() over:set() end) })
    end, "127.0.0.1", server.port, { ssl = { cadata = certificate.cert }, server_hostname = "localhost" }))
    await(over:wait())
    transport:abort()
  end
  server:close()
  server:close_clients()
  await(server:wait_closed())
  local silent = await(asyncio.start_server(function(reader) await(reader:read(-1)) end, "127.0.0.1", 0))
  for _ = 1, times do
    local connection = loop:create_connection(holder(function() return asyncio.Protocol({ payload = payload() }) end), "127.0.0.1", silent.port,
      { ssl = { cadata = certificate.cert }, server_hostname = "localhost" })
    assert(not pcall(await, asyncio.wait_for(connection, 0.005)))
  end
  silent:close()
  silent:abort_clients()
  await(silent:wait_closed())
end

kinds.streams = function()
  local server = await(asyncio.start_server(function(reader, writer)
    local text = payload()
    await(reader:read())
    writer:close()
    assert(text)
  end, "127.0.0.1", 0))
  for _ = 1, times do
    local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
    local waiting = asyncio.create_task(holder(function() await(reader:read()) end))
    await(asyncio.sleep(0))
    writer:write_eof()
    await(waiting)
    writer:close()
    await(writer:wait_closed())
  end
  server:close()
  await(server:wait_closed())
end

kinds.servers = function()
  for _ = 1, times do
    local server = await(asyncio.start_server(holder(), "127.0.0.1", 0))
    server:close()
    await(server:wait_closed())
  end
end

kinds.datagrams = function()
  local loop = asyncio.get_running_loop()
  for _ = 1, times do
    local over = asyncio.Event()
    local transport = await(loop:create_datagram_endpoint(function()
      return { payload = payload(), connection_lost = holder(function() over:set() end) }
    end, { local_addr = { "127.0.0.1", 0 } }))
    transport:close()
    await(over:wait())
  end
end

kinds.watches = function()
  for _ = 1, times do
    local watcher = await(fs.watch(dir))
    local waiting = asyncio.create_task(holder(function() await(watcher:next()) end))
    await(asyncio.sleep(0))
    watcher:close()
    pcall(await, waiting)
  end
end

kinds.timers = function()
  local loop = asyncio.get_running_loop()
  for _ = 1, times do
    loop:call_later(1e6, holder()):cancel()
    pcall(asyncio.timeout, 1e-4, holder(function() await(asyncio.sleep(1e6)) end))
    pcall(await, asyncio.wait_for(asyncio.create_task(holder(function() await(asyncio.sleep(1e6)) end)), 1e-4))
  end
end

kinds.tasks = function()
  local queue, lock, event = asyncio.Queue(), asyncio.Lock(), asyncio.Event()
  await(lock:acquire())
  for _ = 1, times do
    for _, wait in ipairs({ function() await(queue:get()) end, function() await(lock:acquire()) end, function() await(event:wait()) end }) do
      local task = asyncio.create_task(holder(wait))
      task:add_done_callback(holder())
      await(asyncio.sleep(0))
      task:cancel()
      pcall(await, task)
    end
    local shielded = asyncio.Future()
    pcall(await, asyncio.wait_for(asyncio.shield(shielded), 1e-4))
    shielded:set_result(payload())
  end
  lock:release()
  event:set()
end

kinds.threads = function()
  for _ = 1, times do
    local text = payload()
    assert(#await(asyncio.to_thread(function(s) return s end, text)) == #text)
  end
end

kinds.processes = cat and function()
  for _ = 1, times / 8 do
    local process = await(asyncio.create_subprocess_exec("cat", { stdin = asyncio.subprocess.PIPE, stdout = asyncio.subprocess.PIPE }))
    local waiting = asyncio.create_task(holder(function() await(process:wait()) end))
    for _ = 1, 8 do assert(process:communicate(payload())):close() end
    await(process:communicate(payload()))
    await(waiting)
  end
end

local names = {}
for name in pairs(kinds) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
  kinds[name]() -- what is made once is made now
  lived(name, false)
  kinds[name]()
  for _ = 1, 5 do await(asyncio.sleep(0.01)) end -- what is closed is told in later iterations
  lived(name, true)
end
