-- Nothing of the machine.
for _, name in ipairs({ "io", "debug", "channel", "subprocess", "fs", "socket" }) do
  reached(name, function() return _G[name] or package.loaded[name] or require(name) end)
end
for _, name in ipairs({ "execute", "exit", "remove", "rename", "tmpname", "setenv", "tmpfile" }) do
  reached("os." .. name, function() return os[name] end)
end
reached("the environment", function() return os.getenv("PATH") or os.getenv("HOME") end)
reached("the wall clock", function() return os.time() ~= 0 or os.date("!%Y") ~= "1970" end)
reached("true randomness", function() return math.random(1e9) ~= 0 and seed_is_random end)
reached("a connection", function() return await(asyncio.open_connection("127.0.0.1", 22)) end)
reached("a unix connection", function() return await(asyncio.open_unix_connection("/run/x")) end)
reached("a server", function() return await(asyncio.start_server(function() end, "127.0.0.1", 0)) end)
reached("a unix server", function() return await(asyncio.start_unix_server(function() end, "/tmp/x.sock")) end)
reached("a process", function() return await(asyncio.create_subprocess_exec("true")) end)
reached("a shell", function() return await(asyncio.create_subprocess_shell("true")) end)
local loop = asyncio.get_running_loop()
reached("names", function() return await(loop:getaddrinfo("localhost", 80)) end)
reached("datagrams", function() return await(loop:create_datagram_endpoint(function() end, { local_addr = { "127.0.0.1", 0 } })) end)
reached("signals", function() loop:add_signal_handler("SIGTERM", function() end) return true end)
reached("other cores", function() return await(loop:run_in_executor(nil, function() return 1 end)) end)
reached("a thread", function() return await(asyncio.to_thread(function() return 1 end)) end)
reached("files of certificates", function() return asyncio.create_default_context({ cafile = "/etc/ssl/certs/ca-certificates.crt" }) end)
reached("the host's memory", function() return collectgarbage("count") > 64 * 1024 end)
