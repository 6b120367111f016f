-- What the conformance scripts share about TLS: CPython runs these for loop.start_tls in two of its files.
local t = require("check")
local asyncio = require("asyncio")
local certificate = require("lib.certificate")

local M = {}

M.server = asyncio.ssl_context({ certdata = certificate.cert, keydata = certificate.key })
M.client = asyncio.ssl_context({ verify = false })
M.hello = string.rep("1", 100 * 1024)

--- Runs body(port, server) as the clients of a server with this handler, which closes its connection after that.
function M.served(handler, body, options)
  local server = await(asyncio.start_server(function(reader, writer)
    handler(reader, writer)
    writer:close()
    pcall(await, writer:wait_closed())
  end, "127.0.0.1", 0, options))
  asyncio.try(function() body(server.port, server) end, { finally = function()
    server:close()
    server:abort_clients()
    await(server:wait_closed())
  end })
end

--- Opens a stream with TLS.
function M.connect(port, options)
  local o = { ssl = M.client }
  for k, v in pairs(options or {}) do o[k] = v end
  return await(asyncio.open_connection("127.0.0.1", port, o))
end

--- Runs body(port, proxy) with a proxy before a server with TLS, that hands on bytes as they are. proxy.client is the writer to
--- its client, and proxy.handed the number of bytes that have been handed on to that.
function M.proxied(handler, body)
  M.served(handler, function(port)
    local proxy = { handed = 0 }
    M.served(function(reader, writer)
      proxy.client = writer
      local far, to = await(asyncio.open_connection("127.0.0.1", port))
      local function hand_on(from, into)
        return function()
          asyncio.try(function()
            while true do
              local data = await(from:read(65536))
              if data == "" then break end
              into:write(data)
              if into == writer then proxy.handed = proxy.handed + #data end
              await(into:drain())
            end
          end, { { "any", function() end } }) -- one end is closed
        end
      end
      await(asyncio.gather(hand_on(reader, to), hand_on(far, writer)))
      to:close()
    end, function(front) body(front, proxy) end)
  end, { ssl = M.server })
end

--- A protocol that keeps what it is told: data as it comes is in received, made counts connection_made, and eof and lost are
--- futures.
function M.protocol(functions)
  local self = { received = "", made = 0, eof = asyncio.Future(), lost = asyncio.Future(), arrival = asyncio.Event() }
  function self.connection_made(_, transport)
    self.transport = transport
    self.made = self.made + 1
  end
  function self.data_received(_, data)
    self.received = self.received .. data
    self.arrival:set()
  end
  function self.eof_received()
    if not self.eof:done() then self.eof:set_result(true) end
  end
  function self.connection_lost(_, e) self.lost:set_result(e or false) end
  for k, v in pairs(functions or {}) do self[k] = v end
  --- Waits until so many bytes have come, and returns them.
  function self.got(n)
    while #self.received < n do
      self.arrival:clear()
      await(self.arrival:wait())
    end
    return self.received
  end
  return self
end

local loop = asyncio.get_running_loop()

--- A plain connection to a port with a protocol.
local function plain(port, protocol)
  local transport = await(loop:create_connection(function() return protocol end, "127.0.0.1", port))
  transport:write(M.hello)
  return transport
end

--- Serves what test_start_tls_client_… of CPython serve: plain at first, then answers with TLS.
local function upgrades(answers)
  return function(reader, writer)
    t.eq(#await(reader:readexactly(#M.hello)), #M.hello)
    await(writer:start_tls(M.server))
    for _, answer in ipairs(answers) do
      writer:write(answer)
      t.eq(#await(reader:readexactly(#M.hello)), #M.hello)
    end
  end
end

function M.start_tls_client_reg_proto()
  M.served(upgrades({ "O" }), function(port)
    local protocol = M.protocol()
    local transport = plain(port, protocol)
    local secured = await(loop:start_tls(transport, protocol, M.client))
    t.eq(protocol.got(1), "O")
    secured:write(M.hello)
    t.eq(await(protocol.eof), true)
    t.eq(protocol.made, 1)
    secured:close()
  end)
end

function M.start_tls_client_buf_proto()
  M.served(upgrades({ "O", "2" }), function(port)
    local first, second = M.protocol({ data_received = false }), M.protocol()
    function first.get_buffer() return 1 end
    function first.buffer_updated(_, n, data)
      t.eq(n, 1)
      first.received = first.received .. data
      first.arrival:set()
    end
    local transport = plain(port, first)
    local secured = await(loop:start_tls(transport, first, M.client))
    t.eq(first.got(1), "O")
    secured:write(M.hello)
    secured:set_protocol(second)
    t.eq(second.got(1), "2")
    secured:write(M.hello)
    await(second.eof)
    secured:close()
    t.eq(first.made + second.made, 1)
  end)
end

function M.start_tls_slow_client_cancel()
  local waits, hurried = asyncio.Future(), nil
  M.served(function(reader)
    t.eq(#await(reader:readexactly(#M.hello)), #M.hello)
    waits:set_result(nil)
    await(reader:readexactly(1))
    hurried()
    pcall(await, reader:readexactly(1024 * 1024))
  end, function(port)
    local protocol = M.protocol()
    local transport = plain(port, protocol)
    await(waits)
    t.raises(asyncio.TimeoutError, asyncio.timeout, nil, function(cm)
      hurried = function() cm:reschedule(loop:time()) end
      await(loop:start_tls(transport, protocol, M.client))
    end)
    t.eq(protocol.made, 1)
  end)
end

--- A client that begins TLS after the server, which does so in a protocol. answer is what it waits for at the end, if anything.
function M.start_tls_server(answer)
  local protocol, made = nil, asyncio.Future()
  protocol = M.protocol({ connection_made = function(_, transport) made:set_result(transport) end })
  local server = await(loop:create_server(function() return protocol end, "127.0.0.1", 0))
  local client = asyncio.create_task(function()
    local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
    t.eq(#await(reader:readexactly(#M.hello)), #M.hello)
    await(writer:start_tls(M.client, { server_hostname = "localhost" }))
    writer:write(M.hello)
    local got = answer and await(reader:readexactly(#answer))
    writer:close()
    await(writer:wait_closed())
    return got
  end)
  local transport = await(made)
  transport:write(M.hello)
  t.eq(protocol.received, "")
  local secured = await(loop:start_tls(transport, protocol, M.server, { server_side = true, ssl_handshake_timeout = 60 }))
  protocol.got(#M.hello)
  if answer then secured:write(answer) end
  t.eq(await(protocol.eof), true)
  t.eq(await(protocol.lost), false)
  t.ok(protocol.received == M.hello)
  secured:close()
  t.eq(await(client), answer)
  server:close()
  await(server:wait_closed())
end

--- Counts what is reported while body runs.
local function silent(body)
  local messages = {}
  loop:set_exception_handler(function(_, context) messages[#messages + 1] = context end)
  body()
  collectgarbage()
  t.eq(messages, {})
  loop:set_exception_handler(nil)
end

--- A server that has no TLS and only reads, and calls begun when the handshake has begun. Its clients end with how; aborted
--- tells that the server heard of the end.
local function stalls(how, begun)
  local aborted = asyncio.Future()
  silent(function()
    M.served(function(reader)
      await(reader:readexactly(1))
      if begun then begun() end
      local e = t.raises({ asyncio.IncompleteReadError, asyncio.ConnectionError }, await, reader:readexactly(1024 * 1024))
      aborted:set_result(e)
    end, function(port)
      how(port)
      await(aborted)
    end)
  end)
end

function M.slow_handshake()
  stalls(function(port)
    local e = t.raises(asyncio.ConnectionAbortedError, M.connect, port, { ssl_handshake_timeout = 0.1 })
    t.ok(e.message:find("SSL handshake.*is taking longer"), e.message)
  end)
end

function M.handshake_timeout()
  local timeout
  stalls(function(port)
    local connecting = loop:create_connection(M.protocol, "127.0.0.1", port, { ssl = M.client, ssl_handshake_timeout = 60 })
    t.raises(asyncio.TimeoutError, asyncio.timeout, nil, function(cm)
      timeout = cm
      await(connecting)
    end)
  end, function() timeout:reschedule(loop:time()) end)
end

function M.failed_certificate()
  M.served(function() end, function(port)
    t.raises(asyncio.SSLCertVerificationError, M.connect, port, { ssl = true, server_hostname = "localhost" })
  end, { ssl = M.server })
end

function M.corrupted()
  M.proxied(function(reader, writer)
    writer:write("A\n")
    pcall(await, reader:read())
  end, function(port, proxy)
    local reader, writer = M.connect(port)
    t.eq(await(reader:readline()), "A\n")
    writer:write("B")
    proxy.client:write("please corrupt the SSL connection")
    t.raises(asyncio.SSLError, await, reader:readline())
    writer:close()
    pcall(await, writer:wait_closed())
  end)
end

return M
