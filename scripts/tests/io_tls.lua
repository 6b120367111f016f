local t = require("check")
local asyncio = require("asyncio")

-- A certificate for localhost that nobody else trusts, and its key. They are for these tests alone.
local cert = [[
-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUM2osrfORxeEhjCh9XaKBFDEJx24wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTEyMjExMVoYDzIxMjYxMTAx
MTIyMTExWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAROYN7/sHNwh2geSi+7UO4sEXzRPdmUbVZBI3ssAZrfO9QwJnGaogAl
1NqeIY5x+3Xj9Gw+KRulOk+enEULx4XPo2kwZzAdBgNVHQ4EFgQUtYOH++GM9cZd
AtrEhcDNwyL+uKYwHwYDVR0jBBgwFoAUtYOH++GM9cZdAtrEhcDNwyL+uKYwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgHldrZKY8CcnKIIy84wuU4xH9fCGu5hO+Zn+Aq65BM4kCIQD7toMP7Ibi
lL6VFQSoBXWvo4iWYmagMj43RqSLXOzjWA==
-----END CERTIFICATE-----
]]
local key = [[
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1WPcZp/s3ZVrsIoi
F1B3yX2Qwg451xOa5qAJGKlFC62hRANCAAROYN7/sHNwh2geSi+7UO4sEXzRPdmU
bVZBI3ssAZrfO9QwJnGaogAl1NqeIY5x+3Xj9Gw+KRulOk+enEULx4XP
-----END PRIVATE KEY-----
]]

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
