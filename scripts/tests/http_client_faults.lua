-- The client of the module http: streams, timeouts, and servers that do not behave.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local json = require("moonloop.json")
local gzip = require("moonloop.gzip")
local bytes = require("lib.http_bytes")
local served, request, answer, mirror = bytes.served, bytes.request, bytes.answer, bytes.mirror

t.case("streams", function()
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for i = 1, 3 do
      await(asyncio.sleep(0.1))
      local line = ("line %d\r\n"):format(i)
      writer:write(("%x\r\n%s\r\n"):format(#line, line))
    end
    writer:write("5\r\n\nlast\r\n0\r\n\r\n")
  end, function(base)
    local got = http.stream("GET", base, function(r)
      t.raises(asyncio.AttributeError, function() return r.body end)
      t.raises(asyncio.RuntimeError, r.json, r)
      t.raises(asyncio.RuntimeError, r.text, r)
      local list = {}
      for line in r:lines() do
        list[#list + 1] = line
      end
      return table.concat(list, "|")
    end)
    t.eq(got, "line 1|line 2|line 3||last")
    t.eq(http.stream("GET", base, {}, function(r)
      return await(r:read(4)) .. "|" .. await(r:read()) .. "|" .. await(r:read()) .. "|" .. await(r:read(1))
    end), "line| 1\r\nline 2\r\nline 3\r\n\nlast||")
    local r = http.stream("GET", base)
    t.eq(r.status, 200)
    t.eq(await(r:read(100)), "line 1\r\n")
    await(r:close())
    t.raises("closed", function() await(r:read(1)) end)
    asyncio.with(http.stream("GET", base), function(r) t.eq(await(r:read(3)), "lin") end)
    -- the lines of a response that was read whole
    local lines = {}
    for line in await(http.get(base)):lines("L") do
      lines[#lines + 1] = line
    end
    t.eq(#lines, 5)
    t.eq(lines[1], "line 1\r\n")
    t.eq(await(await(http.get(base)):read(4)), "line")
  end)
end)

t.case("timeouts", function()
  local function silent(reader, writer)
    request(reader)
    await(asyncio.sleep(1000))
  end
  local function took(seconds, fn)
    local loop = asyncio.get_running_loop()
    local start = loop:time()
    t.raises(asyncio.TimeoutError, fn)
    local d = loop:time() - start
    t.ok(d >= seconds * 0.9 and d < seconds + 5, d)
  end
  served(silent, function(base)
    took(0.2, function() await(http.get(base, { timeout = 0.2 })) end)
    took(0.2, function() await(http.get(base, { timeout = { read = 0.2 } })) end)
    took(0.1, function() asyncio.timeout(0.1, function() await(http.get(base)) end) end)
    t.raises(asyncio.ValueError, http.get, base, { timeout = -1 })
    t.raises(asyncio.ValueError, http.get, base, { timeout = { read = 0 } })
    t.raises(asyncio.TypeError, http.get, base, { timeout = { reed = 1 } })
  end)
  local function dripping(head)
    return function(reader, writer)
      request(reader)
      writer:write(head)
      while true do
        await(asyncio.sleep(0.05))
        writer:write("x")
        await(writer:drain())
      end
    end
  end
  -- a server that drips its head, and one that drips its body
  served(dripping("HTTP/1.1 200 OK\r\nX: "), function(base)
    took(0.3, function() await(http.get(base, { timeout = { read = 0.3 } })) end)
  end)
  served(dripping("HTTP/1.1 200 OK\r\n\r\n"), function(base)
    took(0.3, function() await(http.get(base, { timeout = 0.3 })) end)
    http.stream("GET", base, { timeout = 0.3 }, function(r)
      t.raises(asyncio.TimeoutError, function() await(r:read()) end)
    end)
  end)
end)

t.case("hostile servers", function()
  local flood = ("HTTP/1.1 103 Early Hints\r\n\r\n"):rep(1000)
  local ok = "HTTP/1.1 200 OK\r\n"
  local rows = {
    { "nothing", "", http.ConnectionError },
    { "half a head", "HTTP/1.1 200 OK\r\nX: y", http.ProtocolError },
    { "no HTTP", "220 ftp ready\r\n\r\n", http.ProtocolError },
    { "another version", "HTTP/2.0 200 OK\r\n\r\n", http.ProtocolError },
    { "endless headers", ok .. ("X: y\r\n"):rep(20000), http.ProtocolError },
    { "an endless header", ok .. "X: " .. ("y"):rep(200000), http.ProtocolError },
    { "many headers", ok .. ("a:\r\n"):rep(2000) .. "\r\n", http.ProtocolError },
    { "bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", http.ProtocolError },
    { "NUL", ok .. "X: a\0b\r\n\r\n", http.ProtocolError },
    { "a space before the colon", ok .. "Content-Length : 3\r\n\r\nabc", http.ProtocolError },
    { "no colon", ok .. "X\r\n\r\n", http.ProtocolError },
    { "two lengths", ok .. "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", http.ProtocolError },
    { "length and chunks", ok .. "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", http.ProtocolError },
    { "a negative length", ok .. "Content-Length: -3\r\n\r\n", http.ProtocolError },
    { "a length of 2^64", ok .. "Content-Length: 18446744073709551616\r\n\r\n", http.ProtocolError },
    { "a length in words", ok .. "Content-Length: three\r\n\r\n", http.ProtocolError },
    { "a lying length", ok .. "Content-Length: 100\r\n\r\nabc", http.ProtocolError },
    { "a length beyond the limit", ok .. "Content-Length: 100000000000\r\n\r\nabc", http.BodyTooLarge },
    { "a body beyond the limit", ok .. "\r\n" .. ("x"):rep(70000), http.BodyTooLarge, { max_body = 65536 } },
    { "chunks beyond the limit", ok .. "Transfer-Encoding: chunked\r\n\r\n" .. ("1000\r\n" .. ("x"):rep(4096) .. "\r\n"):rep(20), http.BodyTooLarge, { max_body = 65536 } },
    { "a chunk of 2^64+3", ok .. "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk of 2^63", ok .. "Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\nabc", http.ProtocolError },
    { "a negative chunk", ok .. "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk in words", ok .. "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", http.ProtocolError },
    { "a chunk that is too long", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk without an end", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nab", http.ProtocolError },
    { "no last chunk", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", http.ProtocolError },
    { "an endless extension", ok .. "Transfer-Encoding: chunked\r\n\r\n3;" .. ("x"):rep(100000), http.ProtocolError },
    { "endless trailers", ok .. "Transfer-Encoding: chunked\r\n\r\n0\r\n" .. ("X: y\r\n"):rep(20000), http.ProtocolError },
    { "another transfer coding", ok .. "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", http.ProtocolError },
    { "an unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", http.ProtocolError },
    { "informational flood", flood, http.ProtocolError },
    { "a bomb", ok .. "Content-Encoding: gzip\r\n\r\n" .. gzip.compress(("\0"):rep(2 ^ 22)), http.BodyTooLarge, { max_body = 65536 } },
    { "empty members for ever", ok .. "Content-Encoding: gzip\r\n\r\n" .. gzip.compress(""):rep(5000), http.BodyTooLarge, { max_body = 65536 } },
    { "bytes that are not packed", ok .. "Content-Encoding: deflate\r\n\r\n\255\255\255\255", http.ProtocolError },
  }
  local row
  served(function(reader, writer)
    request(reader)
    writer:write(row[2])
    await(writer:drain())
  end, function(base)
    for i = 1, #rows do
      row = rows[i]
      local ok, e = pcall(function() return await(http.get(base, row[4])) end)
      t.ok(not ok and asyncio.isinstance(e, row[3]), row[1] .. ": " .. tostring(e))
    end
    -- what is odd and right
    local good = {
      { "informed first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "HTTP/1.0 to the end", "HTTP/1.0 200 OK\r\n\r\nto the end", "to the end" },
      { "a fold", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "a length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\nx", "x" },
      { "more than its length", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", "x" },
      { "extensions and trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nContent-Length: 5\r\n\r\n", "x" },
      { "204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "" },
    }
    for i = 1, #good do
      row = good[i]
      t.eq(await(http.get(base)).body, row[3])
    end
  end)
end)

t.case("a response that is more than it says poisons nobody", function()
  local connections = 0
  served(function(reader, writer)
    connections = connections + 1
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    request(reader)
  end, function(base)
    http.Session({}, function(s)
      t.eq(await(s:get(base)).body, "x")
      t.eq(await(s:get(base)).body, "x")
    end)
    t.eq(connections, 2)
  end)
end)

t.case("a server that answers before it has the body", function()
  served(function(reader, writer)
    await(reader:readuntil("\r\n\r\n"))
    answer(writer, "413 Too Large", "no")
    await(writer:drain())
    await(asyncio.sleep(0.2))
  end, function(base)
    t.eq(await(http.post(base, { body = ("x"):rep(2 ^ 22) })).status, 413)
    local n = 0
    t.eq(await(http.post(base, { body = function() n = n + 1 return n < 10000 and ("x"):rep(65536) or nil end })).status, 413)
    t.ok(n < 1000, n)
  end)
end)

t.case("errors of connections", function()
  local server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  local port = server.port
  server:close()
  await(server:wait_closed())
  local e = t.raises(http.ConnectionError, function() await(http.get("http://127.0.0.1:" .. port)) end)
  t.ok(asyncio.isinstance(e, asyncio.ConnectionError))
  t.ok(asyncio.isinstance(e.cause, asyncio.ConnectionRefusedError))
  e = t.raises(http.ConnectionError, function() await(http.get("http://nobody.invalid/")) end)
  t.ok(asyncio.isinstance(e.cause, asyncio.OSError))
end)

t.case("a task says what it waits for", function()
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\n\r\nabc")
    await(asyncio.sleep(1))
  end, function(base)
    local task = asyncio.create_task(http.get(base .. "/a?token=secret"))
    await(asyncio.sleep(0.1))
    t.ok(tostring(task):find("the answer to GET " .. base .. "/a", 1, true), tostring(task))
    t.ok(not tostring(task):find("secret"))
    task:cancel()
    await(asyncio.wait({ task }))
  end)
end)

t.case("cancelling closes the connection", function()
  local closed = 0
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    t.eq(await(reader:read(1)), "")
    closed = closed + 1
  end, function(base)
    local task = asyncio.create_task(http.get(base))
    await(asyncio.sleep(0.1))
    task:cancel()
    t.raises(asyncio.CancelledError, function() await(task) end)
    http.Session({ limit = 1 }, function(s)
      for i = 1, 3 do -- the place in the pool is free again
        t.raises(asyncio.TimeoutError, function() asyncio.timeout(0.1, function() await(s:get(base)) end) end)
      end
    end)
    http.stream("GET", base, function(r)
      await(r:read(3))
      t.raises(asyncio.TimeoutError, function() asyncio.timeout(0.1, function() await(r:read(3)) end) end)
      t.raises(asyncio.CancelledError, function() await(r:read(3)) end)
    end)
    pcall(http.stream, "GET", base, function(r) error("left") end)
    await(asyncio.sleep(0.1))
    t.eq(closed, 6)
  end)
end)

t.case("proxies", function()
  -- a proxy that serves plain requests itself, and tunnels to where it is told
  local seen = {}
  local function proxy(reader, writer)
    local req = request(reader)
    seen[#seen + 1] = req
    if req.method ~= "CONNECT" then
      return answer(writer, mirror(req))
    end
    if req.headers["proxy-authorization"] ~= "Basic YW5uOnB3" then
      return answer(writer, "407 Who are you", "")
    end
    local host, port = req.target:match("^(.*):(%d+)$")
    local back, forth = await(asyncio.open_connection(host, tonumber(port)))
    writer:write("HTTP/1.1 200 Connected\r\n\r\n")
    local function pump(from, to)
      while true do
        local s = await(from:read(65536))
        if s == "" then
          break
        end
        to:write(s)
      end
      to:close()
    end
    await(asyncio.gather({ async(pump)(reader, forth), async(pump)(back, writer) }, { return_exceptions = true }))
  end
  served(proxy, function(base)
    local through = base:gsub("//", "//ann:pw@")
    local r = await(http.get("http://far.example:81/x?y", { proxy = through, auth = { "u", "p" } }))
    t.eq(r:json().target, "http://far.example:81/x?y")
    t.eq(r:json().headers.host, "far.example:81")
    t.eq(r:json().headers["proxy-authorization"], "Basic YW5uOnB3")
    t.eq(r.url, "http://far.example:81/x?y")
    local e = t.raises(http.ConnectionError, function() await(http.get("https://far.example/", { proxy = base })) end)
    t.ok(tostring(e):find("407 Who are you", 1, true))
    t.raises(asyncio.ValueError, http.get, base, { proxy = "x" })
  end)
end)
