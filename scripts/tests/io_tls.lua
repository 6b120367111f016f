local t = require("check")
local asyncio = require("asyncio")
local certificate = require("lib.certificate")
local cert, key = certificate.cert, certificate.key

t.case("start_tls begins TLS on an open connection", function()
  local server = await(asyncio.start_server(function(reader, writer)
    writer:write("ready\n")
    await(writer:drain())
    await(writer:start_tls(asyncio.ssl_context({certdata = cert, keydata = key})))
    writer:write("secret " .. await(reader:readline()))
    await(writer:drain())
    writer:close()
  end, "127.0.0.1", 0))
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  t.eq(await(reader:readline()), "ready\n")
  await(writer:start_tls(asyncio.ssl_context({cadata = cert}), {server_hostname = "localhost"}))
  writer:write("word\n")
  t.eq(await(reader:readline()), "secret word\n")
  writer:close()
  server:close()
  await(server:wait_closed())
end)

t.case("start_serving opens a server that was made without", function()
  local server = await(asyncio.start_server(function(_, writer)
    writer:write("hello\n")
    writer:close()
  end, "127.0.0.1", 0, {start_serving = false}))
  t.ok(not server:is_serving())
  await(server:start_serving())
  t.ok(server:is_serving())
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  t.eq(await(reader:readline()), "hello\n")
  writer:close()
  server:close()
  await(server:wait_closed())
end)

t.case("Timeout takes a time of the loop's clock", function()
  local loop = asyncio.get_running_loop()
  local when = loop:time() + 1
  t.raises(asyncio.TimeoutError, asyncio.Timeout, when, function(cm)
    t.eq(cm:when(), when)
    await(asyncio.sleep(5))
  end)
  t.eq(loop:time(), when)
end)

t.case("shutdown_asyncgens has nothing to do", function()
  t.eq(await(asyncio.get_running_loop():shutdown_asyncgens()), nil)
end)

-- The key of above, encrypted with the password "secret": by PKCS #8, and as OpenSSL wrote keys before.
local encrypted = {
  [[
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgdcFqIGuw0HwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEF8TMmLTuEOjAUsCypl9/MIEgZCU
lH6onJ8M+mjIbYRbbboox3JUvEakgNDIRWj/9Fqrcg2p16xVjzJrT95NW1uAbK5W
9k9AxaZdCZLYG7oY0AqGwY9YDSfTZXrMmyOTSro0HNgU1RIx/nGil4x5CqIn5nZ6
BRvFLSxplHLewOIxYnxnWlEoywi2h1l4+woRMPYv6bLC9zB8zzeewtTNkHV4OZc=
-----END ENCRYPTED PRIVATE KEY-----
]],
  [[
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,B2FAAA998C037B586DAB5D8DF26C9AC4

8qZc7vaednITb+MghQbnS7FN3Fa2Ro++aBWDdoEMUW4m3L7tfecvBLJU6QF6S9Rm
9fHUldmEN5oTF4NmQwCG2Y3dJaGZai42zrR0h3yo5FYEsrsy7YxGUI/AtiUkYYJd
oVYArKIFfh6Ffiu8VMzGnnZn7KPM4av3QPa+dtrUw8I=
-----END EC PRIVATE KEY-----
]],
}

t.case("encrypted keys", function()
  for _, keydata in ipairs(encrypted) do
    t.ok(asyncio.ssl_context({ certdata = cert, keydata = keydata, password = "secret" }))
    local e = t.raises(asyncio.SSLError, asyncio.ssl_context, { certdata = cert, keydata = keydata, password = "other" })
    t.eq(e.message, "[SSL] the private key cannot be decrypted: is the password right?")
    e = t.raises(asyncio.SSLError, asyncio.ssl_context, { certdata = cert, keydata = keydata })
    t.eq(e.message, "[SSL] the private key is encrypted: option password expected")
  end
end)

-- The error of connecting to a server with these options, and of reading from it.
local function refused(serve, ssl, options)
  local server = await(asyncio.start_server(function(reader, writer)
    pcall(await, reader:read(100))
    writer:close()
  end, "127.0.0.1", 0, { ssl = serve }))
  options = options or {}
  options.ssl = ssl
  local ok, e = pcall(function()
    local reader, writer = await(asyncio.open_connection("localhost", server.port, options))
    writer:write("hello")
    await(reader:read(100))
    writer:close()
  end)
  server:abort_clients()
  server:close()
  t.ok(not ok)
  return e
end

t.case("what is wrong with TLS is told as OpenSSL tells it", function()
  local own = { certdata = cert, keydata = key }
  local e = refused(own, true)
  t.ok(asyncio.isinstance(e, asyncio.SSLCertVerificationError))
  t.eq(e.message, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate")
  t.eq({ e.reason, e.library, e.errno, e.verify_message }, { "CERTIFICATE_VERIFY_FAILED", "SSL", 1, "self-signed certificate" })
  e = refused(own, { cadata = cert }, { server_hostname = "other.example" })
  t.eq(e.verify_message, "Hostname mismatch, certificate is not valid for 'other.example'.")
  e = refused({ certdata = cert, keydata = key, client_auth = true, cadata = cert }, { cadata = cert })
  t.ok(asyncio.isinstance(e, asyncio.SSLError), e)
  t.eq(e.reason, "TLSV13_ALERT_CERTIFICATE_REQUIRED") -- an alert of the server
  e = refused({ certdata = cert, keydata = key, maximum_version = "TLSv1.2" }, { cadata = cert, minimum_version = "TLSv1.3" })
  t.eq(e.message, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version")
  e = refused({ certdata = cert, keydata = key, alpn_protocols = { "a" } }, { cadata = cert, alpn_protocols = { "b" } })
  t.eq(e.reason, "TLSV1_ALERT_NO_APPLICATION_PROTOCOL")
end)

t.case("a peer that has no TLS, and one that says nothing", function()
  local server = await(asyncio.start_server(function(_, writer)
    writer:write("HTTP/1.1 400 Bad Request\r\n\r\n")
    writer:close()
  end, "127.0.0.1", 0))
  local e = t.raises(asyncio.SSLError, await, asyncio.open_connection("127.0.0.1", server.port, { ssl = true }))
  t.eq(e.reason, "WRONG_VERSION_NUMBER")
  server:close()
  server = await(asyncio.start_server(function(reader) await(reader:read(-1)) end, "127.0.0.1", 0))
  e = t.raises(asyncio.ConnectionAbortedError, await,
    asyncio.open_connection("127.0.0.1", server.port, { ssl = true, ssl_handshake_timeout = 0.1 }))
  t.eq(e.message, "SSL handshake is taking longer than 0.1 seconds: aborting the connection")
  server:abort_clients()
  server:close()
end)

t.case("time goes on while a handshake waits for a server of the same program", function()
  local server = await(asyncio.start_server(function(reader) await(reader:read(-1)) end, "127.0.0.1", 0))
  local began = asyncio.get_running_loop():time()
  t.raises(asyncio.TimeoutError, asyncio.timeout, 0.5, function()
    await(asyncio.open_connection("127.0.0.1", server.port, { ssl = { verify = false } }))
  end)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  t.raises(asyncio.TimeoutError, await, asyncio.wait_for(writer:start_tls({ verify = false }), 0.5))
  local took = asyncio.get_running_loop():time() - began
  t.ok(took >= 0.99 and took < 3, took)
  server:close()
  server:abort_clients()
  await(server:wait_closed())
end)
