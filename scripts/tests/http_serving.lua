-- The server of the module http: streams, files, connections and its end.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("moonloop.fs")
local http = require("moonloop.http")
local common = require("lib.http_app")
local served, raw, reports = common.served, common.raw, common.reports

t.case("streams and events", function()
  local app, state = http.App(), {}
  app:get("/stream", function()
    return { stream = function(write)
      for i = 1, 3 do
        await(write("part " .. i .. "\n"))
        await(asyncio.sleep(0.001))
      end
    end }
  end)
  app:get("/length", function()
    return { headers = { ["content-length"] = 3 }, stream = function(write) await(write("abc")) end }
  end)
  app:get("/short", function()
    return { headers = { ["content-length"] = 5 }, stream = function(write) await(write("abc")) end }
  end)
  app:get("/broken", function()
    return { stream = function(write)
      await(write("abc"))
      error("lost it")
    end }
  end)
  app:get("/events", function()
    return { events = function(send)
      await(send { event = "moon", id = 1, data = "two\nlines" })
      await(send("plain"))
      t.raises(asyncio.ValueError, send, { id = "a\nb" })
      t.raises(asyncio.TypeError, send, { dta = "x" })
    end }
  end)
  app:get("/forever", function()
    return { events = function(send)
      local ok, e = pcall(function()
        while true do
          await(send("tick"))
          await(asyncio.sleep(0.002))
        end
      end)
      state.ended = e
      error(e, 0)
    end }
  end)
  served(app, function(base)
    t.eq(await(http.get("http://" .. base .. "/stream")):text(), "part 1\npart 2\npart 3\n")
    t.eq(await(http.get("http://" .. base .. "/length")).headers["content-length"], "3")
    local r = await(http.get("http://" .. base .. "/events"))
    t.eq(r.headers["content-type"], "text/event-stream")
    t.eq(r:text(), "event: moon\nid: 1\ndata: two\ndata: lines\n\ndata: plain\n\n")
    local list = reports(function()
      t.ok(not pcall(function() return await(http.get("http://" .. base .. "/broken")) end))
      t.ok(not pcall(function() return await(http.get("http://" .. base .. "/short")) end))
    end)
    t.eq(#list, 2)
    -- HTTP/1.0 has no chunks: the body ends with the connection
    t.ok(raw(base, "GET /stream HTTP/1.0\r\n\r\n"):find("\r\n\r\npart 1\npart 2\npart 3\n$"))
    http.stream("GET", "http://" .. base .. "/forever", function(s) t.eq(await(s:read(12)), "data: tick\n\n") end)
    while not state.ended do -- the client has gone: the handler is cancelled
      await(asyncio.sleep(0.01))
    end
    t.ok(asyncio.isinstance(state.ended, asyncio.CancelledError))
  end)
end)

t.case("files", function()
  local dir = await(fs.tempdir())
  await(fs.mkdir(dir .. "/root/sub", { parents = true }))
  await(fs.write(dir .. "/secret", "secret"))
  await(fs.write(dir .. "/root/index.html", "<p>"))
  await(fs.write(dir .. "/root/sub/index.html", "<sub>"))
  await(fs.write(dir .. "/root/.hidden", "hidden"))
  await(fs.write(dir .. "/root/a.txt", "0123456789"))
  await(fs.write(dir .. "/root/large.bin", ("0123456789"):rep(200000)))
  local linked = pcall(function() await(fs.symlink("../secret", dir .. "/root/link.txt")) end)
  local app = http.App()
  app:static("/s", dir .. "/root")
  app:get("/f/{name...}", function(req) return { file = req.params.name, root = dir .. "/root" } end)
  app:get("/whole", function() return { file = dir .. "/secret", headers = { ["content-type"] = "text/x" } } end)
  served(app, function(base)
    local function get(path, headers)
      return await(http.get("http://" .. base .. path, { headers = headers, redirects = 0 }))
    end
    local r = get("/s/a.txt")
    t.eq(r.body, "0123456789")
    t.eq(r.headers["content-type"], "text/plain; charset=utf-8")
    t.eq(get("/s/").body, "<p>")
    t.eq(get("/s").headers.location, "/s/")
    t.eq(get("/s/sub?x").headers.location, "/s/sub/?x")
    t.eq(get("/s/sub/").body, "<sub>")
    t.eq(get("/s/a.txt", { ["if-none-match"] = r.headers.etag }).status, 304)
    t.eq(get("/s/a.txt", { ["if-modified-since"] = r.headers["last-modified"] }).status, 304)
    t.eq(#get("/s/large.bin").body, 2000000)
    t.eq(await(http.head("http://" .. base .. "/s/large.bin")).headers["content-length"], "2000000")
    for range, want in pairs {
      ["bytes=0-3"] = "206 0123", ["bytes=5-"] = "206 56789", ["bytes=-2"] = "206 89", ["bytes=3-100"] = "206 3456789",
      ["bytes=10-"] = "416 ", ["bytes=-0"] = "416 ", ["bytes=3-1"] = "200 0123456789", ["lines=1-2"] = "200 0123456789",
      ["bytes=0-1,2-3"] = "200 0123456789", ["bytes=0-1,0-1,0-1,0-1,0-1,0-1"] = "200 0123456789", ["bytes=x"] = "200 0123456789",
      ["bytes=99999999999999999999-"] = "416 ", ["bytes=0-99999999999999999999"] = "206 0123456789",
    } do
      r = get("/s/a.txt", { range = range })
      t.eq(r.status .. " " .. r.body, want)
    end
    t.eq(get("/s/a.txt", { range = "bytes=2-3" }).headers["content-range"], "bytes 2-3/10")
    t.eq(get("/s/large.bin", { range = "bytes=1999990-" }).body, "0123456789")
    t.eq(get("/s/a.txt", { range = "bytes=0-1", ["if-range"] = '"other"' }).status, 200)
    t.eq(get("/whole").body, "secret")
    t.eq(get("/whole").headers["content-type"], "text/x")
    for _, path in ipairs {
      "/s/../secret", "/s/..%2fsecret", "/s/%2e%2e/secret", "/s/%2e%2e%2fsecret", "/s/..%5csecret", "/s//etc/passwd", "/s/%2fetc%2fpasswd",
      "/s/sub/../../secret", "/s/.hidden", "/s/%2ehidden", "/s/a.txt%00", "/s/a.txt/", "/s/none", "/f/../secret", "/f/..%2fsecret",
      "/f/%2fetc%2fpasswd", "/f//etc/passwd", "/f/sub", "/s/link.txt", "/f/link.txt", "/s/sub/..%2f..%2fsecret",
    } do
      local got = raw(base, "GET " .. path .. " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      t.ok(got:find("^HTTP/1.1 404 "), path .. ": " .. got)
      t.ok(not got:find("secret", 1, true), path)
    end
    t.ok(linked)
  end)
  await(fs.remove(dir, { recursive = true }))
end)

t.case("a client that leaves cancels its handler", function()
  local seen = {}
  local function handler(req)
    local ok, e = pcall(function() await(asyncio.sleep(0.05)) end)
    seen[#seen + 1] = ok and "ended" or tostring(e)
    if not ok then
      error(e, 0)
    end
    return "late"
  end
  for i, cancels in ipairs { true, false } do
    local app = http.App { cancel_on_disconnect = cancels }
    app:get("/", handler)
    served(app, function(base)
      local host, port = base:match("^(.*):(%d+)$")
      local _, writer = await(asyncio.open_connection(host, tonumber(port)))
      writer:write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      await(asyncio.sleep(0.01))
      writer:close()
      while #seen < i do
        await(asyncio.sleep(0.01))
      end
    end)
  end
  t.ok(seen[1]:find("^CancelledError"), seen[1])
  t.eq(seen[2], "ended")
end)

t.case("ends in order", function()
  local app, log = http.App(), {}
  app:get("/{s}", function(req)
    local ok = pcall(function() await(asyncio.sleep(tonumber(req.params.s))) end)
    log[#log + 1] = req.params.s .. " " .. tostring(ok)
    return req.params.s
  end)
  local task = asyncio.create_task(app:serve("127.0.0.1", 0, { shutdown_timeout = 0.2 }))
  await(asyncio.sleep(0.01))
  task:cancel()
  t.raises(asyncio.CancelledError, function() await(task) end)

  local server = await(app:start("127.0.0.1", 0))
  local base = "http://127.0.0.1:" .. server.port
  t.eq(server.address, "127.0.0.1:" .. server.port)
  t.ok(server:is_serving())
  local short, long = asyncio.create_task(http.get(base .. "/0.1")), asyncio.create_task(http.get(base .. "/30"))
  await(asyncio.sleep(0.03))
  await(server:close(0.2))
  t.eq(await(short):text(), "0.1")
  t.eq(await(short).headers.connection, "close")
  t.eq(await(long):text(), "30") -- it was cancelled, and answered
  t.eq(table.concat(log, ", "), "0.1 true, 30 false")
  t.ok(not server:is_serving())
  t.raises(http.ConnectionError, function() await(http.get(base .. "/0")) end)
  await(server:close()) -- the second time it does nothing
  -- with asyncio.with
  local port
  asyncio.with(await(app:start("127.0.0.1", 0)), function(s)
    port = s.port
    t.eq(await(http.get("http://127.0.0.1:" .. port .. "/0")):text(), "0")
  end)
  t.raises(http.ConnectionError, function() await(http.get("http://127.0.0.1:" .. port .. "/0")) end)
end)

t.case("serves until it is cancelled or closed", function()
  local app = http.App()
  app:get("/", function() return "here" end)
  local server = await(app:start("127.0.0.1", 0))
  local forever = asyncio.create_task(server:serve_forever())
  t.eq(await(http.get("http://127.0.0.1:" .. server.port)).body, "here")
  t.raises(asyncio.RuntimeError, function() await(server:serve_forever()) end)
  forever:cancel()
  t.raises(asyncio.CancelledError, function() await(forever) end)
  t.ok(not server:is_serving())
  t.raises(asyncio.RuntimeError, function() await(server:serve_forever()) end)

  server = await(app:start("127.0.0.1", 0))
  forever = asyncio.create_task(server:serve_forever())
  await(asyncio.sleep(0))
  await(server:close())
  t.raises(asyncio.CancelledError, function() await(forever) end)
end)

t.case("a socket in the file system, and an access log", function()
  local path, lines = os.tmpname(), {}
  os.remove(path)
  local app = http.App { access_log = function(entry) lines[#lines + 1] = entry.method .. " " .. entry.path .. " " .. entry.status .. " " .. entry.bytes end }
  app:get("/", function() return "hello" end)
  local server = await(app:start { unix = path })
  local reader, writer = await(asyncio.open_unix_connection(path))
  writer:write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
  t.ok(await(reader:read(-1)):find("hello", 1, true))
  writer:close()
  await(server:close())
  t.eq(table.concat(lines, ", "), "GET / 200 5, GET /x 404 10")
  t.raises(asyncio.ValueError, function() return app:start("127.0.0.1", 0, { unix = path }) end)
end)

t.case("behind a proxy", function()
  local app = http.App { trust_proxy = true }
  app:get("/", function(req) return req.remote .. " " .. req.scheme .. " " .. req.host end)
  served(app, function(base)
    local headers = { ["X-Forwarded-For"] = "6.6.6.6, 1.2.3.4", ["X-Forwarded-Proto"] = "https", ["X-Forwarded-Host"] = "moon.example" }
    t.eq(await(http.get("http://" .. base, { headers = headers })):text(), "1.2.3.4 https moon.example")
  end)
end)
