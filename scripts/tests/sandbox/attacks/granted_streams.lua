--- a writer that is not read from
local s = await(asyncio.start_server(function(r, w) await(asyncio.sleep(1e6)) end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) while true do w:write(("x"):rep(1e6)) end
--- a writer that is not read from, whose limits are none
local s = await(asyncio.start_server(function(r, w) await(asyncio.sleep(1e6)) end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) for _, n in ipairs { 2 ^ 53, 0 / 0, -1, math.huge } do pcall(w.set_write_buffer_limits, w, n, n) end while true do w:write(("x"):rep(1e6)) await(w:drain()) end
--- lists of one text very often, written
local s = await(asyncio.start_server(function(r, w) await(asyncio.sleep(1e6)) end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) local x, t = ("x"):rep(1e6), {} for i = 1, 1e5 do t[i] = x end while true do pcall(w.writelines, w, t) pcall(w.writelines, w, { n = 2 ^ 53 }) end
--- a reader that is sent to without end
local s = await(asyncio.start_server(function(r, w) while true do w:write(("x"):rep(1e5)) await(w:drain()) end end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) await(r:read())
--- a reader whose limit is none
local s = await(asyncio.start_server(function(r, w) while true do w:write(("x"):rep(1e5)) await(w:drain()) end end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port, { limit = 2 ^ 53 })) await(r:readline())
--- a reader of lines, exact numbers and separators that do not come
local s = await(asyncio.start_server(function(r, w) while true do w:write(("x"):rep(1e5)) await(w:drain()) end end, "127.0.0.1", 0)) for _, f in ipairs { function(r) return r:readexactly(2 ^ 53) end, function(r) return r:readuntil(("x"):rep(1e5) .. "y") end, function(r) for l in r:lines() do end end } do asyncio.create_task(function() local r, w = await(asyncio.open_connection("127.0.0.1", s.port, { limit = 2 ^ 40 })) await(f(r)) end) end await(asyncio.sleep(1e6))
--- connections in great number
local s = await(asyncio.start_server(function(r, w) await(asyncio.sleep(1e6)) end, "127.0.0.1", 0)) local t = {} for i = 1, 300 do pcall(function() t[i] = { await(asyncio.open_connection("127.0.0.1", s.port)) } end) end
--- connections opened and left
local s = await(asyncio.start_server(function(r, w) end, "127.0.0.1", 0)) for i = 1, 1000 do pcall(function() await(asyncio.open_connection("127.0.0.1", s.port)) end) end
--- connections opened and cancelled
local s = await(asyncio.start_server(function(r, w) end, "127.0.0.1", 0)) for i = 1, 1000 do local t = asyncio.create_task(asyncio.open_connection("127.0.0.1", s.port)) await(asyncio.sleep(0)) t:cancel() end
--- servers in great number
local t = {} for i = 1, 300 do pcall(function() t[i] = await(asyncio.start_server(print, "127.0.0.1", 0)) end) end
--- servers opened, closed and asked again
for i = 1, 1e4 do local s = await(asyncio.start_server(print, "127.0.0.1", 0, { backlog = 2 ^ 53 })) s:close() pcall(s.close, s) pcall(function() await(s:serve_forever()) end) pcall(function() await(s:wait_closed()) end) pcall(function() await(s:start_serving()) end) end
--- servers whose handlers do not end
local s = await(asyncio.start_server(function(r, w) while true do end end, "127.0.0.1", 0)) for i = 1, 100 do pcall(function() await(asyncio.open_connection("127.0.0.1", s.port)) end) end await(asyncio.sleep(1e6))
--- servers whose handlers connect to the server
local s s = await(asyncio.start_server(function(r, w) local a, b = await(asyncio.open_connection("127.0.0.1", s.port)) await(a:read()) end, "127.0.0.1", 0)) await(asyncio.open_connection("127.0.0.1", s.port)) await(asyncio.sleep(1e6))
--- servers that echo to themselves
local s s = await(asyncio.start_server(function(r, w) while true do local x = await(r:read(65536)) w:write(x .. x) await(w:drain()) end end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("x") while true do w:write(await(r:read(65536))) end
--- protocols whose callbacks write again
local l = asyncio.get_running_loop() local function make() return asyncio.Protocol({ connection_made = function(self, t) self.t = t t:write("x") end, data_received = function(self, d) self.t:write(d .. d) end }) end local s = await(l:create_server(make, "127.0.0.1", 0)) await(l:create_connection(make, "127.0.0.1", s.port)) await(asyncio.sleep(1e6))
--- protocols whose callbacks do not end, raise and wait
local l = asyncio.get_running_loop() local n = 0 local function make() n = n + 1 local k = n % 3 local function f() if k == 0 then while true do end elseif k == 1 then error(("x"):rep(1e6)) else await(asyncio.sleep(1e6)) end end return asyncio.Protocol({ connection_made = f, data_received = f, connection_lost = f, eof_received = f, pause_writing = f }) end local s = await(l:create_server(make, "127.0.0.1", 0)) for i = 1, 30 do pcall(function() await(l:create_connection(make, "127.0.0.1", s.port)) end) end await(asyncio.sleep(1e6))
--- protocols with buffers that are none
local l = asyncio.get_running_loop() local sizes, n = { 2 ^ 53, 0, -1, 0 / 0, 2 ^ 31, 1e9 }, 0 local function make() n = n + 1 local size = sizes[n % #sizes + 1] return asyncio.BufferedProtocol({ get_buffer = function() return size end, buffer_updated = print }) end local s = await(asyncio.start_server(function(r, w) w:write(("x"):rep(1e6)) await(w:drain()) end, "127.0.0.1", 0)) for i = 1, 30 do pcall(function() await(l:create_connection(make, "127.0.0.1", s.port)) end) end await(asyncio.sleep(1e6))
--- protocols that are changed while they read
local l = asyncio.get_running_loop() local function make() return asyncio.Protocol({ data_received = function(self, d) self.t:set_protocol(make()) end, connection_made = function(self, t) self.t = t t:set_protocol(self) t:pause_reading() t:resume_reading() end }) end local s = await(asyncio.start_server(function(r, w) while true do w:write("x") await(w:drain()) end end, "127.0.0.1", 0)) await(l:create_connection(make, "127.0.0.1", s.port)) await(asyncio.sleep(1e6))
--- datagrams sent without end
local a = await(asyncio.open_datagram_endpoint({ local_addr = { "127.0.0.1", 0 } })) local at = a:get_extra_info("sockname") while true do pcall(a.sendto, a, ("x"):rep(60000), at) pcall(a.sendto, a, ("x"):rep(1e6), at) end
--- datagrams sent to oneself and not received
local a = await(asyncio.open_datagram_endpoint({ local_addr = { "127.0.0.1", 0 } })) local at = a:get_extra_info("sockname") for i = 1, 1e6 do pcall(a.sendto, a, ("x"):rep(9000), at) if i % 10 == 0 then await(asyncio.sleep(0)) end end
--- datagrams with addresses that are none
local a = await(asyncio.open_datagram_endpoint({ local_addr = { "127.0.0.1", 0 } })) for _, at in ipairs { {}, { 1 }, { "x", 2 ^ 53 }, { ("x"):rep(1e5), 1 }, setmetatable({}, { __index = function(t) return t end }), "x", 1 } do for i = 1, 100 do pcall(a.sendto, a, "x", at) end end
--- TLS with what is no TLS
local s = await(asyncio.start_server(function(r, w) while true do w:write(("\22\3\1\255\255"):rep(1e4)) await(w:drain()) end end, "127.0.0.1", 0)) for i = 1, 50 do pcall(function() await(asyncio.open_connection("127.0.0.1", s.port, { ssl = true, server_hostname = "x" })) end) end
--- TLS begun in the middle, twice and on what is closed
local s = await(asyncio.start_server(function(r, w) await(r:read()) end, "127.0.0.1", 0)) for i = 1, 50 do local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) asyncio.create_task(function() await(w:start_tls(true)) end) asyncio.create_task(function() await(w:start_tls(true)) end) w:write("x") w:close() pcall(function() await(w:start_tls(true)) end) end
--- names asked for in great number
for i = 1, 1e4 do asyncio.create_task(asyncio.getaddrinfo("127.0.0.1", i)) asyncio.create_task(asyncio.getnameinfo({ "127.0.0.1", i })) if i % 100 == 0 then await(asyncio.sleep(0)) end end await(asyncio.sleep(1))
--- ports that are none
for _, p in ipairs { -1, 65536, 2 ^ 53, 0 / 0, math.huge, "x", ("1"):rep(1e6) } do for i = 1, 100 do pcall(function() await(asyncio.open_connection("127.0.0.1", p)) end) pcall(function() await(asyncio.start_server(print, "127.0.0.1", p)) end) pcall(function() await(asyncio.getaddrinfo("127.0.0.1", p)) end) end end
--- a server of http that is sent heads without end
local h = require "http" local app = h.App({ max_headers = 2 ^ 53, header_timeout = 1e6 }) local s = await(app:start("127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("GET / HTTP/1.1\r\n") while true do w:write(("x: y\r\n"):rep(1e4)) await(w:drain()) end
--- a server of http that is sent a line without end
local h = require "http" local app = h.App({ max_headers = 2 ^ 53 }) local s = await(app:start("127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("GET /") while true do w:write(("x"):rep(1e5)) await(w:drain()) end
--- a server of http that is sent very many requests at once
local h = require "http" local app = h.App() app:get("/", function() return ("x"):rep(1e5) end) local s = await(app:start("127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) while true do w:write(("GET / HTTP/1.1\r\nhost: x\r\n\r\n"):rep(1000)) await(w:drain()) end
--- a server of http that is sent chunks without end
local h = require "http" local app = h.App({ max_body = 2 ^ 53 }) app:post("/", function(q) return await(q:text()) end) local s = await(app:start("127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n") while true do w:write(("1\r\nx\r\n"):rep(1e4)) await(w:drain()) end
--- a server of http that is sent a length that is none
local h = require "http" local app = h.App({ max_body = 2 ^ 53 }) app:post("/", function(q) return await(q:text()) end) local s = await(app:start("127.0.0.1", 0)) for _, n in ipairs { "9007199254740992", "99999999999999999999", "-1", "1e9", "4000000000" } do asyncio.create_task(function() local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " .. n .. "\r\n\r\nx") await(r:read()) end) end await(asyncio.sleep(1e6))
--- a client of http that is answered with heads without end
local h = require "http" local s = await(asyncio.start_server(function(r, w) w:write("HTTP/1.1 200 OK\r\n") while true do w:write(("x: y\r\n"):rep(1e4)) await(w:drain()) end end, "127.0.0.1", 0)) await(h.get("http://127.0.0.1:" .. s.port .. "/", { max_body = 2 ^ 53 }))
--- a client of http that is answered with 1xx without end
local h = require "http" local s = await(asyncio.start_server(function(r, w) while true do w:write(("HTTP/1.1 100 Continue\r\n\r\n"):rep(1000)) await(w:drain()) end end, "127.0.0.1", 0)) await(h.get("http://127.0.0.1:" .. s.port .. "/"))
--- a client of http that is answered with lengths and chunks that are none
local h = require "http" local n = 0 local heads = { "content-length: 9007199254740992", "content-length: 99999999999999999999", "transfer-encoding: chunked\r\n\r\nffffffffffffffff", "transfer-encoding: chunked\r\n\r\n" .. ("0"):rep(1e5), "content-encoding: gzip", ("x"):rep(1e6) .. ": y" } local s = await(asyncio.start_server(function(r, w) n = n + 1 w:write("HTTP/1.1 200 OK\r\n" .. heads[n % #heads + 1] .. "\r\n\r\n") while true do w:write(("x"):rep(1e5)) await(w:drain()) end end, "127.0.0.1", 0)) for i = 1, 12 do pcall(function() await(h.get("http://127.0.0.1:" .. s.port .. "/", { max_body = 2 ^ 53, timeout = 0.2 })) end) end
--- a websocket that is sent frames that are none
local h = require "http" local app = h.App() app:ws("/", function(ws) for m in ws:messages() do end end, { max_size = 2 ^ 53 }) local s = await(app:start("127.0.0.1", 0)) for _, f in ipairs { "\129\255\255\255\255\255\255\255\255\255", "\1\128\0\0\0\0", "\137\253" .. ("\0"):rep(1e5), "\130\254\255\255" } do asyncio.create_task(function() local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) w:write("GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n") while true do w:write(f) await(w:drain()) end end) end await(asyncio.sleep(1e6))
--- a Redis that answers with what is none
local n, answers = 0, { "*1000000000\r\n", "$1000000000\r\n", ("*1\r\n"):rep(1e5), "%1000000000\r\n", ":" .. ("9"):rep(1e6) .. "\r\n", "+" .. ("x"):rep(1e6), "-" .. ("x"):rep(1e5) .. "\r\n" } local s = await(asyncio.start_server(function(r, w) n = n + 1 while true do w:write(answers[n % #answers + 1]) await(w:drain()) end end, "127.0.0.1", 0)) for i = 1, 14 do pcall(function() asyncio.timeout(0.2, function() local db = await(require("redis").connect("redis://127.0.0.1:" .. s.port)) await(db:get("x")) end) end) end
--- a PostgreSQL that answers with what is none
local n, answers = 0, { "R\127\255\255\255", "R\0\0\0\8\0\0\0\0", "E\0\15\255\255", ("N\0\0\0\4"):rep(1e4), "T\0\0\0\6\255\255", "\0" } local s = await(asyncio.start_server(function(r, w) n = n + 1 while true do w:write(answers[n % #answers + 1] .. ("\0"):rep(1e4)) await(w:drain()) end end, "127.0.0.1", 0)) for i = 1, 12 do pcall(function() asyncio.timeout(0.2, function() local db = await(require("sql").open("postgres://u:p@127.0.0.1:" .. s.port .. "/x?sslmode=disable")) await(db:value("SELECT 1")) end) end) end
--- files sent without end
await(fs.write(folder .. "/x", ("x"):rep(1e6))) local s = await(asyncio.start_server(function(r, w) await(asyncio.sleep(1e6)) end, "127.0.0.1", 0)) local r, w = await(asyncio.open_connection("127.0.0.1", s.port)) for i = 1, 1e5 do asyncio.create_task(w:sendfile(folder .. "/x", 0, 2 ^ 53)) pcall(w.sendfile, w, folder .. "/x", -1, 0 / 0) if i % 100 == 0 then await(asyncio.sleep(0)) end end
