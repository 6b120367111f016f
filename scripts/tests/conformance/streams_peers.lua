-- What CPython's test_streams says of connections and servers: real ones, over sockets of this machine.
local t = require("check")
local asyncio = require("asyncio")
local certificate = require("lib.certificate")

local host = "127.0.0.1"

-- answers is a handler that answers a request as CPython's test server does.
local function answers(rd, wr)
  if not pcall(function() await(rd:readuntil("\r\n\r\n")) end) then return wr:close() end
  wr:write("HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\nTest message")
  wr:close()
end

-- quiet calls fn, and checks that the loop's exception handler is told nothing.
local function quiet(fn)
  local messages = {}
  asyncio.get_running_loop():set_exception_handler(function(_, context) messages[#messages + 1] = context.message end)
  fn()
  t.spin(2)
  t.eq(messages, {})
end

-- served calls fn with a reader and a writer of a connection to a server, over TCP.
local function served(fn, handler, options, client)
  quiet(function()
    local srv = await(asyncio.start_server(handler or answers, host, 0, options))
    local rd, wr = await(asyncio.open_connection(host, srv.port, client))
    fn(rd, wr, srv)
    wr:close()
    srv:close()
    await(srv:wait_closed())
  end)
end

-- unix_served is served over a Unix socket.
local function unix_served(fn, handler, options, client)
  quiet(function()
    t.in_folder(function(dir)
      local srv = await(asyncio.start_unix_server(handler or answers, dir .. "/socket", options))
      local rd, wr = await(asyncio.open_unix_connection(dir .. "/socket", client))
      fn(rd, wr, srv)
      wr:close()
      srv:close()
      await(srv:wait_closed())
    end)
  end)
end

-- asks sends a request and checks the whole answer.
local function asks(rd, wr)
  wr:write("GET / HTTP/1.0\r\n\r\n")
  t.eq(await(rd:readline()), "HTTP/1.0 200 OK\r\n")
  t.eq(await(rd:read()):sub(-16), "\r\n\r\nTest message")
end

t.case("StreamTests.test_open_connection", function() served(asks) end)
t.case("StreamTests.test_open_unix_connection", function() unix_served(asks) end)

local function secured(how, name)
  how(asks, nil, { ssl = asyncio.ssl_context({ certdata = certificate.cert, keydata = certificate.key }) },
    { ssl = asyncio.ssl_context({ cadata = certificate.cert }), server_hostname = name })
end

t.case("StreamTests.test_open_connection_no_loop_ssl", function() secured(served, "localhost") end)
t.case("StreamTests.test_open_unix_connection_no_loop_ssl", function() secured(unix_served, "localhost") end)

-- CPython's test calls connection_lost of the protocol; here the peer goes without having read what it was sent.
local function loses(how)
  local written = asyncio.Event()
  how(function(rd, wr)
    wr:write(string.rep("x", 20000000)) -- more than all buffers take: some of it is not read
    local draining = asyncio.create_task(wr:drain())
    await(asyncio.wait({ draining }, { timeout = 1 }))
    t.eq(draining:done(), false)
    written:set()
    t.raises(asyncio.ConnectionError, await, rd:read())
    t.raises(asyncio.ConnectionError, await, draining)
  end, function(_, wr)
    await(written:wait())
    wr:abort()
  end)
end

t.case("StreamTests.test_open_connection_error", function() loses(served) end)
t.case("StreamTests.test_open_unix_connection_error", function() loses(unix_served) end)

-- repeats sends one line back.
local function repeats(rd, wr)
  wr:write(await(rd:readline()))
  await(wr:drain())
  wr:close()
  await(wr:wait_closed())
end

-- greets sends a line and reads it back.
local function greets(rd, wr)
  wr:write("hello world!\n")
  t.eq(await(rd:readline()), "hello world!\n")
  wr:close()
  await(wr:wait_closed())
end

-- in_task is repeats as a callback that makes a task of its own.
local function in_task(rd, wr) asyncio.create_task(async(repeats)(rd, wr)) end

t.case("StreamTests.test_start_server", function()
  served(greets, async(repeats))
  served(greets, in_task)
end)

t.case("StreamTests.test_start_unix_server", function()
  unix_served(greets, async(repeats))
  unix_served(greets, in_task)
end)

t.case("StreamTests.test_start_tls", function()
  served(function(rd, wr)
    wr:write("hello world 1!\n")
    await(wr:drain())
    t.eq(await(rd:readline()), "hello world 1!\n")
    t.eq(wr:get_extra_info("sslcontext"), nil)
    await(wr:start_tls(asyncio.ssl_context({ cadata = certificate.cert }), { server_hostname = "localhost" }))
    t.ok(wr:get_extra_info("sslcontext"))
    wr:write("hello world 2!\n")
    await(wr:drain())
    t.eq(await(rd:readline()), "hello world 2!\n")
  end, function(rd, wr)
    wr:write(await(rd:readline()))
    await(wr:drain())
    t.eq(wr:get_extra_info("sslcontext"), nil)
    await(wr:start_tls(asyncio.ssl_context({ certdata = certificate.cert, keydata = certificate.key })))
    t.ok(wr:get_extra_info("sslcontext"))
    wr:write(await(rd:readline()))
    await(wr:drain())
    wr:close()
    await(wr:wait_closed())
  end)
end)

-- The pipe that is read is the program's output: it has ended before anybody reads.
t.case("StreamTests.test_read_all_from_pipe_reader", function()
  local proc = await(asyncio.create_subprocess_exec("printf", "data", { stdout = asyncio.subprocess.PIPE, limit = 1 }))
  await(proc:wait())
  t.eq(await(proc.stdout:read(-1)), "data")
end)

-- CPython's test pauses a protocol by hand; here the peer does not read.
t.case("StreamTests.test_multiple_drain", function()
  local gate, drained = asyncio.Event(), 0
  served(function(_, wr)
    wr:write(string.rep("x", 20000000))
    local tasks = {}
    for i = 1, 10 do
      tasks[i] = asyncio.create_task(function()
        await(wr:drain())
        drained = drained + 1
      end)
    end
    await(asyncio.sleep(0.1))
    t.eq(drained, 0)
    gate:set()
    await(asyncio.gather(tasks))
    t.eq(drained, 10)
  end, function(rd, wr)
    await(gate:wait())
    await(rd:read())
    wr:close()
  end)
end)

t.case("StreamTests.test_drain_raises", function()
  served(function(_, wr)
    local e = t.raises(asyncio.ConnectionError, function()
      while true do
        wr:write("foo\n")
        await(wr:drain())
      end
    end)
    t.ok(asyncio.isinstance(e, asyncio.ConnectionResetError) or asyncio.isinstance(e, asyncio.BrokenPipeError), tostring(e))
  end, function(_, wr) wr:close() end)
end)

t.case("StreamTests.test_wait_closed_on_close", function()
  served(function(rd, wr)
    asks(rd, wr)
    t.eq(wr:is_closing(), false)
    wr:close()
    t.eq(wr:is_closing(), true)
    await(wr:wait_closed())
  end)
end)

t.case("StreamTests.test_wait_closed_on_close_with_unread_data", function()
  served(function(rd, wr)
    wr:write("GET / HTTP/1.0\r\n\r\n")
    t.eq(await(rd:readline()), "HTTP/1.0 200 OK\r\n")
    wr:close()
    await(wr:wait_closed())
  end)
end)

t.case("StreamTests.test_async_writer_api", function()
  served(function(rd, wr)
    asks(rd, wr)
    wr:close()
    await(wr:wait_closed())
  end)
end)

t.case("StreamTests.test_async_writer_api_exception_after_close", function()
  served(function(rd, wr)
    asks(rd, wr)
    wr:close()
    t.raises(asyncio.ConnectionResetError, function()
      wr:write("data")
      await(wr:drain())
    end)
  end)
end)

t.case("StreamTests.test_eof_feed_when_closing_writer", function()
  served(function(rd, wr)
    wr:close()
    await(wr:wait_closed())
    t.eq(rd:at_eof(), true)
    t.eq(await(rd:read()), "")
  end)
end)

-- unhandled is what the exception handler is told of a handler that is called once.
local function unhandled(handler)
  local messages = {}
  asyncio.get_running_loop():set_exception_handler(function(_, context) messages[#messages + 1] = context.message end)
  local srv = await(asyncio.start_server(handler, host, 0))
  await(srv:start_serving())
  local _, wr = await(asyncio.open_connection(host, srv.port))
  wr:write("test msg")
  await(wr:drain())
  wr:close()
  await(wr:wait_closed())
  srv:close()
  await(srv:wait_closed())
  return messages
end

t.case("StreamTests.test_unhandled_exception", function()
  local called = asyncio.Event()
  local messages = unhandled(async(function()
    called:set()
    error("test")
  end))
  t.eq(called:is_set(), true)
  t.eq(messages[1], "Unhandled exception in client_connected_cb")
end)

t.case("StreamTests.test_unhandled_cancel", function()
  local called = asyncio.Event()
  t.eq(unhandled(async(function(_, wr)
    called:set()
    wr:close()
    asyncio.current_task():cancel()
    t.spin()
  end)), {})
  t.eq(called:is_set(), true)
end)
