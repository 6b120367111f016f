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

t.case("write, append and read", function()
  inside(function(dir)
    local path = dir .. "/a.txt"
    await(fs.write(path, "one\n"))
    await(fs.append(path, "two\n"))
    t.eq(await(fs.read(path)), "one\ntwo\n")
    t.eq(await(fs.read(path, { offset = 4 })), "two\n")
    t.eq(await(fs.read(path, { offset = 2, length = 3 })), "e\nt")
    t.eq(await(fs.read(path, { offset = 100 })), "")
    await(fs.write(path, "new"))
    t.eq(await(fs.read(path)), "new")
    t.raises(asyncio.FileExistsError, await, fs.write(path, "x", { exclusive = true }))
  end)
end)

t.case("errors have a number, a code and the name", function()
  local e = t.raises(asyncio.FileNotFoundError, await, fs.read("/no/such/file"))
  t.eq(e.code, "ENOENT")
  t.eq(e.errno, 2)
  t.eq(e.filename, "/no/such/file")
  t.ok(asyncio.isinstance(e, asyncio.OSError))
  t.raises(asyncio.OSError, await, fs.read("/"))
  t.raises(asyncio.NotADirectoryError, await, fs.list("/etc/passwd"))
end)

t.case("atomic_write", function()
  inside(function(dir)
    local path = dir .. "/config"
    await(fs.write(path, "old", { mode = "0600" }))
    await(fs.atomic_write(path, "new"))
    t.eq(await(fs.read(path)), "new")
    t.eq(await(fs.stat(path)).mode, 384)
    t.eq(await(fs.list(dir)), { "config" })
    t.raises(asyncio.FileNotFoundError, await, fs.atomic_write(dir .. "/no/where", "x"))
  end)
end)

t.case("directories", function()
  inside(function(dir)
    await(fs.mkdir(dir .. "/a/b/c", { parents = true }))
    t.raises(asyncio.FileExistsError, await, fs.mkdir(dir .. "/a"))
    await(fs.mkdir(dir .. "/a", { exist_ok = true }))
    await(fs.write(dir .. "/a/x", "12345"))
    await(fs.write(dir .. "/a/b/y", ""))
    t.eq(await(fs.list(dir .. "/a")), { "b", "x" })
    local info = await(fs.stat(dir .. "/a/x"))
    t.eq(info.type, "file")
    t.eq(info.size, 5)
    t.eq(info.name, "x")
    t.eq(await(fs.stat(dir)).type, "directory")
    local seen = {}
    for path, i in fs.walk(dir) do
      seen[#seen + 1] = path:sub(#dir + 2) .. ":" .. i.type
    end
    t.eq(seen, { "a:directory", "a/b:directory", "a/x:file", "a/b/c:directory", "a/b/y:file" })
    t.raises(asyncio.OSError, await, fs.remove(dir .. "/a"))
    await(fs.remove(dir .. "/a", { recursive = true }))
    t.ok(not await(fs.exists(dir .. "/a")))
    t.raises(asyncio.FileNotFoundError, await, fs.remove(dir .. "/a"))
    await(fs.remove(dir .. "/a", { missing_ok = true }))
  end)
end)

t.case("rename, copy, links", function()
  inside(function(dir)
    await(fs.write(dir .. "/a", "text", { mode = 448 }))
    await(fs.copy(dir .. "/a", dir .. "/b"))
    await(fs.rename(dir .. "/a", dir .. "/c"))
    t.eq(await(fs.list(dir)), { "b", "c" })
    t.eq(await(fs.read(dir .. "/b")), "text")
    t.eq(await(fs.stat(dir .. "/b")).mode, 448)
    await(fs.symlink("b", dir .. "/l"))
    t.eq(await(fs.readlink(dir .. "/l")), "b")
    t.eq(await(fs.lstat(dir .. "/l")).type, "link")
    t.eq(await(fs.stat(dir .. "/l")).type, "file")
    t.eq(await(fs.realpath(dir .. "/l")), await(fs.realpath(dir)) .. "/b")
    await(fs.chmod(dir .. "/b", "0400"))
    t.eq(await(fs.stat(dir .. "/b")).mode, 256)
  end)
end)

t.case("temporary files", function()
  inside(function(dir)
    local path = await(fs.tempfile({ dir = dir, prefix = "pre", suffix = ".txt" }))
    t.ok(path:find("/pre%d+%.txt$"), path)
    t.eq(await(fs.read(path)), "")
  end)
end)

t.case("lines of a large file", function()
  inside(function(dir)
    local path = dir .. "/lines"
    local parts = {}
    for i = 1, 50000 do
      parts[i] = "line " .. i
    end
    await(fs.write(path, table.concat(parts, "\n")))
    local n = 0
    for line in fs.lines(path) do
      n = n + 1
      if line ~= parts[n] then
        t.eq(line, parts[n])
      end
    end
    t.eq(n, 50000)
    n = 0
    for line in fs.lines(path, "L") do
      n = n + #line
    end
    t.eq(n, #table.concat(parts, "\n"))
  end)
end)

t.case("watching a directory", function()
  inside(function(dir)
    local watcher = await(fs.watch(dir))
    await(fs.write(dir .. "/new", "x"))
    local event = await(watcher:next())
    t.eq(event.op, "create")
    t.eq(event.path, dir .. "/new")
    t.eq(await(watcher:next()).op, "write")
    await(fs.remove(dir .. "/new"))
    repeat
      event = await(watcher:next())
    until event.op == "remove"
    t.eq(event.path, dir .. "/new")
    local waiting = asyncio.create_task(watcher:next())
    t.spin(2)
    watcher:close()
    t.eq(await(waiting), nil)
    for _ in watcher:events() do
      error("there is no event any more")
    end
  end)
end)

t.case("watching what is made below", function()
  inside(function(dir)
    local watcher = await(fs.watch(dir, { recursive = true }))
    await(fs.mkdir(dir .. "/sub"))
    t.eq(await(watcher:next()).op, "create")
    await(asyncio.sleep(0.1))
    await(watcher:add(dir .. "/sub"))
    await(fs.write(dir .. "/sub/file", "x"))
    t.eq(await(watcher:next()).path, dir .. "/sub/file")
    watcher:close()
  end)
  t.raises(asyncio.FileNotFoundError, await, fs.watch("/no/such/dir"))
end)

t.case("reading a pipe without a writer ends when it is cancelled", function()
  inside(function(dir)
    local p = await(asyncio.create_subprocess_exec("mkfifo", dir .. "/pipe"))
    await(p:wait())
    t.eq(await(fs.read(dir .. "/pipe")), "")
  end)
end)

t.case("standard input is at its end where there is none", function()
  t.eq(await(asyncio.stdin:readline()), "")
  for _ in asyncio.stdin:lines() do
    error("there is no line")
  end
  t.ok(asyncio.stdin:at_eof())
end)
