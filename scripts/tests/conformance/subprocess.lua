-- What CPython's test_subprocess says of the standard streams of other programs.
local t = require("check")
local programs = require("conformance.lib.programs")
local asyncio = require("asyncio")
local fs = require("fs")
local sub = asyncio.subprocess

t.case("SubprocessMixin.test_stdin_stdout", function()
  local code, data = await(asyncio.wait_for(function()
    local proc = programs.cat()
    proc.stdin:write("some data")
    await(proc.stdin:drain())
    proc.stdin:close()
    local data = await(proc.stdout:read())
    return await(proc:wait()), data
  end, 60))
  t.eq(code, 0)
  t.eq(data, "some data")
end)

-- communicates has a program that copies its input communicate, and checks its output.
local function communicates(expected, ...)
  local proc = programs.cat()
  local out = await(asyncio.wait_for(proc:communicate(...), 60))
  t.eq(proc.returncode, 0)
  t.eq(out, expected)
end

t.case("SubprocessMixin.test_communicate", function() communicates("some data", "some data") end)

t.case("SubprocessMixin.test_communicate_none_input", function() communicates("") end)

t.case("SubprocessMixin.test_stdin_broken_pipe", function()
  t.in_folder(function(dir)
    local gate = dir .. "/gate"
    await(programs.shell('mkfifo "$GATE"', "", { env = { GATE = gate, PATH = os.getenv("PATH") } }):wait())
    local proc = programs.shell('read word < "$GATE"', "stdin", { env = { GATE = gate } })
    proc.stdin:write(programs.large)
    fs.open(gate, "w", function(file) await(file:write("go\n")) end) -- which ends the program, now that the pipe is full
    t.raises({ asyncio.BrokenPipeError, asyncio.ConnectionResetError }, function() await(proc.stdin:drain()) end)
    await(proc:wait())
  end)
end)

t.case("SubprocessMixin.test_communicate_ignore_broken_pipe", function()
  local proc = programs.shell("exit 0", "stdin")
  await(proc:communicate(programs.large))
  t.eq(await(proc:wait()), 0)
end)

t.case("SubprocessMixin.test_pause_reading", function()
  local limit = 10
  local function writing(size) -- a program that writes so many bytes
    return programs.shell("head -c " .. size .. " /dev/zero", "stdin stdout", { limit = limit })
  end
  t.eq((await(writing(2 * limit + 1):communicate())), string.rep("\0", 2 * limit + 1))
  local proc, size, most = writing(1024 * 1024), 0, 0
  while true do
    local data = await(proc.stdout:read(4096))
    if data == "" then break end
    size = size + #data
    most = math.max(most, tonumber(tostring(proc.stdout):match("(%d+) bytes")) or 0)
  end
  t.eq(size, 1024 * 1024)
  t.ok(most <= 2 * limit + 256 * 1024, most) -- what comes at once
end)

-- length has the program count its input, which is message, and returns what it says.
local function length(message, options, command)
  local proc = programs.shell(command or "wc -c", "stdin stdout stderr", options)
  local out = await(proc:communicate(message))
  t.eq(await(proc:wait()), 0)
  return out:match("%d+")
end

t.case("SubprocessMixin.test_stdin_not_inheritable", function() t.eq(length("abc"), "3") end)

t.case("SubprocessMixin.test_empty_input", function() t.eq(length(""), "0") end)

t.case("SubprocessMixin.test_devstdin_input", function() t.eq(length("abc", nil, "wc -c < /dev/stdin"), "3") end)

t.case("SubprocessMixin.test_devnull_input", function()
  local proc = programs.shell("wc -c", "stdout stderr", { stdin = sub.DEVNULL })
  local out = await(proc:communicate())
  t.eq(await(proc:wait()), 0)
  t.eq(out:match("%d+"), "0")
end)

t.case("SubprocessMixin.test_devnull_output", function()
  local proc = programs.shell("wc -c", "stdin stderr", { stdout = sub.DEVNULL })
  local out = await(proc:communicate("abc"))
  t.eq(await(proc:wait()), 0)
  t.eq(out, nil)
end)

t.case("SubprocessMixin.test_devnull_error", function()
  local proc = programs.shell("wc -c", "stdin stdout", { stderr = sub.DEVNULL })
  local _, err = await(proc:communicate("abc"))
  t.eq(await(proc:wait()), 0)
  t.eq(err, nil)
end)

t.case("SubprocessMixin.test_read_stdout_after_process_exit", function()
  local proc, size = programs.shell("head -c 262144 /dev/zero; exit 1", "stdout"), 0
  while true do
    local data = await(proc.stdout:read(65536))
    if data == "" then break end
    size = size + #data
    t.spin(30) -- the program ends meanwhile
  end
  t.eq(size, 262144)
  t.eq(await(proc:wait()), 1)
end)

-- refuses_text checks that start says no to the options that make the streams of Python's subprocess ones of text.
local function refuses_text(start)
  for name, value in pairs({ text = true, encoding = "utf-8", errors = "strict", universal_newlines = true }) do
    t.raises_as(asyncio.ValueError, name, function() await(start("sh", { [name] = value })) end)
  end
  t.eq(await(await(start("true", { text = false, universal_newlines = false })):wait()), 0)
end

t.case("SubprocessMixin.test_create_subprocess_exec_text_mode_fails", function() refuses_text(asyncio.create_subprocess_exec) end)

t.case("SubprocessMixin.test_create_subprocess_shell_text_mode_fails", function() refuses_text(asyncio.create_subprocess_shell) end)

-- prints checks what a program writes, and that who waits for its end afterwards is told an iteration later.
local function prints(proc, expected)
  t.eq((await(proc:communicate())), expected)
  t.eq(proc.returncode, 0)
  local task = asyncio.create_task(proc:wait())
  t.spin()
  t.eq(task:result(), proc.returncode)
end

t.case("SubprocessMixin.test_create_subprocess_env_shell", function()
  prints(programs.shell('printf %s "$FOO"', "stdout", { env = { FOO = "bar" } }), "bar")
end)

t.case("SubprocessMixin.test_create_subprocess_env_exec", function()
  local options = { env = { FOO = "baz", PATH = os.getenv("PATH") }, stdout = sub.PIPE }
  prints(await(asyncio.create_subprocess_exec("sh", "-c", 'printf %s "$FOO"', options)), "baz")
end)

t.case("SubprocessMixin.test_subprocess_communicate_stdout", function()
  local outputs, running = {}, {}
  for i = 1, 10 do
    outputs[i] = "foo" .. i
    running[i] = function()
      local proc = await(asyncio.create_subprocess_exec("echo", outputs[i], { stdout = sub.PIPE }))
      return (await(proc:communicate())):match("%S+")
    end
  end
  local got = await(asyncio.gather(running))
  t.eq({ unpack(got, 1, got.n) }, outputs)
end)
