-- What CPython's test_sslproto says of TLS under protocols, and of beginning it on a transport.
local t = require("check")
local asyncio = require("asyncio")
local secure = require("conformance.lib.secure")

-- refuses_timeout checks what is said of such a time for the handshake.
local function refuses_timeout(seconds)
  local loop = asyncio.get_running_loop()
  local options = { ssl = secure.client, ssl_handshake_timeout = seconds }
  t.raises_as(asyncio.ValueError, "a positive number", function()
    await(loop:create_connection(secure.protocol, "127.0.0.1", 1, options))
  end)
  t.raises_as(asyncio.ValueError, "a positive number", function() await(asyncio.open_connection("127.0.0.1", 1, options)) end)
  options.ssl = secure.server
  t.raises_as(asyncio.ValueError, "a positive number", function() await(asyncio.start_server(print, "127.0.0.1", 0, options)) end)
end

t.case("SslProtoHandshakeTests.test_handshake_timeout_zero", function() refuses_timeout(0) end)

t.case("SslProtoHandshakeTests.test_handshake_timeout_negative", function() refuses_timeout(-10) end)

-- loses has the server end a handshake with how, and checks that who waits for it hears of that.
local function loses(how)
  secure.served(function(reader, writer)
    await(reader:read(1024))
    how(writer)
  end, function(port) t.raises(asyncio.ConnectionResetError, secure.connect, port) end)
end

t.case("SslProtoHandshakeTests.test_eof_received_waiter", function() loses(function(writer) writer:write_eof() end) end)

t.case("SslProtoHandshakeTests.test_connection_lost", function() loses(function(writer) writer.transport:abort() end) end)

-- closed_in_handshake closes a transport while TLS begins on it, and returns what is heard of that. ssl is what the server has.
local function closed_in_handshake(ssl)
  local loop, reading, heard = asyncio.get_running_loop(), asyncio.Event(), asyncio.Future()
  secure.served(function(reader)
    await(reader:read(1))
    reading:set()
    pcall(await, reader:read())
    heard:set_result(true)
  end, function(port)
    local protocol = secure.protocol()
    local transport = await(loop:create_connection(function() return protocol end, "127.0.0.1", port, { ssl = ssl and secure.client }))
    local starting = asyncio.create_task(loop:start_tls(transport, protocol, secure.client))
    await(reading:wait())
    transport:close()
    t.raises({ asyncio.OSError, asyncio.CancelledError }, await, starting)
    t.eq(await(heard), true)
    t.ok(transport:is_closing())
  end, { ssl = ssl })
  t.eq(t.reports(), "")
end

t.case("SslProtoHandshakeTests.test_close_during_handshake", function() closed_in_handshake() end)

t.case("SslProtoHandshakeTests.test_close_during_ssl_over_ssl", function() closed_in_handshake(secure.server) end)

-- secured runs body with a transport with TLS, its protocol, and the writer at the other end.
local function secured(body)
  local taken, over = asyncio.Future(), asyncio.Event()
  secure.served(function(_, writer)
    taken:set_result(writer)
    await(over:wait())
  end, function(port)
    local protocol = secure.protocol()
    local transport = await(asyncio.get_running_loop():create_connection(function() return protocol end, "127.0.0.1", port,
      { ssl = secure.client }))
    body(transport, protocol, await(taken))
    transport:close()
    over:set()
  end, { ssl = secure.server })
end

t.case("SslProtoHandshakeTests.test_set_new_app_protocol", function()
  secured(function(transport, _, writer)
    local new = secure.protocol()
    transport:set_protocol(new)
    t.ok(transport:get_protocol() == new)
    writer:write("word")
    t.eq(new.got(4), "word")
  end)
end)

t.case("SslProtoHandshakeTests.test_data_received_after_closing", function()
  secured(function(transport, protocol, writer)
    writer:write("late")
    transport:close()
    await(protocol.lost)
    t.eq(protocol.received, "")
  end)
  t.eq(t.reports(), "")
end)

t.case("SslProtoHandshakeTests.test_write_after_closing", function()
  secured(function(transport)
    transport:close()
    transport:write("data")
  end)
  t.eq(t.reports(), "")
end)

-- fed is what a buffered protocol that takes so many bytes at a time gets of data, and how its connection was lost.
local function fed(size, data)
  local protocol = secure.protocol({ data_received = false })
  function protocol.get_buffer() return size end
  function protocol.buffer_updated(_, n, piece)
    t.ok(n == #piece and n <= size)
    protocol.received = protocol.received .. piece
  end
  local lost
  secure.served(function(_, writer) writer:write(data) end, function(port)
    await(asyncio.get_running_loop():create_connection(function() return protocol end, "127.0.0.1", port, { ssl = secure.client }))
    lost = await(protocol.lost)
  end, { ssl = secure.server })
  return protocol.received, lost
end

t.case("BaseStartTLS.test_buf_feed_data", function()
  t.eq(fed(1, "12345"), "12345")
  t.eq(fed(2, "12345"), "12345")
  t.eq(fed(2, "1234"), "1234")
  t.eq(fed(4, "1234"), "1234")
  t.eq(fed(100, "12345"), "12345")
  local data, e = fed(0, "12345")
  t.eq(data, "")
  t.ok(asyncio.isinstance(e, asyncio.RuntimeError) and e.message:find("empty buffer", 1, true), e)
end)

t.case("BaseStartTLS.test_start_tls_client_reg_proto_1", secure.start_tls_client_reg_proto)

t.case("BaseStartTLS.test_start_tls_client_buf_proto_1", secure.start_tls_client_buf_proto)

t.case("BaseStartTLS.test_start_tls_slow_client_cancel", secure.start_tls_slow_client_cancel)

t.case("BaseStartTLS.test_start_tls_server_1", function() secure.start_tls_server("answer") end)

t.case("BaseStartTLS.test_start_tls_wrong_args", function()
  local loop = asyncio.get_running_loop()
  t.raises_as(asyncio.TypeError, "ssl context expected, got", function() await(loop:start_tls(nil, nil, nil)) end)
  t.raises_as(asyncio.TypeError, "Transport expected, got", function() await(loop:start_tls(nil, nil, secure.client)) end)
end)

t.case("BaseStartTLS.test_handshake_timeout", secure.handshake_timeout)

t.case("BaseStartTLS.test_create_connection_ssl_slow_handshake", secure.slow_handshake)

t.case("BaseStartTLS.test_create_connection_ssl_failed_certificate", secure.failed_certificate)

t.case("BaseStartTLS.test_start_tls_client_corrupted_ssl", secure.corrupted)
