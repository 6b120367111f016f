-- What CPython's test_server says of servers: serving, waiting for their end, and what they do with their clients and sockets.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")

local function exists(path)
  return (pcall(function() await(fs.stat(path)) end))
end

-- in_path calls fn with a path for a socket, in a folder of its own.
local function in_path(fn)
  t.in_folder(function(dir) fn(dir .. "/s") end)
end

-- patient reads until the client is gone, and closes then.
local function patient(reader, writer)
  pcall(function() await(reader:read()) end)
  writer:close()
  await(writer:wait_closed())
end

-- serves_until_cancelled has a server of start serve until its first client has it cancelled. start makes one that does not
-- serve yet, and connect opens its client.
local function serves_until_cancelled(start, connect)
  local main
  local server = start(function(reader, writer)
    await(reader:readline())
    main:cancel()
    writer:write("1")
    writer:close()
    await(writer:wait_closed())
  end)
  t.eq(server:is_serving(), false)
  local started = asyncio.Event()
  main = asyncio.create_task(function()
    asyncio.with(server, function()
      t.eq(server:is_serving(), false)
      await(server:start_serving())
      t.eq(server:is_serving(), true)
      started:set()
      await(server:serve_forever())
    end)
  end)
  await(started:wait())
  local reader, writer = connect(server)
  writer:write(string.rep("1", 5 * 1024) .. "\n")
  t.eq(await(reader:readexactly(1)), "1")
  writer:close()
  t.raises(asyncio.CancelledError, await, main)
  t.eq(#server.sockets, 0)
  t.eq(server:is_serving(), false)
  local e = t.raises(asyncio.RuntimeError, function() await(server:serve_forever()) end)
  t.ok(e.message:find("is closed", 1, true))
end

t.case("BaseStartServer.test_start_server_1", function()
  serves_until_cancelled(function(handler)
    return await(asyncio.start_server(handler, "127.0.0.1", 0, { start_serving = false }))
  end, function(server)
    return await(asyncio.open_connection("127.0.0.1", server.port))
  end)
end)

t.case("SelectorStartServerTests.test_start_unix_server_1", function()
  in_path(function(path)
    serves_until_cancelled(function(handler)
      return await(asyncio.start_unix_server(handler, path, { start_serving = false }))
    end, function()
      return await(asyncio.open_unix_connection(path))
    end)
  end)
end)

t.case("TestServer2.test_wait_closed_basic", function()
  local server = await(asyncio.start_server(patient, "127.0.0.1", 0))
  local first = asyncio.create_task(server:wait_closed())
  await(asyncio.sleep(0))
  t.eq(first:done(), false) -- no client, not closed
  local _, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  local second = asyncio.create_task(server:wait_closed())
  await(asyncio.sleep(0))
  t.eq(first:done() or second:done(), false) -- a client, not closed
  server:close()
  await(asyncio.sleep(0))
  local third = asyncio.create_task(server:wait_closed())
  await(asyncio.sleep(0))
  t.eq(first:done() or second:done() or third:done(), false) -- a client, closed
  writer:close()
  await(writer:wait_closed())
  await(first) -- no client, closed
  await(second)
  await(third)
  await(server:wait_closed())
end)

t.case("TestServer2.test_wait_closed_race", function()
  local server = await(asyncio.start_server(patient, "127.0.0.1", 0))
  local task = asyncio.create_task(server:wait_closed())
  await(asyncio.sleep(0))
  t.eq(task:done(), false)
  local _, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  local loop = asyncio.get_running_loop()
  loop:call_soon(server.close, server)
  loop:call_soon(writer.close, writer)
  await(server:wait_closed())
  await(task)
end)

-- connected makes a server with one client, which its handler has taken, and returns it and both writers.
local function connected(options)
  local taken = asyncio.Future()
  local server = await(asyncio.start_server(function(reader, writer)
    taken:set_result(writer)
    if options then
      await(writer:wait_closed())
    else
      patient(reader, writer)
    end
  end, "127.0.0.1", 0))
  local _, client = await(asyncio.open_connection("127.0.0.1", server.port, options))
  return server, client, await(taken)
end

-- ends_at_once closes a server that has a client with how, a method, and checks that who waits for it is told two iterations later.
local function ends_at_once(server, how)
  local task = asyncio.create_task(server:wait_closed())
  await(asyncio.sleep(0))
  t.eq(task:done(), false)
  server:close()
  server[how](server)
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  t.eq(task:done(), true)
end

t.case("TestServer2.test_close_clients", function()
  local server, client = connected()
  ends_at_once(server, "close_clients")
  client:close()
end)

t.case("TestServer2.test_abort_clients", function()
  local server, client, writer = connected({ limit = 4096 })
  for _ = 1, 3 do writer:write(string.rep("a", 4096)) end
  writer:write(string.rep("a", 32 * 1024 * 1024)) -- more than the client reads and the machine keeps
  pcall(asyncio.timeout, 0.05, function() await(writer:wait_closed()) end)
  t.ok(writer.transport:get_write_buffer_size() > 0)
  ends_at_once(server, "abort_clients")
  client:abort()
end)

t.case("UnixServerCleanupTests.test_unix_server_addr_cleanup", function()
  in_path(function(path)
    local server = await(asyncio.start_unix_server(function() end, path))
    t.eq(exists(path), true)
    server:close()
    t.eq(exists(path), false)
  end)
end)

t.case("UnixServerCleanupTests.test_unix_server_cleanup_gone", function()
  in_path(function(path)
    local server = await(asyncio.start_unix_server(function() end, path))
    os.remove(path)
    server:close()
    t.eq(exists(path), false)
  end)
end)

t.case("UnixServerCleanupTests.test_unix_server_cleanup_replaced", function()
  in_path(function(path)
    local server = await(asyncio.start_unix_server(function() end, path))
    os.remove(path)
    local other = await(asyncio.start_unix_server(function() end, path))
    server:close()
    t.eq(exists(path), true)
    other:close()
  end)
end)

t.case("UnixServerCleanupTests.test_unix_server_cleanup_prevented", function()
  in_path(function(path)
    local server = await(asyncio.start_unix_server(function() end, path, { cleanup_socket = false }))
    server:close()
    t.eq(exists(path), true)
  end)
end)
