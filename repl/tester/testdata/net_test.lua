-- The simulated network, by what scripts see of it.
local test = require "moonloop.test"
local asyncio = require "moonloop.asyncio"
local http = require "moonloop.http"

local function now() return asyncio.get_running_loop():time() end

-- A server that answers each line.
local function echo(port)
  local server = await(asyncio.start_server(function(r, w)
    while true do
      local line = await(r:readline())
      if line == "" then break end
      w:write("echo " .. line)
      await(w:drain())
    end
    w:close()
  end, "", port))
  await(server:serve_forever())
end

test.case("a trip takes its latency", { net = { latency = { 0.05, 0.05 } } }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  t.near(now(), 0.1, 1e-6)
  w:write("hello\n")
  t.eq(await(r:readline()), "echo hello\n")
  t.near(now(), 0.2, 1e-6)
  t.eq(w:get_extra_info("peername").host, "10.0.0.2")
  w:close()
  await(w:wait_closed())
end)

test.case("nobody listens, and nobody is there", { net = {} }, function(t)
  t.host("db", function() await(asyncio.sleep(100)) end)
  t.raises(asyncio.ConnectionRefusedError, function() await(asyncio.open_connection("db", 7)) end)
  t.raises(asyncio.gaierror, function() await(asyncio.open_connection("nobody", 7)) end)
  t.raises(asyncio.OSError, function() await(asyncio.open_connection("192.0.2.1", 7)) end)
  t.crash("db")
  local before = now()
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(asyncio.open_connection("db", 7), 30)) end)
  t.near(now() - before, 30, 0.001)
end)

test.case("opening a connection gives up after two minutes", { net = {}, timeout = 300 }, function(t)
  t.host("db", echo, 7)
  t.partition("case", "db")
  local e = t.raises(asyncio.TimeoutError, function() await(asyncio.open_connection("db", 7)) end)
  t.eq(e.code, "ETIMEDOUT")
  t.near(now(), 127, 1)
end)

test.case("look-ups", { net = {} }, function(t)
  t.host("db", echo, 7)
  local loop = asyncio.get_running_loop()
  t.eq(await(loop:getaddrinfo("db", 7, { type = "stream" }))[1].sockaddr[1], "10.0.0.2")
  t.eq(await(loop:getaddrinfo("localhost", 7, { type = "stream" }))[1].sockaddr[1], "127.0.0.1")
  t.eq(await(loop:getnameinfo({ "10.0.0.2", 80 })), "db")
  t.raises(asyncio.gaierror, function() await(loop:getaddrinfo("nobody", 7)) end)
end)

test.case("a partition is silence, and ends", { net = {} }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  t.partition("case", "db")
  w:write("hello\n")
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(r:readline(), 10)) end)
  t.heal("case", "db")
  t.eq(await(r:readline()), "echo hello\n")
  w:close()
end)

test.case("a sender gives up after a quarter of an hour", { net = {}, timeout = 2000 }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  t.partition("case", "db")
  w:write("hello\n")
  local e = t.raises(asyncio.TimeoutError, function() await(r:readline()) end)
  t.eq(e.code, "ETIMEDOUT")
  t.near(now(), 924, 2)
end)

test.case("a peer that has crashed is half open until it starts again", { net = {} }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  t.crash("db")
  w:write("hello\n")
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(r:readline(), 10)) end)
  t.restart("db")
  t.raises(asyncio.ConnectionResetError, function() await(r:readline()) end)
  w:close()
  r, w = await(asyncio.open_connection("db", 7))
  w:write("again\n")
  t.eq(await(r:readline()), "echo again\n")
  w:close()
end)

test.case("bytes arrive whole and in order through loss, in pieces", { net = { drop = 0.2, latency = { 0, 0.1 } }, seeds = 5 }, function(t)
  t.host("db", function()
    local server = await(asyncio.start_server(function(r, w)
      local all = await(r:read(-1))
      w:write(all:reverse())
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end)
  local r, w = await(asyncio.open_connection("db", 7))
  local sent = {}
  for i = 1, 2000 do sent[i] = "line " .. i .. "\n" end
  sent = table.concat(sent):rep(40) -- more than there is room for on the way
  w:write(sent)
  await(w:drain())
  w:write_eof()
  t.ok(await(r:read(-1)) == sent:reverse(), "the same bytes")
  w:close()
end)

test.case("bandwidth", { net = { latency = 0, bandwidth = 1000 } }, function(t)
  t.host("db", function()
    local server = await(asyncio.start_server(function(r, w)
      await(r:readexactly(10000))
      w:write("x")
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end)
  local r, w = await(asyncio.open_connection("db", 7))
  w:write(("x"):rep(10000))
  t.eq(await(r:read(-1)), "x")
  t.near(now(), 10, 0.1)
  w:close()
end)

test.case("connections break", { net = { reset = 1 } }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  w:write("hello\n")
  t.raises(asyncio.ConnectionResetError, function() await(r:readline()) end)
  w:close()
end)

test.case("a slow reader holds the writer up", { net = {} }, function(t)
  t.host("db", function()
    local server = await(asyncio.start_server(function(r, w)
      await(asyncio.sleep(5))
      local n = #await(r:read(-1))
      w:write(tostring(n))
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end)
  local r, w = await(asyncio.open_connection("db", 7))
  w:write(("x"):rep(1e6))
  await(w:drain())
  t.ok(now() > 5, "it has waited")
  w:write_eof()
  t.eq(await(r:read(-1)), "1000000")
  w:close()
end)

test.case("who writes to a peer that has closed is reset", { net = {} }, function(t)
  t.host("db", function()
    local server = await(asyncio.start_server(function(r, w)
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end)
  local r, w = await(asyncio.open_connection("db", 7))
  t.eq(await(r:read(-1)), "")
  w:write("hello\n")
  await(w:drain())
  await(asyncio.sleep(1))
  t.raises(asyncio.ConnectionResetError, function() await(w:drain()) end)
end)

test.case("unix sockets, and streams within a host", { net = {} }, function(t)
  local function serve(r, w)
    w:write(await(r:readline()))
    w:close()
  end
  local server = await(asyncio.start_unix_server(serve, "/run/some.sock"))
  local other = await(asyncio.start_server(serve, "127.0.0.1", 0))
  local host, port = unpack(other.sockets[1])
  for _, open in ipairs { asyncio.open_unix_connection("/run/some.sock"), asyncio.open_connection("localhost", port) } do
    local r, w = await(open)
    w:write("hello\n")
    t.eq(await(r:readline()), "hello\n")
    w:close()
  end
  t.eq({ host, now() }, { "127.0.0.1", 0 })
  t.raises(asyncio.OSError, function() await(asyncio.open_unix_connection("/run/other.sock")) end)
  t.raises(asyncio.OSError, function() await(asyncio.start_server(serve, "127.0.0.1", port)) end)
  for _, s in ipairs { server, other } do
    s:close()
    await(s:wait_closed())
  end
end)

local function answers()
  local e = await(asyncio.open_datagram_endpoint { local_addr = { "", 53 } })
  for data, from in e:datagrams() do e:sendto("re: " .. data, from) end
end

test.case("datagrams", { net = {} }, function(t)
  t.host("ns", answers)
  local e = await(asyncio.open_datagram_endpoint { remote_addr = { "ns", 53 } })
  e:sendto("one")
  local data, from = await(e:recvfrom())
  t.eq({ data, from.host, from.port }, { "re: one", "10.0.0.2", 53 })
  t.partition("case", "ns")
  e:sendto("two")
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(e:recvfrom(), 10)) end)
  t.heal()
  e:sendto("three")
  t.eq(await(e:recvfrom()), "re: three") -- nobody sends the other again
  e:close()
  local closed = await(asyncio.open_datagram_endpoint { remote_addr = { "ns", 54 } })
  closed:sendto("x")
  t.raises(asyncio.ConnectionRefusedError, function() await(closed:recvfrom()) end)
  closed:close()
end)

test.case("datagrams are lost", { net = { drop = 0.5 } }, function(t)
  t.host("ns", answers)
  local e = await(asyncio.open_datagram_endpoint { remote_addr = { "ns", 53 } })
  for i = 1, 200 do e:sendto(tostring(i)) end
  local got = 0
  while pcall(function() await(asyncio.wait_for(e:recvfrom(), 5)) end) do got = got + 1 end
  t.ok(got > 20 and got < 90, got .. " of 200 came back")
  e:close()
end)

local function web()
  local app = http.App()
  app:get("/hello/{name}", function(req) return "hello " .. req.params.name .. " from " .. req.remote end)
  app:post("/size", function(req) return tostring(#await(req:text())) end)
  app:ws("/ws", function(ws)
    for text in ws:messages() do await(ws:send("re: " .. text)) end
  end)
  await(app:serve("", 80))
end

test.case("http", { net = { drop = 0.05 } }, function(t)
  t.host("web", web)
  http.Session({ base_url = "http://web" }, function(s)
    t.eq(await(s:get("/hello/ann")).body, "hello ann from 10.0.0.1")
    t.eq(await(s:post("/size", { body = ("x"):rep(300000) })).body, "300000")
  end)
  t.crash("web")
  t.raises(asyncio.TimeoutError, function() await(http.get("http://web/", { timeout = 5 })) end)
end)

test.case("websocket", { net = {} }, function(t)
  t.host("web", web)
  http.websocket("ws://web/ws", function(ws)
    for i = 1, 3 do
      await(ws:send("message " .. i))
      t.eq(await(ws:receive()), "re: message " .. i)
    end
    t.crash("web")
    t.raises(asyncio.Exception, function() -- no pong comes
      while true do assert(await(ws:receive())) end
    end)
    t.ok(now() > 20, "after two pings")
  end)
end)

test.case("the disk stays, and what was not flushed is lost", { net = {} }, function(t)
  local function counter()
    local f = io.open("count")
    local n = f and tonumber(f:read("*a")) or 0
    if f then f:close() end
    f = io.open("count", "w")
    f:write(n + 1)
    f:close()
    local kept = io.open("kept", "a")
    kept:write("not flushed")
    local server = await(asyncio.start_server(function(_, w)
      local before = io.open("kept")
      w:write(n .. " " .. #before:read("*a"))
      before:close()
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end
  local function ask(name)
    local r, w = await(asyncio.open_connection(name, 7))
    local text = await(r:read(-1))
    w:close()
    return text
  end
  t.host("a", counter)
  t.host("b", counter)
  t.eq(ask("a"), "0 0")
  t.restart("a")
  await(asyncio.sleep(1))
  t.crash("a")
  t.restart("a")
  t.eq(ask("a"), "2 0")
  t.eq(ask("b"), "0 0")
  t.eq(io.open("count"), nil)
end)

test.case("a clock that is wrong", { net = {} }, function(t)
  t.host("a", function()
    local server = await(asyncio.start_server(function(_, w)
      w:write(os.time() .. " " .. math.floor(asyncio.get_running_loop():time()))
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end)
  t.skew("a", 3600)
  await(asyncio.sleep(50))
  local r, w = await(asyncio.open_connection("a", 7))
  t.eq(await(r:read(-1)), (os.time() + 3600) .. " 50")
  w:close()
end)

test.case("what leaves the process is refused", { net = {} }, function(t)
  t.host("a", function(names)
    local server = await(asyncio.start_server(function(_, w)
      local said = {}
      for i, name in ipairs(names) do
        local fn = ({
          popen = function() io.popen("ls") end,
          execute = function() os.execute("ls") end,
          process = function() await(asyncio.create_subprocess_exec { "ls" }) end,
          thread = function() await(asyncio.to_thread(function() end)) end,
          database = function() await(require "moonloop.sql".open("sqlite::memory:")) end,
        })[name]
        local ok, e = pcall(fn)
        said[i] = ok and "it works" or tostring(e)
      end
      w:write(table.concat(said, "\n"))
      w:close()
    end, "", 7))
    await(server:serve_forever())
  end, { "popen", "execute", "process", "thread", "database" })
  local r, w = await(asyncio.open_connection("a", 7))
  local text = await(r:read(-1))
  w:close()
  for _, what in ipairs {
    "popen: a simulated machine has no processes", "execute: a simulated machine has no processes",
    "create_subprocess_exec: a simulated machine has no processes", "to_thread: a simulated machine has no other threads",
    "open: a simulated machine has no databases",
  } do
    t.ok(text:find(what, 1, true), what .. " in\n" .. text)
  end
  t.raises("a simulated machine has no processes", function() os.execute("ls") end)
  t.raises("a simulated machine has no processes", function() io.popen("ls") end)
  t.raises("a simulated machine has no other threads", function() await(asyncio.to_thread(function() end)) end)
end)

test.case("wrong calls", { net = {} }, function(t)
  t.host("a", echo, 7)
  t.raises("there is a machine 'a' already", function() t.host("a", echo, 7) end)
  t.raises("there is no host 'b'", function() t.crash("b") end)
  t.raises("there is no host 'b'", function() t.partition("a", "b") end)
  t.raises("on both sides", function() t.partition({ "a" }, { "case", "a" }) end)
  t.raises("userdata stays in its runtime", function() t.host("c", function() t.log("x") end) end)
end)

test.case("without a network", function(t)
  t.raises("its option net is not set", function() t.host("a", echo, 7) end)
  t.ok(os.execute(), "there is a shell again")
end)

test.case("an hour of a cluster that talks", { net = { drop = 0.01 }, timeout = 4000 }, function(t)
  for i = 1, 5 do
    t.host("n" .. i, function(me)
      local e = await(asyncio.open_datagram_endpoint { local_addr = { "", 9 } })
      local loop = asyncio.get_running_loop()
      local peers = {}
      for j = 1, 5 do
        if j ~= me then peers[#peers + 1] = await(loop:getaddrinfo("10.0.0." .. (1 + j), 9, { type = "dgram" }))[1].sockaddr end
      end
      asyncio.create_task(function() for _ in e:datagrams() do end end)
      while true do
        for _, peer in ipairs(peers) do e:sendto("alive", peer) end
        await(asyncio.sleep(1))
      end
    end, i)
  end
  await(asyncio.sleep(3600))
end)

test.case("true has a network with all as usual", { net = true }, function(t)
  t.host("db", echo, 7)
  local r, w = await(asyncio.open_connection("db", 7))
  t.ok(now() >= 0.002 and now() <= 0.02, "there and back")
  w:close()
end)

test.case("false has none", { net = false }, function(t)
  t.raises("no simulated network", function() t.host("db", echo, 7) end)
end)
