--- an app whose handler asks the app
local h = require "http" local app = h.App() app:get("/", function() return h.Session({ app = app }, function(s) return await(s:get("/")).body end) end)
h.Session({ app = app }, function(s) await(s:get("/")) end)
--- a redirect to itself without end
local h = require "http" local app = h.App() app:get("/{n}", function(r) return { status = 302, headers = { location = "/" .. (tonumber(r.params.n) + 1) } } end)
h.Session({ app = app, redirects = 2 ^ 53 }, function(s) while true do pcall(function() await(s:get("/1")) end) end end)
--- retries without end
local h = require "http" local app = h.App() app:get("/", function() h.abort(503, ("x"):rep(1e5)) end)
h.Session({ app = app, retries = { attempts = 2 ^ 53, backoff = 0 } }, function(s) await(s:get("/")) end)
--- a body that does not end, read as a whole
local h = require "http" local app = h.App() app:get("/", function() return { stream = function(w) while true do await(w(("x"):rep(1e6))) end end } end)
h.Session({ app = app, max_body = 2 ^ 53 }, function(s) await(s:get("/")) end)
--- a body of very many tiny pieces
local h = require "http" local app = h.App() app:get("/", function() return { stream = function(w) while true do await(w("x")) end end } end)
h.Session({ app = app, max_body = 2 ^ 53 }, function(s) await(s:get("/")) end)
--- a body that does not end, sent
local h = require "http" local app = h.App({ max_body = 2 ^ 53 }) app:post("/", function(r) return #await(r:text()) .. "" end)
h.Session({ app = app }, function(s) await(s:post("/", { body = function() return ("x"):rep(1e6) end })) end)
--- a body of pieces of nothing
local h = require "http" local app = h.App() app:post("/", function(r) return await(r:text()) end)
h.Session({ app = app }, function(s) await(s:post("/", { body = function() return "" end })) end)
--- bodies that are packed bombs
local h, g = require "http", require "gzip" local app, bomb = h.App(), g.compress(("\0"):rep(3e7)) app:get("/", function() return { body = bomb, headers = { ["content-encoding"] = "gzip" } } end)
h.Session({ app = app, max_body = 2 ^ 53 }, function(s) local t = {} for i = 1, 1e5 do t[i] = await(s:get("/")) end end)
--- bodies that are packed bombs, streamed
local h, g = require "http", require "gzip" local app, bomb = h.App(), g.compress(("\0"):rep(3e7)) app:get("/", function() return { body = bomb, headers = { ["content-encoding"] = "gzip" } } end)
h.Session({ app = app }, function(s) s:stream("GET", "/", {}, function(r) for l in r:lines() do end end) s:stream("GET", "/", {}, function(r) await(r:read(2 ^ 53)) end) end)
--- lines of a body without an end of line
local h = require "http" local app = h.App() app:get("/", function() return { stream = function(w) while true do await(w(("x"):rep(1e6))) end end } end)
h.Session({ app = app }, function(s) s:stream("GET", "/", {}, function(r) for l in r:lines() do end end) end)
--- responses kept
local h = require "http" local app = h.App() app:get("/", function() return ("x"):rep(1e5) end)
h.Session({ app = app }, function(s) local t = {} for i = 1, 1e6 do t[i] = await(s:get("/")) end end)
--- requests of which none is awaited
local h = require "http" local app = h.App() h.Session({ app = app }, function(s) local t = {} for i = 1, 1e7 do t[i] = s:get("/" .. ("x"):rep(1000) .. i) end end)
--- requests that all wait
local h = require "http" local app = h.App() app:get("/", function() await(asyncio.sleep(1e6)) end)
h.Session({ app = app, limit = 2 ^ 53 }, function(s) for i = 1, 1e6 do asyncio.create_task(s:get("/")) if i % 100 == 0 then await(asyncio.sleep(0)) end end end)
--- requests that are all cancelled
local h = require "http" local app = h.App() app:get("/", function() pcall(function() await(asyncio.sleep(1e6)) end) end)
h.Session({ app = app }, function(s) while true do pcall(function() await(asyncio.wait_for(s:get("/"), 0.001)) end) end end)
--- sessions kept
local h = require "http" local t, app = {}, h.App() for i = 1, 1e7 do t[i] = h.Session({ app = app, headers = { x = ("x"):rep(1000) .. i } }) end
--- headers in great number and length
local h = require "http" local app, hs = h.App({ max_headers = 2 ^ 53 }), {} for i = 1, 1e5 do hs["x-" .. i] = ("v"):rep(100) end app:get("/", function(r) return { headers = hs } end)
h.Session({ app = app, headers = hs }, function(s) while true do pcall(function() await(s:get("/", { headers = hs })) end) end end)
--- one header with very many values
local h = require "http" local app, v = h.App({ max_headers = 2 ^ 53 }), {} for i = 1, 1e5 do v[i] = "v" .. i end app:get("/", function(r) for i = 1, 100 do r.headers:get_all("x") end return { headers = { x = v } } end)
h.Session({ app = app }, function(s) while true do local ok, r = pcall(function() return await(s:get("/", { headers = { x = v } })) end) if ok then r.headers:get_all("x") end end end)
--- headers of tables that are cyclic and lie
local h = require "http" local app, c = h.App(), {} c[1] = c c.c = c app:get("/", function() return { headers = c } end)
h.Session({ app = app }, function(s) for _, v in ipairs { c, { x = c }, { x = { n = 2 ^ 53 } }, setmetatable({}, { __index = function(t) return t end }) } do pcall(function() await(s:get("/", { headers = v })) end) pcall(function() await(s:get("/", { params = v })) end) pcall(function() await(s:post("/", { form = v })) end) pcall(function() await(s:post("/", { json = v })) end) pcall(function() await(s:post("/", { files = v })) end) end end)
--- cookies in great number
local h = require "http" local app, n = h.App({ max_headers = 2 ^ 30 }), 0 app:get("/", function() local c = {} for i = 1, 1000 do n = n + 1 c["c" .. n] = { value = ("v"):rep(1000), path = "/", max_age = 2 ^ 53 } end return { cookies = c } end)
h.Session({ app = app }, function(s) while true do await(s:get("/")) end end)
--- queries and forms with very many fields
local h = require "http" local app, f = h.App({ max_body = 2 ^ 40, max_headers = 2 ^ 40 }), {} for i = 1, 1e5 do f["k" .. i] = i end app:post("/", function(r) local q, f = r.query, await(r:form()) return "x" end)
h.Session({ app = app }, function(s) while true do pcall(function() await(s:post("/", { params = f, form = f })) end) end end)
--- one field very often
local h = require "http" local app, v = h.App({ max_body = 2 ^ 40, max_headers = 2 ^ 40 }), {} for i = 1, 1e5 do v[i] = i end app:post("/", function(r) local q, f = r.query.a, await(r:form()) return "x" end)
h.Session({ app = app }, function(s) while true do pcall(function() await(s:post("/", { params = { a = v }, form = { a = v } })) end) end end)
--- files in great number and size
local h = require "http" local app, f, big = h.App({ max_body = 2 ^ 40 }), {}, ("x"):rep(1e6) for i = 1, 1e4 do f["f" .. i] = { content = big, filename = ("n"):rep(1000) } end app:post("/", function(r) local f = await(r:form()) return "x" end)
h.Session({ app = app }, function(s) while true do pcall(function() await(s:post("/", { files = f })) end) end end)
--- parts of a form written by hand
local h = require "http" local app = h.App({ max_body = 2 ^ 40 }) app:post("/", function(r) local f = await(r:form()) return "x" end)
h.Session({ app = app }, function(s) local part = "--b\r\ncontent-disposition: form-data; name=x\r\n\r\n\r\n" for _, body in ipairs { part:rep(2e4) .. "--b--", ("--b\r\n"):rep(2e5), "--b\r\n" .. ("x: y\r\n"):rep(2e5), ("--"):rep(5e5) } do for i = 1, 50 do pcall(function() await(s:post("/", { body = body, headers = { ["content-type"] = "multipart/form-data; boundary=b" } })) end) end end end)
--- deep json in a request
local h = require "http" local app = h.App({ max_body = 2 ^ 40 }) app:post("/", function(r) return { json = await(r:json()) } end)
h.Session({ app = app }, function(s) while true do pcall(function() await(s:post("/", { body = ("["):rep(1e5), headers = { ["content-type"] = "application/json" } })):json() end) end end)
--- middleware in great depth
local h = require "http" local app = h.App() for i = 1, 1e5 do app:use(function(r, next) return next(r) end) end app:get("/", function() return "x" end)
h.Session({ app = app }, function(s) await(s:get("/")) end)
--- middleware that calls what is next again and again
local h = require "http" local app = h.App() for i = 1, 30 do app:use(function(r, next) next(r) return next(r) end) end app:get("/", function() return "x" end)
h.Session({ app = app }, function(s) await(s:get("/")) end)
--- groups in great depth
local h = require "http" local app = h.App() local function f(g) g:group("/a", f) end app:group("/a", f)
--- routes in great number
local h = require "http" local app = h.App() for i = 1, 1e6 do app:get("/a" .. i .. "/{x}/{y...}", print) end
--- routes with very many parts
local h = require "http" local app = h.App({ max_headers = 2 ^ 30 }) for i = 1, 200 do pcall(app.get, app, ("/{a" .. i .. "}"):rep(1), function() return "x" end) pcall(app.get, app, ("/x/{a}"):rep(i), print) end local p = {} for i = 1, 1e4 do p[i] = "{p" .. i .. "}" end pcall(app.get, app, "/" .. table.concat(p, "/"), print)
h.Session({ app = app }, function(s) while true do pcall(function() await(s:get(("/x"):rep(1e5))) end) end end)
--- addresses that are long
local h = require "http" local app = h.App({ max_headers = 2 ^ 40 }) h.Session({ app = app }, function(s) while true do for _, a in ipairs { ("/a"):rep(1e6), "/?" .. ("a=b&"):rep(3e5), "http://" .. ("a."):rep(4e5), ("../"):rep(3e5), "/#" .. ("x"):rep(1e6), "/" .. ("%41"):rep(3e5) } do pcall(function() await(s:get(a)) end) end end end)
--- methods that are none
local h = require "http" local app = h.App() h.Session({ app = app }, function(s) for _, m in ipairs { "", ("GET"):rep(1e6), "G E T", "GET\r\nx: y", "\0" } do for i = 1, 100 do pcall(function() await(s:request(m, "/")) end) pcall(h.request, m, "/") end end end)
--- timeouts that are none
local h = require "http" local app = h.App() app:get("/", function() await(asyncio.sleep(0.01)) return "x" end)
for _, n in ipairs { 0 / 0, -1, 0, 1e300, math.huge, 2 ^ 53 } do h.Session({ app = app, timeout = n, limit = 2 }, function(s) for i = 1, 200 do asyncio.create_task(s:get("/", { timeout = { connect = n, read = n } })) end await(asyncio.sleep(0.01)) end) end
--- limits of connections that are none
local h = require "http" local app = h.App() app:get("/", function() return "x" end)
for _, n in ipairs { 0 / 0, -1, 0, 1e300, math.huge, 2 ^ 53, 0.5 } do pcall(h.Session, { app = app, limit = n, max_body = n, redirects = n, retries = { attempts = n, backoff = n } }, function(s) asyncio.create_task(s:get("/")) await(asyncio.sleep(0.01)) end) pcall(h.App, { max_body = n, max_headers = n, max_connections = n, idle_timeout = n }) end
--- events without end
local h = require "http" local app = h.App() app:get("/", function() return { events = function(send) while true do await(send({ data = ("x\n"):rep(1e5), event = "e", id = 1, retry = 2 ^ 53 })) end end } end)
h.Session({ app = app, max_body = 2 ^ 53 }, function(s) await(s:get("/")) end)
--- a log of accesses that asks again
local h = require "http" local app app = h.App({ access_log = function() h.Session({ app = app }, function(s) await(s:get("/")) end) end }) app:get("/", function() return "x" end)
h.Session({ app = app }, function(s) await(s:get("/")) end)
--- a log of accesses that does not end
local h = require "http" local app = h.App({ access_log = function() while true do end end }) app:get("/", function() return "x" end) h.Session({ app = app }, function(s) await(s:get("/")) end)
--- handlers that raise long, cyclic and unshowable errors
local h = require "http" local app, n = h.App(), 0 local e = setmetatable({}, { __tostring = function() error(("x"):rep(1e6)) end })
app:get("/", function() n = n + 1 error(n % 3 == 0 and e or n % 3 == 1 and ("x"):rep(1e6) or asyncio.ExceptionGroup("g", { asyncio.RuntimeError(e) })) end) h.Session({ app = app }, function(s) while true do await(s:get("/")) end end)
--- handlers that answer with what is none
local h = require "http" local app, v = h.App(), nil app:get("/", function() return v end) local o o = setmetatable({}, { __index = function() return o end })
h.Session({ app = app }, function(s) for _, x in ipairs { 1, true, print, o, { status = 2 ^ 53 }, { status = 0 / 0 }, { json = o }, { json = { n = 2 ^ 53 } }, { body = 1 }, { stream = 1 }, { events = o }, { cookies = o }, { headers = o }, { file = "/etc/passwd" }, { file = "x", root = "/" } } do v = x for i = 1, 20 do pcall(function() await(s:get("/")) end) end end end)
--- a websocket that echoes without end
local h = require "http" local app = h.App() app:ws("/", function(ws) for m in ws:messages() do await(ws:send(m .. m)) end end, { max_size = 2 ^ 53 })
h.Session({ app = app }, function(s) s:websocket("/", { max_size = 2 ^ 53 }, function(ws) await(ws:send("x")) for m in ws:messages() do await(ws:send(m .. m)) end end) end)
--- a websocket that is sent to and not read
local h = require "http" local app = h.App() app:ws("/", function(ws) await(asyncio.sleep(1e6)) end, { queue = 2 ^ 53 })
h.Session({ app = app }, function(s) s:websocket("/", { queue = 2 ^ 53 }, function(ws) while true do asyncio.create_task(ws:send_bytes(("x"):rep(1e5))) await(asyncio.sleep(0)) end end) end)
--- a websocket with packed messages
local h = require "http" local app = h.App() app:ws("/", function(ws) while true do await(ws:send(("\0"):rep(3e7))) end end, { compression = true, max_size = 2 ^ 53 })
h.Session({ app = app }, function(s) s:websocket("/", { compression = true, max_size = 2 ^ 53 }, function(ws) local t = {} for m in ws:messages() do t[#t + 1] = m end end) end)
--- websockets in great number
local h = require "http" local app = h.App() app:ws("/", function(ws) await(ws:receive()) end)
h.Session({ app = app, limit = 2 ^ 53 }, function(s) local function f() s:websocket("/", function() asyncio.create_task(f) asyncio.create_task(f) await(asyncio.sleep(1e6)) end) end f() end)
--- websockets with pings, subprotocols and closes that are none
local h = require "http" local app = h.App() app:ws("/", function(ws) pcall(ws.close, ws, 2 ^ 53, ("x"):rep(1e6)) end, { ping = 1e-9, protocols = { "a" } }) local p = {} for i = 1, 1e5 do p[i] = "p" .. i end
h.Session({ app = app }, function(s) for _, n in ipairs { 1e-9, 0 / 0, -1, math.huge } do pcall(s.websocket, s, "/", { ping = n, protocols = p, queue = n, max_size = n }, function(ws) pcall(function() await(ws:close(n, ("x"):rep(1e6))) end) end) end end)
--- proxies, credentials and addresses that are not granted
local h = require "http" for i = 1, 1e4 do pcall(function() await(h.get("http://127.0.0.1:1/", { proxy = "http://" .. ("u"):rep(1e5) .. ":p@127.0.0.1:2", auth = { ("u"):rep(1e6), ("p"):rep(1e6) } })) end) end
--- apps kept, each with a route
local h = require "http" local t = {} for i = 1, 1e7 do local a = h.App() a:get("/", function() return i end) t[i] = a end
--- static folders of a World without files
local h = require "http" local app = h.App() pcall(app.static, app, "/", "/") pcall(app.static, app, "/s", "/proc/self/root") h.Session({ app = app }, function(s) for i = 1, 1e4 do pcall(function() await(s:get("/" .. ("../"):rep(10) .. "etc/passwd")) end) end end)
