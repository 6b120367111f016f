-- Websockets of the module http, of both sides.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local common = require("lib.http_app")
local served, reports = common.served, common.reports

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
        -- one to the client that never reads fails when that goes
        asyncio.create_task(other:send(text)):add_done_callback(function(sent) return sent:cancelled() or sent:exception() end)
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

t.case("a session opens websockets to an app without a socket, and to a server", function()
  local app = http.App()
  app:ws("/{room}", function(ws, req)
    await(ws:send(req.params.room .. " " .. req.scheme .. " " .. tostring(req.headers.Authorization)))
    for data in ws:messages() do await(ws:send(data:upper())) end
  end)
  app:get("/page", function() return "page" end)
  local function talk(s, address, scheme)
    return s:websocket(address, function(ws)
      t.eq(await(ws:receive()), "red " .. scheme .. " Bearer secret")
      for i = 1, 100 do
        await(ws:send("a" .. i))
        t.eq(await(ws:receive()), "A" .. i)
      end
      return "done"
    end)
  end
  http.Session({ app = app, auth = { bearer = "secret" } }, function(s)
    t.eq(talk(s, "/red", "http"), "done")
    t.eq(talk(s, "ws://localhost/red", "http"), "done")
    t.eq(talk(s, "/red", "http"), "done") -- and the session serves on
    t.eq(await(s:get("/page")).body, "page")
    t.eq(t.raises(http.StatusError, function() s:websocket("/page", function() end) end).status, 200)
    -- credentials stay with their origin
    s:websocket("wss://other.test/red", function(ws) t.eq(await(ws:receive()), "red https nil") end)
  end)
  -- a session that ends says goodbye to what is open
  local session, lines = http.Session({ app = app }), {}
  local ws = asyncio.create_task(function()
    session:websocket("/blue", function(ws)
      t.eq(await(ws:receive()), "blue http nil")
      lines[1] = tostring(await(ws:receive()))
      lines[2] = ws.code
    end)
  end)
  await(asyncio.sleep(1))
  await(session:close())
  await(ws)
  t.eq(lines, { "nil", 1001 })
  t.raises(asyncio.ValueError, http.websocket, "/red", function() end)
  served(app, function(base)
    http.Session({ base_url = "http://" .. base, auth = { bearer = "secret" } }, function(s) t.eq(talk(s, "red", "http"), "done") end)
  end)
end)
