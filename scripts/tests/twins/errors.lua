-- What the system's errors are called: class, number, text, name of the file. See errors.py.
local asyncio = require("asyncio")
local fs = require("fs")
local where = await(fs.tempdir())

local function told(text)
  if text == nil then
    return "nil"
  end
  local from, to = tostring(text):find(where, 1, true)
  return from and "DIR" .. tostring(text):sub(to + 1) or tostring(text)
end

local function attempt(name, fn, ...)
  local ok, e = pcall(function(...) return await(fn(...)) end, ...)
  if ok then
    print(name .. " no error")
  else
    -- what is looked up is told here too, which Python keeps to itself
    local file = asyncio.isinstance(e, asyncio.gaierror) and "nil" or told(e.filename)
    print(name, e.name, e.errno, file)
  end
end

await(fs.mkdir(where .. "/d"))
await(fs.write(where .. "/f", "x"))
local run = asyncio.create_subprocess_exec
local loop = asyncio.get_running_loop()
local closed = await(asyncio.start_server(print, "127.0.0.1", 0))
local port = closed.port
closed:close()
attempt("connect to nobody", asyncio.open_connection, "127.0.0.1", port)
attempt("no such service", asyncio.open_connection, "127.0.0.1", "no-such-service")
attempt("name with NUL", asyncio.open_connection, "a\0b", 80)
attempt("family of an address", asyncio.getaddrinfo, "::1", 80, { family = "inet" })
local server = await(asyncio.start_server(print, "127.0.0.1", 0))
attempt("port in use", asyncio.start_server, print, "127.0.0.1", server.port)
server:close()
attempt("no such program", run, "no-such-program")
attempt("program is a file", run, where .. "/f")
attempt("program is a directory", run, where .. "/d")
attempt("no such cwd", run, "sh", { cwd = where .. "/none" })
attempt("cwd is a file", run, "sh", { cwd = where .. "/f" })
attempt("name of a variable", run, "sh", { env = { ["A=B"] = "c" } })
attempt("variable with NUL", run, "sh", { env = { A = "b\0c" } })
attempt("argument with NUL", run, "sh", "a\0b")
attempt("command with NUL", asyncio.create_subprocess_shell, "echo \0")
attempt("read nothing", fs.open, where .. "/none")
attempt("read a directory", fs.open, where .. "/d")
attempt("read with NUL", fs.open, where .. "/\0")
attempt("below a file", fs.open, where .. "/f/x")
attempt("list a file", fs.list, where .. "/f")
attempt("make what is there", fs.mkdir, where .. "/d")
attempt("remove a full directory", fs.remove, where)
attempt("rename nothing", fs.rename, where .. "/none", where .. "/new")
attempt("readlink of a file", fs.readlink, where .. "/f")
attempt("copy a directory", fs.copy, where .. "/d", where .. "/e")
print("copied " .. (await(fs.exists(where .. "/e")) and "True" or "False"))
local full = await(fs.open("/dev/full", "r+"))
local ok, e = pcall(await, full:write("x"))
print("write to a full device", e.name, e.errno, "nil")
await(full:close())

local transport = await(loop:create_datagram_endpoint(function()
  return {
    error_received = function(_, e) print("error_received", e.name, e.errno) end,
    connection_lost = function(_, e) print("connection_lost", told(e)) end,
  }
end, { remote_addr = { "127.0.0.1", port } }))
ok, e = pcall(transport.sendto, transport, "x", { "127.0.0.1", 9 })
print("another address", e.name)
transport:sendto(("x"):rep(70000))
for _ = 1, 2 do
  transport:sendto("x")
  await(asyncio.sleep(0.2))
end
transport:close()
await(asyncio.sleep(0.1))
await(fs.remove(where, { recursive = true }))
