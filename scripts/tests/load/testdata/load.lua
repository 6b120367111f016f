-- Rounds of I/O, each of which leaves nothing behind. Go gives settled(), whether descriptors and goroutines are as few as
-- before the first round, again(), whether there is time for another round, a folder, and whether there is the command cat.
local asyncio = require("asyncio")
local fs = require("fs")
local settled, again, dir, cat = ...

local random = math.random

local function check(ok, ...)
  if not ok then
    error(table.concat({ ... }, " "), 2)
  end
end

-- Sends back what comes, until it ends or the client is gone.
local function echo(reader, writer)
  local ok, e = pcall(function()
    repeat
      local data = await(reader:read(random(1, 65536)))
      writer:write(data)
      await(writer:drain())
    until data == ""
  end)
  writer:close()
  if not ok and not asyncio.isinstance(e, asyncio.ConnectionError) then
    error(e, 0)
  end
end

-- A client that sends and compares, and leaves in one of four ways.
local client = async(function(port)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  for i = 1, random(1, 8) do
    local sent = string.rep(string.char(64 + i), random(1, 40000))
    writer:write(sent)
    await(writer:drain())
    check(await(reader:readexactly(#sent)) == sent, "echo: other bytes came back")
  end
  local way = random(4)
  if way == 1 then
    writer:abort()
  elseif way == 2 then
    writer:write_eof()
    check(await(reader:read()) == "", "echo: more came back")
    writer:close()
  elseif way == 3 then
    writer:write(string.rep("x", 200000)) -- nobody reads what comes back
    writer:close()
  else -- cancelled in a read
    local ok, e = pcall(function()
      await(asyncio.wait_for(reader:readexactly(1), random() / 100))
    end)
    check(not ok and asyncio.isinstance(e, asyncio.TimeoutError), "read: timeout expected, got", tostring(e))
    writer:close()
  end
end)

local connections = async(function()
  local server = await(asyncio.start_server(echo, "127.0.0.1", 0))
  asyncio.TaskGroup(function(group)
    for _ = 1, 40 do
      group:create_task(client(server.port))
    end
  end)
  server:close()
  server:close_clients()
  await(server:wait_closed())
end)

-- Answers lines, for as long as a client deserves it.
local patient = function(reader, writer)
  pcall(function()
    while true do
      local line = await(asyncio.wait_for(reader:readline(), 0.3))
      if line == "" then
        break
      end
      writer:write(string.rep(line, 50))
      await(asyncio.wait_for(writer:drain(), 0.3))
    end
  end)
  writer:close()
end

-- Clients as a bad network makes them: that stall, break, come back, and go without a word.
local flaky = {
  function() end, -- gone at once
  function(_, w) w:abort() end,
  function(_, w) w:write("half a li") await(asyncio.sleep(random() / 5)) w:abort() end,
  function() await(asyncio.sleep(random() / 2)) end, -- silent
  function(_, w) for _ = 1, 20 do w:write("nobody reads this\n") end await(asyncio.sleep(random() / 2)) end,
  function(_, w) w.transport:pause_reading() w:write(string.rep("z", 300000)) await(asyncio.sleep(random() / 5)) w:abort() end,
  function(r, w)
    w:write("hello\n")
    check(await(r:readexactly(6 * 50)) == string.rep("hello\n", 50), "patient: other bytes came back")
    w:write_eof()
    check(await(r:read()) == "", "patient: more came back")
  end,
  function(r, w)
    w:write("hello\n")
    asyncio.create_task(asyncio.sleep(0)):cancel()
    pcall(asyncio.timeout, random() / 100, function() await(r:readexactly(6 * 50)) end)
  end,
}

local network = async(function()
  local server = await(asyncio.start_server(patient, "127.0.0.1", 0, { backlog = 1000 }))
  asyncio.TaskGroup(function(group)
    for i = 1, 500 do
      group:create_task(function()
        await(asyncio.sleep(random() / 4))
        local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
        local ok, e = pcall(flaky[i % #flaky + 1], reader, writer)
        writer:close()
        check(ok or asyncio.isinstance(e, asyncio.ConnectionError) or asyncio.isinstance(e, asyncio.IncompleteReadError), "client:", tostring(e))
      end)
    end
  end)
  server:close()
  server:close_clients()
  await(server:wait_closed())
end)

-- The same with protocols, which are told that a connection is lost as often as that it was made.
local protocols = async(function()
  local loop = asyncio.get_running_loop()
  local made, lost, over = 0, 0, asyncio.Event()
  local function factory()
    return asyncio.Protocol({
      connection_made = function(self, transport)
        self.transport = transport
        made = made + 1
      end,
      data_received = function(self, data)
        self.transport:write(data)
        if random(3) == 1 then
          self.transport:abort()
        end
      end,
      connection_lost = function()
        lost = lost + 1
        if lost == 100 then
          over:set()
        end
      end,
    })
  end
  local server = await(loop:create_server(factory, "127.0.0.1", 0))
  for _ = 1, 50 do
    local transport = await(loop:create_connection(factory, "127.0.0.1", server.port))
    transport:write("ping")
    asyncio.get_running_loop():call_later(random() / 10, transport.abort, transport)
  end
  await(asyncio.wait_for(over:wait(), 30))
  check(made == 100, "protocols: made", made)
  server:close()
end)

local watches = async(function()
  local root = await(fs.tempdir({ dir = dir }))
  local watcher = await(fs.watch(root, { recursive = true }))
  await(fs.mkdir(root .. "/a/b", { parents = true }))
  for i = 1, 20 do
    await(fs.write(root .. "/a/b/" .. i, "x"))
  end
  local seen = 0
  asyncio.timeout(30, function()
    while seen < 22 do
      if await(watcher:next()).op == "create" then
        seen = seen + 1
      end
    end
  end)
  watcher:close()
  await(fs.remove(root, { recursive = true }))
end)

local datagrams = async(function()
  local server = await(asyncio.open_datagram_endpoint({ local_addr = { "127.0.0.1", 0 } }))
  local address = server:get_extra_info("sockname")
  local peer = await(asyncio.open_datagram_endpoint({ remote_addr = address }))
  for i = 1, 50 do
    peer:sendto("ping " .. i)
    local data, from = await(server:recvfrom())
    check(data == "ping " .. i, "datagram: got", data)
    server:sendto(data, from)
    check(await(peer:recvfrom()) == data, "datagram: other bytes came back")
  end
  peer:close()
  server:close()
end)

local files = async(function(name)
  local path = dir .. "/" .. name
  local text = string.rep(name .. "\n", random(1, 5000))
  await(fs.write(path, text))
  check(await(fs.read(path)) == text, "file: other bytes came back")
  local count = 0
  for _ in fs.lines(path) do
    count = count + 1
  end
  check(count * (#name + 1) == #text, "file: got", count, "lines")
  await(fs.remove(path))
end)

local processes = async(function()
  local pipe = asyncio.subprocess.PIPE
  local filter = await(asyncio.create_subprocess_exec("cat", { stdin = pipe, stdout = pipe }))
  local text = string.rep("through a pipe\n", random(1, 20000))
  check(await(filter:communicate(text)) == text, "process: other bytes came back")
  local group = await(asyncio.create_subprocess_shell("cat & cat", { stdin = pipe, stdout = pipe, process_group = 0 }))
  group:kill({ group = true })
  check(await(group:wait()) == -9, "process: group killed, but ended otherwise")
  local victim = await(asyncio.create_subprocess_exec("cat", { stdin = pipe, stdout = pipe }))
  victim:kill()
  check(await(victim:wait()) == -9, "process: killed, but ended otherwise")
end)

local threads = async(function()
  check(await(asyncio.to_thread(function(n)
    local sum = 0
    for i = 1, n do
      sum = sum + i
    end
    return sum
  end, 1000)) == 500500, "thread: another sum")
end)

repeat
  local tasks = { connections(), network(), protocols(), watches(), datagrams(), threads() }
  for i = 1, 5 do
    tasks[#tasks + 1] = files("file" .. i)
  end
  if cat then
    tasks[#tasks + 1] = processes()
  end
  await(asyncio.gather(unpack(tasks)))
  check(#asyncio.all_tasks() == 1, "tasks are left:", #asyncio.all_tasks())
  local looks = 0
  while not settled(looks) do -- what was closed is gone soon, not at once
    looks = looks + 1
    await(asyncio.sleep(0.01))
  end
until not again()
