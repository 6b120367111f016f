-- Transports and protocols for streams.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local loop = asyncio.get_running_loop()

-- A protocol that logs what it is told; more are functions in the place of those.
local function logging(log, name, done, more)
  local p = {
    connection_made = function(self, tr) self.transport = tr; log(name, "made", tr:is_closing()) end,
    data_received = function(_, data) log(name, "data", data) end,
    eof_received = function() log(name, "eof") end,
    connection_lost = function(_, e) log(name, "lost", e); done:set_result(true) end,
  }
  for k, v in pairs(more or {}) do
    p[k] = v
  end
  return p
end

t.case("an echo server and its client", function()
  local log, lines = t.log()
  local ended = loop:create_future()
  local server = await(loop:create_server(function()
    return asyncio.Protocol({
      connection_made = function(self, transport) self.transport = transport end,
      data_received = function(self, data) self.transport:write(data:upper()) end,
    })
  end, "127.0.0.1", 0))
  t.ok(server:is_serving())
  local transport, protocol = await(loop:create_connection(function()
    return logging(log, "client", ended, {
      data_received = function(self, data)
        log("client", "data", data)
        self.transport:write_eof()
      end,
    })
  end, "127.0.0.1", server.port))
  t.eq(protocol.transport, transport)
  t.eq(transport:get_protocol(), protocol)
  t.eq(transport:get_extra_info("peername"), server.sockname)
  transport:write("hello")
  await(ended)
  t.eq(lines, { "client made false", "client data HELLO", "client eof", "client lost nil" })
  t.ok(transport:is_closing())
  server:close()
  await(server:wait_closed())
end)

t.case("eof_received that returns true keeps the transport open", function()
  local log, lines = t.log()
  local ended, got = loop:create_future(), loop:create_future()
  local path = os.tmpname() .. ".sock"
  local server = await(loop:create_unix_server(function()
    return logging(log, "server", ended, {
      eof_received = function(self)
        log("server", "eof")
        self.transport:write("after eof")
        self.transport:close()
        return true
      end,
    })
  end, path))
  local r, w = await(asyncio.open_unix_connection(path))
  w:write("x")
  w:write_eof()
  t.eq(await(r:read(-1)), "after eof")
  w:close()
  await(ended)
  got:cancel()
  t.eq(lines, { "server made false", "server data x", "server eof", "server lost nil" })
  server:close()
  os.remove(path)
end)

t.case("reading is paused and goes on, nothing is lost", function()
  local log, lines = t.log()
  local ended = loop:create_future()
  local server = await(asyncio.start_server(function(_, w)
    w:write("one")
    w:close()
  end, "127.0.0.1", 0))
  local transport = await(loop:create_connection(function()
    return logging(log, "c", ended, { connection_made = function(self, tr)
      self.transport = tr
      tr:pause_reading()
    end })
  end, "127.0.0.1", server.port))
  t.ok(not transport:is_reading())
  await(asyncio.sleep(0.2))
  t.eq(lines, {})
  transport:resume_reading()
  t.ok(transport:is_reading())
  await(ended)
  t.eq(lines, { "c data one", "c eof", "c lost nil" })
  server:close()
end)

t.case("writing is paused when much is buffered", function()
  local log, lines = t.log()
  local ended = loop:create_future()
  local server = await(asyncio.start_server(function(r, w)
    await(asyncio.sleep(0.2))
    await(r:readexactly(2 ^ 24))
    w:close()
  end, "127.0.0.1", 0))
  local transport = await(loop:create_connection(function()
    return logging(log, "c", ended, {
      pause_writing = function() log("pause") end,
      resume_writing = function() log("resume") end,
    })
  end, "127.0.0.1", server.port))
  transport:write(("x"):rep(2 ^ 24))
  log("written", transport:get_write_buffer_size() > 0)
  await(ended)
  t.eq(lines, { "c made false", "pause", "written true", "resume", "c eof", "c lost nil" })
  server:close()
end)

t.case("a buffered protocol says how much it takes", function()
  local got, ended = {}, loop:create_future()
  local server = await(asyncio.start_server(function(_, w)
    w:write("abcdefg")
    w:close()
  end, "127.0.0.1", 0))
  await(loop:create_connection(function()
    return asyncio.BufferedProtocol({
      get_buffer = function() return 3 end,
      buffer_updated = function(_, n, data) got[#got + 1] = n .. data end,
      connection_lost = function() ended:set_result(true) end,
    })
  end, "127.0.0.1", server.port))
  await(ended)
  t.eq(got, { "3abc", "3def", "1g" })
  server:close()
end)

t.case("an error of data_received ends the connection and is reported", function()
  local ended, reports = loop:create_future(), {}
  loop:set_exception_handler(function(_, context) reports[#reports + 1] = context.message end)
  local server = await(asyncio.start_server(function(_, w) w:write("x") end, "127.0.0.1", 0))
  local lost
  await(loop:create_connection(function()
    return {
      data_received = function() error("broken", 0) end,
      connection_lost = function(_, e) lost = e; ended:set_result(true) end,
    }
  end, "127.0.0.1", server.port))
  await(ended)
  t.eq(reports, { "Fatal error: protocol.data_received() call failed." })
  t.ok(tostring(lost):find("broken"), lost)
  t.raises(asyncio.TypeError, await, loop:create_connection(function() end, "127.0.0.1", server.port))
  t.raises("factory failed", await, loop:create_connection(function() error("factory failed", 0) end, "127.0.0.1", server.port))
  server:abort_clients()
  server:close()
end)

t.case("a writer's transport", function()
  local server = await(asyncio.start_server(function(r, w)
    w:write(await(r:readline()))
    w:close()
  end, "127.0.0.1", 0))
  local r, w = await(asyncio.open_connection("127.0.0.1", server.port))
  local transport = w.transport
  t.eq(transport, w.transport)
  transport:writelines({ "a", "b\n" })
  t.eq(await(r:read(-1)), "ab\n")
  transport:abort()
  t.ok(w:is_closing())
  server:close()
end)

t.case("sendfile", function()
  local dir = await(fs.tempdir())
  local path, data = dir .. "/file", ("0123456789"):rep(100000)
  await(fs.write(path, data))
  local server = await(asyncio.start_server(function(_, w)
    t.eq(await(w:sendfile(path)), #data)
    t.eq(await(loop:sendfile(w.transport, path, 5, 10)), 10)
    t.eq(await(loop:sendfile(w, path, #data - 3)), 3)
    t.eq(await(loop:sendfile(w, path, #data + 3)), 0)
    t.raises(asyncio.FileNotFoundError, await, w:sendfile(dir .. "/none"))
    t.raises(asyncio.ValueError, w.sendfile, w, path, -1)
    t.raises(asyncio.ValueError, w.sendfile, w, path, 0, 0)
    w:close()
  end, "127.0.0.1", 0))
  local r = await(asyncio.open_connection("127.0.0.1", server.port))
  local got = await(r:read(-1))
  t.eq(#got, #data + 13)
  t.ok(got == data .. "5678901234" .. "789")
  server:close()
  await(fs.remove(dir, { recursive = true }))
end)

t.case("standard output and error are writers", function()
  asyncio.stdout:write("one\n")
  asyncio.stdout:writelines({ "two", "\n" })
  await(asyncio.stdout:drain())
  t.ok(asyncio.stdout:get_write_buffer_size() >= 0)
  t.ok(not asyncio.stdout:is_closing())
  t.eq(asyncio.stdout:get_extra_info("peername", "none"), "none")
  asyncio.run(function() asyncio.stdout:write("another loop\n") end)
end)

t.case("a Unix connection whose protocol is exchanged", function()
  local lines, got = {}, loop:create_future()
  local path = os.tmpname() .. ".sock"
  local server = await(loop:create_unix_server(function()
    return asyncio.Protocol({
      connection_made = function(_, transport) transport:write("one") end,
      data_received = function(_, data) lines[#lines + 1] = "server " .. data end,
      connection_lost = function() if not got:done() then got:set_result(true) end end,
    })
  end, path))
  local first, second = loop:create_future(), { data_received = function() end }
  local transport = await(loop:create_unix_connection(function()
    return asyncio.Protocol({ data_received = function(_, data) first:set_result(data) end })
  end, path))
  t.eq(await(first), "one")
  second = asyncio.Protocol(second)
  transport:set_protocol(second)
  t.eq(transport:get_protocol(), second)
  transport:write("two")
  transport:close()
  await(got)
  t.eq(lines, { "server two" })
  server:close()
  os.remove(path)
end)
