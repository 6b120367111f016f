local t = require("check")
local asyncio = require("asyncio")
local sub = asyncio.subprocess

t.case("a program's output and return code", function()
  local p = await(asyncio.create_subprocess_exec("sh", "-c", "echo out; echo err >&2; exit 3", {
    stdout = sub.PIPE,
    stderr = sub.PIPE,
  }))
  t.ok(p.pid > 0)
  t.eq(p.returncode, nil)
  local out, err = await(p:communicate())
  t.eq(out, "out\n")
  t.eq(err, "err\n")
  t.eq(p.returncode, 3)
  t.eq(await(p:wait()), 3)
end)

t.case("input and output of a filter", function()
  local p = await(asyncio.create_subprocess_exec("cat", { stdin = sub.PIPE, stdout = sub.PIPE }))
  local big = string.rep("0123456789", 100000)
  local out, err = await(p:communicate(big))
  t.eq(#out, #big)
  t.ok(out == big)
  t.eq(err, nil)
  t.eq(p.returncode, 0)
end)

t.case("a conversation", function()
  local p = await(asyncio.create_subprocess_shell('while read x; do echo "<$x>"; done', { stdin = sub.PIPE, stdout = sub.PIPE }))
  for _, word in ipairs({ "one", "two" }) do
    p.stdin:write(word .. "\n")
    await(p.stdin:drain())
    t.eq(await(p.stdout:readline()), "<" .. word .. ">\n")
  end
  p.stdin:close()
  await(p.stdin:wait_closed())
  t.eq(await(p.stdout:read()), "")
  t.eq(await(p:wait()), 0)
end)

t.case("standard error into standard output", function()
  local p = await(asyncio.create_subprocess_shell("echo a; echo b >&2", { stdout = sub.PIPE, stderr = sub.STDOUT }))
  t.eq(await(p:communicate()), "a\nb\n")
end)

t.case("cwd, env, DEVNULL", function()
  local p = await(asyncio.create_subprocess_shell("pwd; echo $WHO; cat; echo hidden >&2", {
    stdin = sub.DEVNULL,
    stdout = sub.PIPE,
    stderr = sub.DEVNULL,
    cwd = "/",
    env = { WHO = "me", PATH = os.getenv("PATH") },
  }))
  t.eq(await(p:communicate()), "/\nme\n")
end)

t.case("signals", function()
  local p = await(asyncio.create_subprocess_exec("sleep", "1000"))
  p:terminate()
  t.eq(await(p:wait()), -15)
  t.eq(p.returncode, -15)
  local e = t.raises(asyncio.ProcessLookupError, p.kill, p)
  t.eq(e.code, "ESRCH")
  p = await(asyncio.create_subprocess_exec("sleep", "1000"))
  p:send_signal("SIGKILL")
  t.eq(await(p:wait()), -9)
end)

t.case("a program that is not there", function()
  local e = t.raises(asyncio.FileNotFoundError, await, asyncio.create_subprocess_exec("no-such-program"))
  t.eq(e.code, "ENOENT")
  e = t.raises(asyncio.OSError, await, asyncio.create_subprocess_exec("/etc/passwd"))
  t.eq(e.code, "EACCES")
  e = t.raises(asyncio.OSError, await, asyncio.create_subprocess_exec("sh", { cwd = "/no/such/place" }))
  t.eq(e.code, "ENOENT")
end)

t.case("what is wrong is named: the directory, the environment, the argument", function()
  local sh = asyncio.create_subprocess_exec
  local e = t.raises(asyncio.FileNotFoundError, await, sh("sh", { cwd = "/no/such/place" }))
  t.eq(e.filename, "/no/such/place")
  t.eq(e.message, "[Errno 2] No such file or directory: '/no/such/place'")
  e = t.raises(asyncio.NotADirectoryError, await, sh("sh", { cwd = "/etc/passwd" }))
  t.eq(e.filename, "/etc/passwd")
  e = t.raises(asyncio.FileNotFoundError, await, sh("no-such-program"))
  t.eq(e.message, "[Errno 2] No such file or directory: 'no-such-program'")
  e = t.raises(asyncio.ValueError, sh, "sh", { env = { ["A=B"] = "c" } })
  t.ok(e.message:find("illegal environment variable name"), e)
  t.raises(asyncio.ValueError, sh, "sh", { env = { A = "b\0c" } })
  t.raises(asyncio.TypeError, sh, "sh", { env = { A = {} } })
  t.raises(asyncio.ValueError, sh, "sh", "-c\0")
  t.raises(asyncio.ValueError, sh, "sh", { cwd = "/\0" })
  t.raises(asyncio.ValueError, asyncio.create_subprocess_shell, "echo \0")
end)

t.case("many at once", function()
  local tasks = {}
  for i = 1, 20 do
    tasks[i] = asyncio.create_task(function()
      local p = await(asyncio.create_subprocess_shell("echo " .. i, { stdout = sub.PIPE }))
      return (await(p:communicate()))
    end)
  end
  for i, out in ipairs(await(asyncio.gather(tasks))) do
    t.eq(out, i .. "\n")
  end
end)

t.case("a wait that is cancelled leaves the process alone", function()
  local p = await(asyncio.create_subprocess_exec("sleep", "1000"))
  local waiting = asyncio.create_task(p:wait())
  t.spin(2)
  waiting:cancel()
  t.raises(asyncio.CancelledError, await, waiting)
  t.eq(p.returncode, nil)
  p:kill()
  t.eq(await(p:wait()), -9)
end)

t.case("with kills what still runs", function()
  local p = await(asyncio.create_subprocess_exec("sleep", "1000"))
  asyncio.with(p, function(inside)
    t.eq(inside, p)
  end)
  t.eq(p.returncode, -9)
end)

t.case("a process that is left running ends with the script", function()
  await(asyncio.create_subprocess_exec("sleep", "1000", { stdout = sub.PIPE }))
end)

t.case("wrong arguments are named", function()
  local e = t.raises(asyncio.TypeError, asyncio.create_subprocess_exec, "sh", { stdout = "file" })
  t.eq(e.message, "create_subprocess_exec: option stdout: one of the values of asyncio.subprocess expected")
  t.raises(asyncio.ValueError, asyncio.get_running_loop().add_signal_handler, asyncio.get_running_loop(), "SIGNONE", print)
end)

t.case("a signal handler of the script", function()
  local loop = asyncio.get_running_loop()
  local got = asyncio.Queue()
  loop:add_signal_handler("SIGUSR1", function(word)
    got:put_nowait(word)
  end, "usr1")
  local me = await(asyncio.create_subprocess_shell("kill -USR1 $PPID"))
  t.eq(await(got:get()), "usr1")
  await(me:wait())
  t.ok(loop:remove_signal_handler("SIGUSR1"))
  t.ok(not loop:remove_signal_handler("SIGUSR1"))
  t.raises(asyncio.RuntimeError, loop.add_signal_handler, loop, "SIGKILL", print)
end)

t.case("a communicate that is cancelled keeps what it has read", function()
  local p = await(asyncio.create_subprocess_shell("echo first; echo error >&2; exec 2>&-; read x; echo second",
    { stdin = asyncio.subprocess.PIPE, stdout = asyncio.subprocess.PIPE, stderr = asyncio.subprocess.PIPE }))
  t.eq(await(p.stderr:read(1)), "e")
  local task = asyncio.create_task(function()
    -- input stays open, so that the process waits for it
    return await(asyncio.gather(p.stdout:read(1)))
  end)
  t.eq(await(task)[1], "f")
  local communicating = asyncio.create_task(p:communicate())
  await(asyncio.sleep(0))
  communicating:cancel()
  t.raises(asyncio.CancelledError, await, communicating)
  t.raises("ValueError: communicate: no input expected", await, p:communicate("more"))
  local out, err = await(p:communicate())
  t.eq(out, "irst\nsecond\n")
  t.eq(err, "rror\n")
end)
