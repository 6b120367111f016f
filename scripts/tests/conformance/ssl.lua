-- What CPython's test_ssl says of streams, servers and protocols with TLS.
local t = require("check")
local asyncio = require("asyncio")
local secure = require("conformance.lib.secure")

local a_data, b_data = string.rep("A", 64 * 1024), string.rep("B", 64 * 1024)
local clients = 25

-- speaks and answers are the two ends of a conversation.
local function speaks(reader, writer)
  writer:write(a_data)
  t.eq(await(reader:readexactly(2)), "OK")
  writer:write(b_data)
  t.eq(await(reader:readexactly(4)), "SPAM")
end

local function answers(reader, writer)
  t.ok(await(reader:readexactly(#a_data)) == a_data)
  writer:write("OK")
  t.ok(await(reader:readexactly(#b_data)) == b_data)
  writer:writelines({ "SP", "A", "M" })
  await(writer:drain())
end

-- at_once runs fn so many times at once, and returns how often it came to its end.
local function at_once(fn)
  local count, running = 0, {}
  for i = 1, clients do
    running[i] = function()
      fn()
      count = count + 1
    end
  end
  await(asyncio.wait_for(asyncio.gather(running), 60))
  return count
end

local function ended(writer)
  writer:close()
  await(writer:wait_closed())
end

t.case("TestSSL.test_create_server_ssl_1", function()
  local count = 0
  secure.served(function(reader, writer)
    answers(reader, writer)
    count = count + 1
  end, function(port, server)
    t.ok(#server.sockets > 0)
    t.eq(at_once(function()
      local reader, writer = secure.connect(port)
      speaks(reader, writer)
      ended(writer)
    end), clients)
  end, { ssl = secure.server, ssl_handshake_timeout = 60 })
  t.eq(count, clients)
end)

t.case("TestSSL.test_create_connection_ssl_1", function()
  secure.served(answers, function(port)
    t.eq(at_once(function()
      local reader, writer = secure.connect(port, { ssl_handshake_timeout = 60 })
      speaks(reader, writer)
      ended(writer)
    end), clients)
  end, { ssl = secure.server })
end)

t.case("TestSSL.test_create_connection_ssl_slow_handshake", secure.slow_handshake)

t.case("TestSSL.test_create_connection_ssl_failed_certificate", secure.failed_certificate)

t.case("TestSSL.test_ssl_handshake_timeout", secure.handshake_timeout)

t.case("TestSSL.test_ssl_handshake_connection_lost", function()
  local protocol = secure.protocol()
  secure.served(function(reader) await(reader:read(1024)) end, function(port)
    local loop = asyncio.get_running_loop()
    local connecting = loop:create_connection(function() return protocol end, "127.0.0.1", port, { ssl = secure.client })
    t.raises(asyncio.ConnectionResetError, await, connecting)
  end)
  t.spin(2)
  t.eq(protocol.made, 0)
  t.eq(protocol.lost:done(), false)
end)

t.case("TestSSL.test_start_tls_client_corrupted_ssl", secure.corrupted)

t.case("TestSSL.test_start_tls_client_reg_proto_1", secure.start_tls_client_reg_proto)

t.case("TestSSL.test_start_tls_client_buf_proto_1", secure.start_tls_client_buf_proto)

t.case("TestSSL.test_start_tls_slow_client_cancel", secure.start_tls_slow_client_cancel)

t.case("TestSSL.test_start_tls_server_1", function() secure.start_tls_server() end)

t.case("TestSSL.test_create_server_ssl_over_ssl", function()
  local count = 0
  secure.served(function(reader, writer)
    await(writer:start_tls(secure.server)) -- within the TLS that there is
    answers(reader, writer)
    count = count + 1
  end, function(port)
    t.eq(at_once(function()
      local reader, writer = secure.connect(port)
      await(writer:start_tls(secure.client))
      speaks(reader, writer)
      t.eq(await(reader:read()), "")
      ended(writer)
    end), clients)
  end, { ssl = secure.server })
  t.eq(count, clients)
end)

t.case("TestSSL.test_shutdown_cleanly", function()
  secure.served(function(reader, writer)
    t.ok(await(reader:readexactly(#a_data)) == a_data)
    writer:write("OK")
  end, function(port)
    t.eq(at_once(function()
      local reader, writer = secure.connect(port, { ssl_handshake_timeout = 60 })
      writer:write(a_data)
      t.eq(await(reader:readexactly(2)), "OK")
      t.eq(await(reader:read()), "")
      ended(writer)
    end), clients)
  end, { ssl = secure.server })
end)

local size = 4 * 1024 * 1024 -- more than connections take that nobody reads

t.case("TestSSL.test_flush_before_shutdown", function()
  local gate, done = asyncio.Event(), asyncio.Future()
  secure.served(function(reader, writer)
    t.eq(await(reader:readexactly(4)), "ping")
    writer:write("pong")
    await(gate:wait())
    done:set_result(#await(reader:readexactly(size)))
  end, function(port)
    local reader, writer = secure.connect(port)
    writer:write("ping")
    t.eq(await(reader:readexactly(4)), "pong")
    for _ = 1, 32 do writer:write(string.rep("x", size / 32)) end
    writer:close()
    gate:set()
    await(writer:wait_closed())
    t.eq(await(reader:read()), "")
    t.eq(await(done), size)
  end, { ssl = secure.server })
end)

t.case("TestSSL.test_remote_shutdown_receives_trailing_data", function()
  local gate, done = asyncio.Event(), asyncio.Future()
  secure.proxied(function(reader, writer)
    t.eq(await(reader:readexactly(4)), "ping")
    writer:write("pong")
    await(gate:wait())
    done:set_result(#await(reader:readexactly(size)))
  end, function(port, proxy)
    local reader, writer = secure.connect(port)
    writer:write("ping")
    t.eq(await(reader:readexactly(4)), "pong")
    for _ = 1, 32 do writer:write(string.rep("x", size / 32)) end
    proxy.client:write_eof() -- the other end sends no more, and reads on
    gate:set()
    asyncio.try(function() t.eq(await(reader:read()), "") end, {
      { { asyncio.BrokenPipeError, asyncio.ConnectionResetError }, function() end },
    })
    t.eq(await(done), size)
    writer:close()
    pcall(await, writer:wait_closed())
  end)
end)

t.case("TestSSL.test_connect_timeout_warning", function()
  local port
  secure.served(function() end, function(p) port = p end) -- where nobody listens afterwards
  local connecting = asyncio.get_running_loop():create_connection(secure.protocol, "127.0.0.1", port, { ssl = true })
  t.raises({ asyncio.ConnectionRefusedError, asyncio.TimeoutError }, await, asyncio.wait_for(connecting, 0.1))
  collectgarbage()
  t.eq(t.reports(), "")
end)

-- connected is a connection with TLS for a protocol.
local function connected(port, protocol)
  local loop = asyncio.get_running_loop()
  return await(loop:create_connection(function() return protocol end, "127.0.0.1", port, { ssl = secure.client }))
end

t.case("TestSSL.test_shutdown_timeout_handler_not_set", function()
  local extra, handed, sent = nil, nil, asyncio.Event()
  local front
  secure.proxied(function(reader, writer)
    writer:write("hello")
    t.eq(await(reader:readexactly(5)), "world")
    handed = front.handed
    writer:write("extra bytes")
    await(writer:drain())
    sent:set()
    t.eq(await(reader:read()), "")
  end, function(port, proxy)
    local protocol
    front = proxy
    protocol = secure.protocol({ data_received = function(_, data)
      if data ~= "hello" then
        extra = data
        return
      end
      protocol.transport:write("world")
      protocol.transport:pause_reading()
    end })
    local transport = connected(port, protocol)
    await(sent:wait())
    while proxy.handed == handed do t.spin() end -- the bytes come through the proxy
    proxy.client:write_eof()
    transport:resume_reading()
    t.eq(await(protocol.lost), false)
    transport:close()
    t.eq(extra, "extra bytes")
  end)
end)
