-- TLS on the simulated network, by what scripts see of it.
local test = require "moonloop.test"
local asyncio = require "moonloop.asyncio"
local http = require "moonloop.http"

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

local net = { latency = 0.05, drop = 0.05 }

local function serve(pem, secret)
  local server = await(asyncio.start_server(function(r, w)
    w:write("re: " .. await(r:readline()))
    w:close()
  end, "", 443, { ssl = asyncio.ssl_context { certdata = pem, keydata = secret } }))
  await(server:serve_forever())
end

test.case("names and certificates are checked", { net = net }, function(t)
  t.host("web", serve, cert, key)
  local trusted = asyncio.ssl_context { cadata = cert }
  local r, w = await(asyncio.open_connection("web", 443, { ssl = trusted, server_hostname = "localhost" }))
  t.ok(w:get_extra_info("cipher"), "it is secure")
  w:write("hello\n")
  t.eq(await(r:readline()), "re: hello\n")
  t.eq(await(r:read(-1)), "")
  w:close()
  local e = t.raises(asyncio.SSLCertVerificationError, function() await(asyncio.open_connection("web", 443, { ssl = trusted })) end)
  t.matches(e.verify_message, "[Hh]ostname")
  t.raises(asyncio.SSLCertVerificationError, function()
    await(asyncio.open_connection("web", 443, { ssl = true, server_hostname = "localhost" }))
  end)
  r, w = await(asyncio.open_connection("web", 443, { ssl = asyncio.ssl_context { verify = false } }))
  w:write("unsafe\n")
  t.eq(await(r:readline()), "re: unsafe\n")
  w:close()
end)

test.case("a handshake with who is silent, talks otherwise, or is gone", { net = net, timeout = 200 }, function(t)
  t.host("silent", function()
    await(await(asyncio.start_server(function(r, w) await(r:read(-1)) w:close() end, "", 443)):serve_forever())
  end)
  t.host("plain", function()
    await(await(asyncio.start_server(function(r, w) w:write("220 hello\n") await(r:read(-1)) w:close() end, "", 443)):serve_forever())
  end)
  t.host("closes", function()
    await(await(asyncio.start_server(function(_, w) w:close() end, "", 443)):serve_forever())
  end)
  local loop = asyncio.get_running_loop()
  local before = loop:time()
  t.raises(asyncio.ConnectionAbortedError, function() await(asyncio.open_connection("silent", 443, { ssl = true, ssl_handshake_timeout = 10 })) end)
  t.near(loop:time() - before, 10, 5)
  local e = t.raises(asyncio.SSLError, function() await(asyncio.open_connection("plain", 443, { ssl = true })) end)
  t.eq(e.reason, "WRONG_VERSION_NUMBER")
  t.raises(asyncio.ConnectionResetError, function() await(asyncio.open_connection("closes", 443, { ssl = true })) end)
  t.host("web", serve, cert, key)
  t.partition("case", "web")
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(asyncio.open_connection("web", 443, { ssl = true }), 5)) end)
end)

test.case("a server asks for a certificate", { net = net }, function(t)
  t.host("web", function(pem, secret)
    local server = await(asyncio.start_server(function(_, w)
      w:write(w:get_extra_info("peercert") and "known" or "unknown")
      w:close()
    end, "", 443, { ssl = asyncio.ssl_context { certdata = pem, keydata = secret, cadata = pem, client_auth = true } }))
    await(server:serve_forever())
  end, cert, key)
  t.raises(asyncio.SSLError, function()
    await(asyncio.open_connection("web", 443, { ssl = asyncio.ssl_context { cadata = cert }, server_hostname = "localhost" }))
  end)
  local r, w = await(asyncio.open_connection("web", 443, {
    ssl = asyncio.ssl_context { cadata = cert, certdata = cert, keydata = key }, server_hostname = "localhost",
  }))
  t.eq(await(r:read(-1)), "known")
  w:close()
end)

test.case("start_tls, and much over it", { net = net }, function(t)
  t.host("mail", function(pem, secret)
    local server = await(asyncio.start_server(function(r, w)
      w:write("ready\n")
      await(w:start_tls(asyncio.ssl_context { certdata = pem, keydata = secret }))
      local n = tonumber(await(r:readline()))
      w:write(tostring(#await(r:readexactly(n))))
      w:close()
    end, "", 25))
    await(server:serve_forever())
  end, cert, key)
  local r, w = await(asyncio.open_connection("mail", 25))
  t.eq(await(r:readline()), "ready\n")
  await(w:start_tls(asyncio.ssl_context { cadata = cert }, { server_hostname = "localhost" }))
  w:write("600000\n" .. ("x"):rep(600000))
  t.eq(await(r:read(-1)), "600000")
  w:close()
  await(w:wait_closed())
end)

test.case("https", { net = net }, function(t)
  t.host("localhost.test", function(pem, secret)
    local app = http.App()
    app:get("/", function(req) return req.scheme end)
    await(app:serve("", 443, { ssl = asyncio.ssl_context { certdata = pem, keydata = secret } }))
  end, cert, key)
  local unsafe = asyncio.ssl_context { verify = false }
  t.eq(await(http.get("https://localhost.test/", { ssl = unsafe })).body, "https")
  local e = t.raises(http.ConnectionError, function() await(http.get("https://localhost.test/")) end)
  t.matches(tostring(e), "CERTIFICATE_VERIFY_FAILED")
end)
