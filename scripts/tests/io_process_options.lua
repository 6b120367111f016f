-- Who a process is to the system: group, user, mask, descriptors.
local t = require("check")
local asyncio = require("asyncio")
local sub = asyncio.subprocess

local function output(command, options)
  options.stdout = sub.PIPE
  local p = await(asyncio.create_subprocess_shell(command, options))
  local out = await(p:communicate())
  return out, p
end

t.case("a group of its own, ended as one", function()
  local p = await(asyncio.create_subprocess_shell("sleep 1000 & echo $!; wait", { stdout = sub.PIPE, process_group = 0 }))
  local child = await(p.stdout:readline()):match("%d+")
  t.eq((output("ps -o pgid= -p " .. child, {})):match("%d+"), tostring(p.pid))
  p:kill({ group = true })
  t.eq(await(p:wait()), -9)
  t.eq(await(p.stdout:read(-1)), "") -- the child too has let go of it
end)

t.case("killpg reaches who is left when the leader has ended", function()
  local p = await(asyncio.create_subprocess_shell("sleep 1000 & echo $!", { stdout = sub.PIPE, start_new_session = true }))
  await(p.stdout:readline())
  t.eq(await(p:wait()), 0)
  asyncio.killpg(p.pid, "SIGKILL")
  t.eq(await(p.stdout:read(-1)), "")
end)

t.case("who has no group of its own is not mistaken for ours", function()
  local p = await(asyncio.create_subprocess_exec("sleep", "1000"))
  t.raises(asyncio.ValueError, p.kill, p, { group = true })
  t.raises(asyncio.ValueError, asyncio.killpg, 0, "SIGTERM")
  t.raises(asyncio.ValueError, asyncio.killpg, 1, "SIGTERM")
  t.raises(asyncio.ValueError, asyncio.killpg, -1, "SIGTERM")
  t.raises(asyncio.TypeError, p.kill, p, { gruop = true })
  p:kill()
  await(p:wait())
end)

t.case("executable is what runs, the first argument what it is told", function()
  local p = await(asyncio.create_subprocess_exec("another name", "-c", "echo $0", { executable = "/bin/sh", stdout = sub.PIPE }))
  t.eq(await(p:communicate()), "another name\n")
  local e = t.raises(asyncio.FileNotFoundError, await, asyncio.create_subprocess_exec("sh", { executable = "/no/such" }))
  t.eq(e.filename, "/no/such")
end)

t.case("umask", function()
  t.eq((output("umask", { umask = 63 })), "0077\n")
  t.ne((output("umask", {})), "0077\n")
  t.raises(asyncio.TypeError, asyncio.create_subprocess_shell, "umask", { umask = 512 })
end)

t.case("user and group, for who may change them", function()
  if (output("id -u", {})) == "0\n" then
    t.eq((output("id -u; id -g; id -G", { user = 65534, group = 65534, extra_groups = { 1 } })), "65534\n65534\n65534 1\n")
  else
    t.raises(asyncio.PermissionError, await, asyncio.create_subprocess_shell("id", { user = 0 }))
  end
  t.raises(nil, asyncio.create_subprocess_shell, "id", { user = "no such user" })
end)

t.case("descriptors that are not open are refused", function()
  local e = t.raises(asyncio.OSError, await, asyncio.create_subprocess_shell("true", { pass_fds = { 9999 } }))
  t.eq(e.code, "EBADF")
  t.raises(asyncio.TypeError, asyncio.create_subprocess_shell, "true", { pass_fds = { "x" } })
end)
