-- What CPython's test_subprocess says of how other programs end, and are ended.
local t = require("check")
local programs = require("conformance.lib.programs")
local asyncio = require("asyncio")
local sub = asyncio.subprocess

t.case("SubprocessTransportTests.test_proc_exited", function()
  local proc = programs.shell("exit 6", "")
  t.eq(await(proc:wait()), 6)
  t.eq(proc.returncode, 6)
  t.raises(asyncio.ProcessLookupError, function() proc:send_signal("SIGTERM") end)
  t.raises(asyncio.ProcessLookupError, function() proc:terminate() end)
  t.raises(asyncio.ProcessLookupError, function() proc:kill() end)
end)

t.case("SubprocessTransportTests.test_subprocess_repr", function()
  local starting = asyncio.create_subprocess_exec("sleep", "1000")
  t.ok(tostring(starting):find("create_subprocess_exec", 1, true), tostring(starting)) -- not started
  local proc = await(starting)
  t.eq(tostring(proc), "<Process " .. proc.pid .. ">")
  proc:kill()
  await(proc:wait())
  t.eq(tostring(proc), "<Process " .. proc.pid .. " returncode=-9>")
end)

t.case("SubprocessMixin.test_shell", function()
  t.eq(await(programs.shell("exit 7", ""):wait()), 7)
end)

t.case("SubprocessMixin.test_start_new_session", function()
  t.eq(await(programs.shell("exit 8", "", { start_new_session = true }):wait()), 8)
end)

t.case("SubprocessMixin.test_kill", function()
  local proc = programs.blocked()
  proc:kill()
  t.eq(await(proc:wait()), -9)
end)

t.case("SubprocessMixin.test_kill_issue43884", function()
  local proc = programs.shell("echo begun; sleep 2; sleep 2", "stdout")
  await(proc.stdout:readline())
  proc:kill()
  t.eq(await(proc:wait()), -9) -- although a program of its own has the pipe
end)

t.case("SubprocessMixin.test_terminate", function()
  local proc = programs.blocked()
  proc:terminate()
  t.eq(await(proc:wait()), -15)
end)

t.case("SubprocessMixin.test_send_signal", function()
  local proc = programs.shell("echo sleeping; exec sleep 1000", "stdout")
  t.eq(await(proc.stdout:readline()), "sleeping\n")
  proc:send_signal("SIGALRM") -- Python's SIGHUP may be ignored from the start: nohup
  t.eq(await(proc:wait()), -14)
end)

t.case("SubprocessMixin.test_cancel_process_wait", function()
  local proc = programs.blocked()
  local task = asyncio.create_task(proc:wait())
  asyncio.get_running_loop():call_soon(task.cancel, task)
  t.raises(asyncio.CancelledError, await, task)
  task:cancel()
  proc:kill()
  t.eq(await(proc:wait()), -9)
end)

t.case("SubprocessMixin.test_cancel_make_subprocess_transport_exec", function()
  local task = asyncio.create_task(asyncio.create_subprocess_exec("sleep", "1000"))
  asyncio.get_running_loop():call_soon(task.cancel, task)
  t.raises(asyncio.CancelledError, await, task)
end)

t.case("SubprocessMixin.test_close_kill_running", function()
  local proc = programs.blocked()
  t.eq(proc.returncode, nil)
  asyncio.timeout(5, function() asyncio.with(proc, function() end) end)
  t.eq(proc.returncode, -9)
end)

t.case("SubprocessMixin.test_close_dont_kill_finished", function()
  local proc = programs.shell("exit 3", "")
  os.execute("while kill -0 " .. proc.pid .. " 2>/dev/null; do :; done") -- it has ended, and the loop, held up, does not know
  t.eq(proc.returncode, nil)
  asyncio.with(proc, function() end)
  t.eq(proc.returncode, 3)
end)

-- fails_to_start checks that what the system says of a program that it cannot start is all that is heard of it.
local function fails_to_start(options)
  t.raises(asyncio.FileNotFoundError, function() await(asyncio.create_subprocess_exec("/no/such/program", "-c", "pass", options)) end)
  collectgarbage()
  t.eq(t.reports(), "")
end

t.case("SubprocessMixin.test_popen_error", function() fails_to_start({}) end)

t.case("SubprocessMixin.test_popen_error_with_stdin_pipe", function() fails_to_start({ stdin = sub.PIPE }) end)

t.case("SubprocessMixin.test_subprocess_concurrent_wait", function()
  local proc = programs.cat()
  t.eq((await(proc:communicate("some data"))), "some data")
  t.eq(proc.returncode, 0)
  local waits = {}
  for i = 1, 10 do waits[i] = proc:wait() end
  t.eq(await(asyncio.gather(waits)), { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n = 10 })
end)

t.case("SubprocessMixin.test_subprocess_send_signal_race", function()
  for _ = 1, 10 do
    local proc = await(asyncio.create_subprocess_exec("sleep", "0.01"))
    await(asyncio.sleep(0.01))
    asyncio.try(function() proc:send_signal("SIGUSR1") end, { { asyncio.ProcessLookupError, function() end } })
    t.ne(await(proc:wait()), 255)
  end
end)

t.case("GenericWatcherTests.test_create_subprocess_with_pidfd", function()
  local function in_thread()
    local asyncio = require("asyncio")
    local proc = await(asyncio.create_subprocess_exec("cat", { stdin = asyncio.subprocess.PIPE, stdout = asyncio.subprocess.PIPE }))
    local out = await(proc:communicate("some data"))
    return proc.returncode, out
  end
  local runner = asyncio.Runner()
  local code, out = runner:run(function()
    return await(asyncio.to_thread(function(body)
      local asyncio = require("asyncio")
      return asyncio.run(body)
    end, in_thread))
  end)
  runner:close()
  t.eq(code, 0)
  t.eq(out, "some data")
end)
