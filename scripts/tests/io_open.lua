-- Files that stay open.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")

-- Runs body in a directory of its own, which is removed afterwards.
local function inside(body)
  local dir = await(fs.tempdir())
  local ok, e = pcall(body, dir)
  await(fs.remove(dir, { recursive = true }))
  if not ok then
    error(e, 0)
  end
end

t.case("write, seek, read", function()
  inside(function(dir)
    local path = dir .. "/a"
    local f = await(fs.open(path, "w+", { mode = "0600" }))
    t.eq(await(f:write("one\ntwo\nthree")), 13)
    t.eq(await(f:seek("set")), 0)
    t.eq(await(f:readline()), "one\n")
    t.eq(await(f:seek()), 4) -- what was read ahead does not count
    t.eq(await(f:read(2)), "tw")
    await(f:write("O"))
    t.eq(await(f:read()), "\nthree")
    t.eq(await(f:read()), "")
    t.eq(await(f:readline()), "")
    t.eq(await(f:seek("end", -5)), 8)
    t.eq(await(f:read(100)), "three")
    t.eq(await(f:truncate(3)), 3)
    t.eq(await(f:stat()).size, 3)
    t.eq(await(f:stat()).mode, 384)
    await(f:sync())
    t.eq(f.path, path)
    t.ok(not f.closed)
    t.ok(f:fileno() > 2)
    await(f:close())
    await(f:close())
    t.ok(f.closed)
    local e = t.raises(asyncio.ValueError, await, f:read())
    t.eq(e.message, "I/O operation on closed file.")
    t.raises(asyncio.ValueError, f.fileno, f)
    t.eq(await(fs.read(path)), "one")
  end)
end)

t.case("modes", function()
  inside(function(dir)
    local path = dir .. "/a"
    t.raises(asyncio.FileNotFoundError, await, fs.open(path))
    t.raises(asyncio.IsADirectoryError, await, fs.open(dir))
    fs.open(path, "x", function(f) await(f:write("new")) end)
    t.raises(asyncio.FileExistsError, await, fs.open(path, "x"))
    fs.open(path, "a+", function(f)
      await(f:write("er"))
      await(f:seek("set"))
      t.eq(await(f:read()), "newer")
    end)
    local f = await(fs.open(path, "r"))
    t.raises(asyncio.OSError, await, f:write("no"))
    await(f:close())
    t.raises(asyncio.ValueError, fs.open, path, "q")
    t.raises(asyncio.ValueError, fs.open, path .. "\0")
    t.raises(asyncio.TypeError, fs.open, path, "r", { mood = 1 })
  end)
end)

t.case("a body's file is closed however it is left", function()
  inside(function(dir)
    local path, kept = dir .. "/a", nil
    t.eq(fs.open(path, "w", { mode = "0644" }, function(f)
      kept = f
      return "result"
    end), "result")
    t.ok(kept.closed)
    t.raises("stop", fs.open, path, function(f)
      kept = f
      error("stop", 0)
    end)
    t.ok(kept.closed)
    asyncio.with(await(fs.open(path)), function(f) kept = f end)
    t.ok(kept.closed)
  end)
end)

t.case("operations happen in the order in which they were begun", function()
  inside(function(dir)
    local path, want, list = dir .. "/a", {}, {}
    local f = await(fs.open(path, "w"))
    for i = 1, 200 do
      want[i] = i .. "\n"
      list[i] = f:write(want[i])
    end
    await(asyncio.gather(list))
    await(f:close())
    t.eq(await(fs.read(path)), table.concat(want))
    local seen = {}
    fs.open(path, function(g)
      for line in g:lines() do
        seen[#seen + 1] = line .. "\n"
      end
    end)
    t.eq(seen, want)
  end)
end)

t.case("locks", function()
  inside(function(dir)
    local path = dir .. "/lock"
    local a, b = await(fs.open(path, "w")), await(fs.open(path, "r"))
    await(a:lock())
    local e = t.raises(asyncio.BlockingIOError, await, b:lock({ wait = false }))
    t.eq(e.code, "EAGAIN")
    t.raises(asyncio.TimeoutError, asyncio.timeout, 0.2, function() await(b:lock()) end)
    local got = asyncio.create_task(b:lock({ shared = true }))
    t.spin(3)
    t.ok(not got:done())
    await(a:unlock())
    await(got)
    await(a:lock({ shared = true, wait = false }))
    await(a:close())
    await(b:lock({ wait = false }))
    await(b:close())
  end)
end)

t.case("reading a pipe is given up when it is cancelled", function()
  inside(function(dir)
    local pipe = dir .. "/pipe"
    await(await(asyncio.create_subprocess_exec("mkfifo", pipe)):wait())
    t.raises(asyncio.TimeoutError, asyncio.timeout, 0.2, function() await(fs.open(pipe, "w")) end)
    local r = await(fs.open(pipe))
    t.raises(asyncio.TimeoutError, asyncio.timeout, 0.2, function() await(r:read()) end)
    local w = await(fs.open(pipe, "w"))
    t.raises(asyncio.TimeoutError, asyncio.timeout, 0.2, function() await(r:read(1)) end)
    await(w:write("text"))
    t.eq(await(r:read(4)), "text")
    await(w:close())
    t.eq(await(r:read()), "")
    await(r:close())
  end)
end)

t.case("a descriptor for another process", function()
  inside(function(dir)
    local f = await(fs.open(dir .. "/a", "w"))
    local p = await(asyncio.create_subprocess_shell("echo from the process >&" .. f:fileno(), { pass_fds = { f } }))
    t.eq(await(p:wait()), 0)
    await(f:close())
    t.eq(await(fs.read(dir .. "/a")), "from the process\n")
  end)
end)
