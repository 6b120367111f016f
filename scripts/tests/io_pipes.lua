-- Pipes with a protocol: connect_read_pipe, connect_write_pipe; and protocols that are all that a program waits for.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")

local loop = asyncio.get_running_loop()

-- A protocol that notes what it is told, with an event that is set when the connection is lost.
local function noting()
  local p = asyncio.Protocol({ told = {}, over = asyncio.Event() })
  function p:data_received(data) table.insert(self.told, data) end
  function p:eof_received() table.insert(self.told, "eof") end
  function p:connection_lost(e)
    table.insert(self.told, "lost " .. tostring(e))
    self.over:set()
  end
  return p
end

local function in_pipe(fn)
  t.in_folder(function(dir)
    local path = dir .. "/pipe"
    await(await(asyncio.create_subprocess_exec("mkfifo", path)):wait())
    fn(path)
  end)
end

t.case("a named pipe, read and written", function()
  in_pipe(function(path)
    local read, reader = await(loop:connect_read_pipe(noting, await(fs.open(path))))
    local file = await(fs.open(path, "w"))
    local write, writer = await(loop:connect_write_pipe(noting, file))
    t.eq(file.closed, true)
    t.raises(asyncio.ValueError, function() await(file:write("x")) end)
    local sent = string.rep("text", 100000)
    write:write(sent)
    write:close()
    await(writer.over:wait())
    await(reader.over:wait())
    local told = reader.told
    t.eq(table.concat(told, "", 1, #told - 2), sent)
    t.eq(told[#told - 1], "eof")
    t.eq(told[#told], "lost nil")
    t.eq(read:is_closing(), true)
    t.eq(#writer.told, 1)
  end)
end)

t.case("who writes to a pipe is told when nobody reads it any more", function()
  in_pipe(function(path)
    local read = await(loop:connect_read_pipe(noting, await(fs.open(path))))
    local _, writer = await(loop:connect_write_pipe(noting, await(fs.open(path, "w"))))
    read:close()
    await(writer.over:wait())
    t.eq(writer.told[1], "lost nil")
  end)
end)

t.case("what was read from the file comes first", function()
  in_pipe(function(path)
    local file = await(fs.open(path))
    local out = await(fs.open(path, "w"))
    await(out:write("one\ntwo\n"))
    t.eq(await(file:readline()), "one\n")
    local _, reader = await(loop:connect_read_pipe(noting, file))
    await(out:close())
    await(reader.over:wait())
    t.eq(table.concat(reader.told, " "), "two\n eof lost nil")
  end)
end)

t.case("what is no pipe is refused", function()
  t.in_folder(function(dir)
    await(fs.write(dir .. "/a", "x"))
    local file = await(fs.open(dir .. "/a"))
    t.raises(asyncio.ValueError, function() await(loop:connect_read_pipe(noting, file)) end)
    t.eq(await(file:read()), "x")
    await(file:close())
    t.raises("argument 2: file of fs.open expected, got number", loop.connect_write_pipe, loop, noting, 1)
  end)
end)

t.case("a device", function()
  local transport, reader = await(loop:connect_read_pipe(function()
    local p = noting()
    function p:connection_made(transport) self.transport = transport end
    function p:data_received(data)
      self.zeros = #data
      self.transport:close()
    end
    return p
  end, await(fs.open("/dev/zero"))))
  await(reader.over:wait())
  t.eq(reader.zeros > 0, true)
  t.eq(transport:is_closing(), true)
end)

-- Neither is a deadlock: the protocols may be told something at any time.
t.case("a task that only a protocol can wake", function()
  local accepted, over = asyncio.Event(), asyncio.Event()
  local server = await(loop:create_server(function()
    local p = asyncio.Protocol()
    function p:connection_made(transport) self.transport = transport accepted:set() end
    function p:data_received(data) loop:call_later(0.02, function() self.transport:write(data) end) end
    return p
  end, "127.0.0.1", 0))
  local transport = await(loop:create_connection(function()
    return asyncio.Protocol({ data_received = function() over:set() end })
  end, "127.0.0.1", server.port))
  await(accepted:wait())
  server:close()
  transport:write("x")
  await(over:wait())
  transport:close()
end)

t.case("a task that only a protocol of datagrams can wake", function()
  local over = asyncio.Event()
  local echo = await(loop:create_datagram_endpoint(function()
    return {
      connection_made = function(self, transport) self.transport = transport end,
      datagram_received = function(self, data, from)
        loop:call_later(0.02, function() self.transport:sendto(data, from) end)
      end,
    }
  end, { local_addr = { "127.0.0.1", 0 } }))
  local peer = await(loop:create_datagram_endpoint(function()
    return { datagram_received = function() over:set() end }
  end, { remote_addr = echo:get_extra_info("sockname") }))
  peer:sendto("x")
  await(over:wait())
  peer:close()
  echo:close()
end)
