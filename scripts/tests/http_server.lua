-- The server of the module http, its websockets, and those of a client.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("moonloop.fs")
local http = require("moonloop.http")

-- Serves an app and runs body(base, server).
local function served(app, body)
  local server = await(app:start("127.0.0.1", 0))
  local ok, e = pcall(body, "127.0.0.1:" .. server.port, server)
  await(server:close(1))
  if not ok then
    error(e, 0)
  end
end

-- What the server answers to bytes, until it closes; the request should ask for that.
local function raw(base, bytes)
  local host, port = base:match("^(.*):(%d+)$")
  local reader, writer = await(asyncio.open_connection(host, tonumber(port)))
  writer:write(bytes)
  local got = await(reader:read(-1))
  writer:close()
  return got
end

-- Runs body with errors of handlers caught: a list of their texts.
local function reports(body)
  local loop, list = asyncio.get_running_loop(), {}
  loop:set_exception_handler(function(_, context) list[#list + 1] = tostring(context.exception) end)
  local ok, e = pcall(body, list)
  loop:set_exception_handler(nil)
  if not ok then
    error(e, 0)
  end
  return list
end

t.case("an app without a socket", function()
  local app, ended = http.App(), nil
  app:get("/", function(req) return req.scheme .. " " .. req.host .. " [" .. req.remote .. "]" end)
  app:post("/echo", function(req) return await(req:text()) end)
  app:get("/large", function()
    return { stream = function(write) for _ = 1, 50 do await(write(("x"):rep(100000))) end end }
  end)
  app:get("/broken", function() return { stream = function(write) await(write("abc")) await(asyncio.sleep(0.01)) error("lost it") end } end)
  app:get("/cookie", function() return { status = 303, headers = { location = "/seen" }, cookies = { a = "b" } } end)
  app:get("/seen", function(req) return req.cookies.a end)
  app:get("/wait", function()
    local ok, e = pcall(function() await(asyncio.Event():wait()) end)
    ended = tostring(e)
    error(e, 0)
  end)
  http.Session({ app = app }, function(s)
    t.eq(await(s:get("/")).body, "http localhost []")
    t.eq(await(s:get("https://x.test:8/")).body, "https x.test:8 []")
    t.eq(await(s:post("/echo", { body = ("y"):rep(500000) })).body, ("y"):rep(500000))
    t.eq(#await(s:get("/large")).body, 5000000)
    t.eq(await(s:get("/cookie")).body, "b")
    t.eq(await(s:get("/none")).status, 404)
    s:stream("GET", "/large", {}, function(r) t.eq(#await(r:read(10)), 10) end)
    local list = reports(function() t.raises(http.ProtocolError, function() await(s:get("/broken")) end) end)
    t.eq(#list, 1)
    t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(s:get("/wait"), 0.01)) end)
    for _ = 1, 10 do await(asyncio.sleep(0)) end
    t.ok(tostring(ended):find("CancelledError"))
    ended = nil
    asyncio.create_task(function() pcall(function() await(s:get("/wait")) end) end)
    await(asyncio.sleep(0.01))
  end)
  t.ok(tostring(ended):find("CancelledError")) -- the end of the session has waited for it
  local s = http.Session({ app = app, base_url = "http://a.test/x/" })
  t.eq(await(s:get("/")).status, 404)
  await(s:close())
  t.raises("option app: App expected, got table", http.Session, { app = {} })
end)

t.case("requests, as handlers see them", function()
  local app = http.App()
  app:post("/items/{id}/{rest...}", function(req)
    return {
      json = {
        method = req.method, path = req.path, params = req.params, query = req.query, host = req.host, scheme = req.scheme,
        remote = req.remote, cookies = req.cookies, x = req.headers["X-LOUD"], all = req.headers:get_all("x-loud"), route = req.route,
        target = req.target, body = await(req:json()),
      },
    }
  end)
  served(app, function(base)
    local r = await(http.post("http://" .. base .. "/items/a%2Fb%20c/d/e?q=1&q=2&r=%C3%A9+&s", {
      json = { 1, 2 }, headers = { ["x-loud"] = { "a", "b" }, cookie = 'one=1; two="2"; one=3' },
    }))
    local got = r:json()
    t.eq(got.method, "POST")
    t.eq(got.path, "/items/a/b c/d/e")
    t.eq(got.target, "/items/a%2Fb%20c/d/e?q=1&q=2&r=%C3%A9+&s")
    t.eq(got.params.id, "a/b c")
    t.eq(got.params.rest, "d/e")
    t.eq(got.query.q[2], "2")
    t.eq(got.query.r, "é ")
    t.eq(got.query.s, "")
    t.eq(got.host, base)
    t.eq(got.scheme, "http")
    t.eq(got.remote, "127.0.0.1")
    t.eq(got.cookies.one, "1")
    t.eq(got.cookies.two, "2")
    t.eq(got.x, "a")
    t.eq(got.all[2], "b")
    t.eq(got.route, "/items/{id}/{rest...}")
    t.eq(got.body[2], 2)
  end)
end)

t.case("all methods, HEAD by GET, 405 with Allow", function()
  local app = http.App()
  for _, name in ipairs { "get", "options", "post", "put", "patch", "delete" } do
    app[name](app, "/" .. name, function(req) return req.method end)
    app[name](app, "/any", function(req) return req.method end)
  end
  app:head("/head", function() return { headers = { ["x-own"] = "1" } } end)
  served(app, function(base)
    for _, name in ipairs { "get", "options", "post", "put", "patch", "delete" } do
      t.eq(await(http[name]("http://" .. base .. "/" .. name)):text(), name:upper())
      t.eq(await(http[name]("http://" .. base .. "/any")):text(), name:upper())
    end
    local r = await(http.head("http://" .. base .. "/get"))
    t.eq(r.status, 200)
    t.eq(r.headers["content-length"], "4") -- the handler said HEAD
    t.eq(r:text(), "")
    t.eq(await(http.head("http://" .. base .. "/head")).headers["x-own"], "1")
    r = await(http.delete("http://" .. base .. "/get"))
    t.eq(r.status, 405)
    t.eq(r.headers.allow, "GET, HEAD")
    t.eq(await(http.get("http://" .. base .. "/none")).status, 404)
  end)
  local e = t.raises(asyncio.ValueError, function() app:get("/get", function() end) end)
  t.ok(e.message:find("there is a route for GET /get already", 1, true))
  t.raises(asyncio.ValueError, function() app:get("get", function() end) end)
  t.raises(asyncio.TypeError, function() app:get("/x", "handler") end)
  e = t.raises(asyncio.TypeError, function() http.App { max_bdy = 1 } end)
  t.ok(e.message:find("max_body", 1, true))
end)

t.case("what handlers return", function()
  local app = http.App()
  local function at(path, response)
    app:get(path, function() return response end)
  end
  at("/text", "moon")
  at("/body", { body = "<b>", headers = { ["Content-Type"] = "text/html", ["X-Many"] = { "a", 2 } } })
  at("/status", { status = 204 })
  at("/teapot", { status = 418, json = { 1 } })
  at("/redirect", { status = 303, headers = { location = "/text" } })
  at("/cookies", { body = "", cookies = { a = "1", b = { value = "2", path = "/x", max_age = 60, secure = true, http_only = true, same_site = "Lax" }, c = false } })
  at("/close", { body = "x", headers = { connection = "close" } })
  at("/number", { body = 42 })
  local wrong = {
    nothing = nil, five = 5, field = { bdy = "x" }, empty = {}, two = { body = "x", json = 1 }, low = { status = 99, body = "" },
    header = { headers = { x = "a\r\nb: c" } }, name = { headers = { ["x y"] = "a" } }, own = { headers = { ["Transfer-Encoding"] = "chunked" } },
    cookie = { cookies = { a = "b; c" } }, json = { json = print }, root = { body = "x", root = "." }, stream = { stream = "x" },
  }
  local n = 1
  at("/nothing", nil)
  for name, response in pairs(wrong) do
    n = n + 1
    at("/" .. name, response)
  end
  app:get("/raise", function() error({ code = 1 }) end)
  app:get("/status_error", function() http.abort(404, "not here") end)
  served(app, function(base)
    local function get(path)
      return await(http.get("http://" .. base .. path, { redirects = 0 }))
    end
    t.eq(get("/text"):text(), "moon")
    t.eq(get("/text").headers["content-type"], "text/plain; charset=utf-8")
    local r = get("/body")
    t.eq(r.headers["content-type"], "text/html")
    t.eq(table.concat(r.headers:get_all("x-many"), " "), "a 2")
    r = get("/status")
    t.eq(r.status, 204)
    t.eq(r.headers["content-length"], nil)
    r = get("/teapot")
    t.eq(r.status, 418)
    t.eq(r.headers["content-type"], "application/json")
    t.eq(get("/redirect").headers.location, "/text")
    local cookies = get("/cookies").headers:get_all("set-cookie")
    t.eq(cookies[1], "a=1; Path=/")
    t.eq(cookies[2], "b=2; Path=/x; Max-Age=60; SameSite=Lax; Secure; HttpOnly")
    t.eq(cookies[3], "c=; Path=/; Max-Age=0")
    t.eq(get("/close").headers.connection, "close")
    t.eq(get("/number"):text(), "42")
    local list = reports(function()
      t.eq(get("/nothing").status, 500)
      for name in pairs(wrong) do
        t.eq(get("/" .. name).status, 500)
      end
      t.eq(get("/raise").status, 500)
      r = get("/status_error")
      t.eq(r.status, 404)
      t.eq(r:text(), "not here\n")
    end)
    t.eq(#list, n + 1) -- an Abort is no failure
    for i = 1, n do
      t.ok(list[i]:find("http_server.lua:%d+: ") or list[i]:find("json"), list[i])
    end
  end)
  local e = t.raises(http.Abort, http.abort, 410)
  t.eq(e.status, 410)
  t.eq(e.text, "Gone")
  t.raises(asyncio.TypeError, http.abort, 200)
end)

t.case("bodies and their limits", function()
  local app = http.App { max_body = 100 }
  app:post("/text", function(req) return await(req:text()) end)
  app:post("/json", function(req) return { json = { got = await(req:json()) } } end)
  app:post("/form", function(req)
    local form = await(req:form())
    if type(form.file) == "table" then
      form.file = form.file.filename .. ":" .. form.file.content_type .. ":" .. form.file.body
    end
    return { json = form }
  end, { max_body = 10000 })
  app:post("/read", function(req)
    local parts = {}
    repeat
      parts[#parts + 1] = await(req:read(3))
    until parts[#parts] == ""
    return table.concat(parts, "|")
  end)
  app:post("/chunks", function(req)
    local n = 0
    for piece in req:chunks() do
      n = n + #piece
    end
    return tostring(n)
  end, { max_body = 2 ^ 22 })
  served(app, function(base)
    local function post(path, options)
      return await(http.post("http://" .. base .. path, options))
    end
    t.eq(post("/text", { body = "é" }):text(), "é")
    t.eq(post("/text", { body = ("x"):rep(101) }).status, 413)
    t.eq(post("/json", { body = '{"a":[1' }).status, 400)
    t.eq(post("/text", { body = "\255" }).status, 400)
    t.eq(post("/json", { json = { a = 1 } }):json().got.a, 1)
    local form = post("/form", { form = { a = "1 &", b = { "2", "3" } } }):json()
    t.eq(form.a, "1 &")
    t.eq(form.b[2], "3")
    form = post("/form", { form = { a = "1" }, files = { file = { filename = "x.txt", content = "abc", type = "text/plain" } } }):json()
    t.eq(form.a, "1")
    t.eq(form.file, "x.txt:text/plain:abc")
    t.eq(post("/form", { body = "x" }).status, 415)
    t.eq(post("/read", { body = "abcdefgh" }):text(), "abc|def|gh|")
    local function pieces()
      local i = 0
      return function()
        i = i + 1
        return i <= 20 and ("x"):rep(50000) or nil
      end
    end
    t.eq(post("/chunks", { body = pieces() }):text(), "1000000")
    local ok, r = pcall(post, "/text", { body = pieces() }) -- the server may close before all is sent
    t.ok(not ok or r.status == 413)
  end)
end)

t.case("middleware and groups", function()
  local app, log = http.App(), {}
  app:use(function(req, next)
    log[#log + 1] = "outer"
    req.ctx.user = req.query.user
    local r = next(req)
    r.headers["x-status"] = r.status
    return r
  end)
  app:use(function(req, next)
    log[#log + 1] = "inner"
    if req.path == "/refused" then
      return { status = 401, body = "who?" }
    end
    await(asyncio.sleep(0))
    return next(req)
  end)
  local shared = { status = 202, body = "shared" }
  app:get("/", function(req) return "hello " .. req.ctx.user end)
  app:get("/shared", function() return shared end)
  app:get("/abort", function() http.abort(409) end)
  app:group("/v1", function(g)
    g:use(function(req, next)
      log[#log + 1] = "group"
      return next(req)
    end)
    g:get("/", function() return "root" end)
    g:group("/deep", function(d)
      d:get("/{x}", function(req) return req.params.x end)
    end)
  end)
  app:use(async(function(req, next) -- an async function serves as well
    return next(req)
  end))
  served(app, function(base)
    local function get(path)
      log = {}
      return await(http.get("http://" .. base .. path))
    end
    local r = get("/?user=ann")
    t.eq(r:text(), "hello ann")
    t.eq(r.headers["x-status"], "200")
    t.eq(table.concat(log, " "), "outer inner")
    t.eq(get("/none").headers["x-status"], "404")
    t.eq(get("/abort").headers["x-status"], "409")
    t.eq(get("/refused").status, 401)
    t.eq(get("/shared").headers["x-status"], "202")
    t.eq(shared.headers, nil) -- middleware has a copy
    t.eq(get("/v1"):text(), "root")
    t.eq(table.concat(log, " "), "outer inner group")
    t.eq(get("/v1/deep/7"):text(), "7")
    app:use(function(_, next) return next("another") end)
    app:use(function() end)
    local list = reports(function() t.eq(get("/").status, 500) end)
    t.eq(#list, 1)
  end)
end)

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

t.case("a server that ends takes the bodies of its websockets along", function()
  local app, log, lines = http.App(), t.log()
  app:ws("/", function()
    log("ended", pcall(function() await(asyncio.sleep(100)) end))
    error("not reported: it was cancelled", 0)
  end)
  local loop = asyncio.get_running_loop()
  local server = await(app:start("127.0.0.1", 0))
  http.websocket("ws://127.0.0.1:" .. server.port, function() end) -- one client has left, one answers
  local client = asyncio.create_task(function()
    http.websocket("ws://127.0.0.1:" .. server.port, function(ws)
      for _ in ws:messages() do end
    end)
  end)
  await(asyncio.sleep(1))
  reports(function() await(server:close(3)) end)
  t.eq(loop:time(), 4)
  t.eq(lines, { "ended false CancelledError: the server is closing", "ended false CancelledError: the server is closing" })
  await(client)
end)

t.case("websockets", function()
  local app, server_side = http.App(), {}
  app:ws("/echo", function(ws, req)
    t.eq(req.path, "/echo")
    for data, kind in ws:messages() do
      if kind == "text" then
        await(ws:send(data))
      else
        await(ws:send_bytes(data))
      end
    end
    server_side.code, server_side.reason = ws.code, ws.reason
  end, { protocols = { "v2" }, compression = true })
  app:ws("/bye", function(ws) await(ws:close(4001, "enough")) end)
  app:ws("/raise", function() error("ouch") end)
  app:get("/plain", function() return "x" end)
  served(app, function(base)
    local url = "ws://" .. base
    local result, second = http.websocket(url .. "/echo", { protocols = { "v1", "v2" }, compression = true }, function(ws)
      t.eq(ws.protocol, "v2")
      t.ok(not ws.closed)
      await(ws:send("hé"))
      local data, kind = await(ws:receive())
      t.eq(data .. kind, "hétext")
      await(ws:send_bytes("\0\255"))
      data, kind = await(ws:receive())
      t.eq(data .. kind, "\0\255binary")
      local large = ("large "):rep(50000)
      await(ws:send(large))
      t.eq(await(ws:receive()), large)
      -- who is cancelled while it receives loses nothing
      for _ = 1, 3 do
        t.raises(asyncio.TimeoutError, function() asyncio.timeout(0.005, function() await(ws:receive()) end) end)
      end
      local waiting = asyncio.create_task(ws:receive())
      await(asyncio.sleep(0))
      t.raises(asyncio.RuntimeError, function() await(ws:receive()) end)
      await(ws:send("after"))
      t.eq(await(waiting), "after")
      t.raises(asyncio.ValueError, function() return ws:send("\255") end)
      t.raises(asyncio.ValueError, function() return ws:close(1005) end)
      await(ws:close(1000, "done"))
      t.eq(await(ws:receive()), nil)
      t.ok(ws.closed)
      t.raises(http.WebSocketClosed, function() await(ws:send("late")) end)
      return "the body's", "values"
    end)
    t.eq(result .. second, "the body'svalues")
    while not server_side.code do
      await(asyncio.sleep(0.005))
    end
    t.eq(server_side.code .. server_side.reason, "1000done")
    local e = t.raises(http.WebSocketClosed, function() http.websocket(url .. "/bye", function(ws) await(ws:receive()) end) end)
    t.eq(e.code .. e.reason, "4001enough")
    local list = reports(function()
      e = t.raises(http.WebSocketClosed, function() http.websocket(url .. "/raise", function(ws) await(ws:receive()) end) end)
      t.eq(e.code, 1011)
    end)
    t.eq(#list, 1)
    e = t.raises(http.StatusError, function() http.websocket(url .. "/plain", function() end) end)
    t.eq(e.status, 200)
    e = t.raises(http.StatusError, function() http.websocket(url .. "/echo", { headers = { origin = "http://evil" } }, function() end) end)
    t.eq(e.status, 403)
    t.raises(asyncio.ValueError, http.websocket, "http://" .. base, function() end)
    -- without a body, for asyncio.with
    asyncio.with(http.websocket(url .. "/echo"), function(ws)
      await(ws:send("x"))
      t.eq(await(ws:receive()), "x")
    end)
    -- what the body raises comes out, and the other side sees 1011
    t.raises(asyncio.ValueError, function() http.websocket(url .. "/echo", function() error(asyncio.ValueError("mine")) end) end)
  end)
end)

t.case("a server that ends closes its websockets with 1001", function()
  local app = http.App()
  app:ws("/", function(ws)
    for _ in ws:messages() do end
  end)
  local server = await(app:start("127.0.0.1", 0))
  http.websocket("ws://127.0.0.1:" .. server.port, function(ws)
    local closing = asyncio.create_task(server:close())
    t.eq(await(ws:receive()), nil)
    t.eq(ws.code, 1001)
    await(closing)
  end)
end)

t.case("slow clients of a chat do not slow the others", function()
  local app, clients = http.App(), {}
  app:ws("/", function(ws)
    clients[ws] = true
    for text in ws:messages() do
      for other in pairs(clients) do
        asyncio.create_task(other:send(text))
      end
    end
    clients[ws] = nil
  end)
  served(app, function(base)
    local got, piece = 0, ("x"):rep(10000)
    -- one that never reads
    local host, port = base:match("^(.*):(%d+)$")
    local _, writer = await(asyncio.open_connection(host, tonumber(port)))
    writer:write("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" ..
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    await(asyncio.sleep(0.02))
    http.websocket("ws://" .. base, function(ws)
      for _ = 1, 300 do
        await(ws:send(piece))
        got = got + #await(ws:receive())
      end
    end)
    t.eq(got, 3000000)
    writer:close()
  end)
end)
