-- The server of the module http: apps, requests and responses.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local common = require("lib.http_app")
local served, reports = common.served, common.reports

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
  local plain = http.App()
  plain:get("/", function() return { user = "ann" } end)
  local list = reports(function() http.Session({ app = plain }, function(s) await(s:get("/")) end) end)
  t.ok(list[1]:find("unknown field 'user'; {json = value} sends a table", 1, true), list[1])
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
