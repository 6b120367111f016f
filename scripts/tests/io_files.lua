local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local hash = require("moonloop.hash")

t.case("write, append and read", function()
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
    local path = await(fs.tempfile({ dir = dir, prefix = "pre", suffix = ".txt" }))
    t.ok(path:find("/pre%d+%.txt$"), path)
    t.eq(await(fs.read(path)), "")
  end)
end)

t.case("lines of a large file", function()
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
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
  t.in_folder(function(dir)
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

t.case("a pipe waits for its other end, as long as nobody cancels it", function()
  t.in_folder(function(dir)
    local pipe = dir .. "/pipe"
    await(await(asyncio.create_subprocess_exec("mkfifo", pipe, dir .. "/a", dir .. "/b", dir .. "/c")):wait())
    t.raises(asyncio.TimeoutError, asyncio.timeout, 1, function() await(fs.read(dir .. "/a")) end)
    t.raises(asyncio.TimeoutError, asyncio.timeout, 1, function() await(fs.write(dir .. "/b", "x")) end)
    t.raises(asyncio.TimeoutError, asyncio.timeout, 1, function() await(hash.file("md5", dir .. "/a")) end)
    t.raises(asyncio.TimeoutError, asyncio.timeout, 1, function() await(fs.copy(dir .. "/c", dir .. "/copy")) end)
    local reading = asyncio.create_task(fs.read(pipe))
    await(asyncio.sleep(0.1))
    await(fs.write(pipe, "through the pipe"))
    t.eq(await(reading), "through the pipe")
    local digest = asyncio.create_task(hash.file("sha256", pipe))
    await(asyncio.sleep(0.1))
    await(fs.write(pipe, "through the pipe"))
    t.eq(await(digest), hash.sha256("through the pipe"))
    local writing = asyncio.create_task(fs.write(pipe, ("x"):rep(200000)))
    await(asyncio.sleep(0.1))
    t.eq(#await(fs.read(pipe)), 200000)
    await(writing)
  end)
end)

t.case("what cannot be is refused before anything is done", function()
  t.in_folder(function(dir)
    await(fs.write(dir .. "/a", "text"))
    t.raises(asyncio.IsADirectoryError, await, fs.copy(dir, dir .. "/copy"))
    t.ok(not await(fs.exists(dir .. "/copy")))
    local e = t.raises(asyncio.OSError, await, fs.copy(dir .. "/a", dir .. "/./a"))
    t.ok(e.message:find("are the same file"), e)
    t.eq(await(fs.read(dir .. "/a")), "text")
    t.raises(asyncio.ValueError, fs.read, dir .. "/a", { offset = -1 })
    for _, name in ipairs({ "read", "list", "stat", "exists", "mkdir", "remove", "readlink", "realpath", "watch", "lines", "walk" }) do
      e = t.raises(asyncio.ValueError, fs[name], dir .. "/a\0b")
      t.eq(e.message, "fs." .. name .. ": embedded null byte")
    end
    t.eq(await(fs.list(dir)), { "a" })
  end)
end)

t.case("stat tells what the system knows", function()
  t.in_folder(function(dir)
    await(fs.write(dir .. "/a", "x"))
    await(fs.copy(dir .. "/a", dir .. "/b"))
    local a, b = await(fs.stat(dir .. "/a")), await(fs.stat(dir .. "/b"))
    t.eq(a.dev, b.dev)
    t.ne(a.inode, b.inode)
    t.eq(a.nlink, 1)
    t.eq(await(fs.stat(dir)).nlink >= 1, true)
    t.eq(a.uid, b.uid)
    t.eq(a.gid, b.gid)
    t.ok(math.abs(a.ctime - a.mtime) < 5)
    t.ok(a.atime > 0)
  end)
end)

-- Collects what a watcher tells until done(seen) holds.
local function watched(watcher, done)
  local seen, order = {}, {}
  asyncio.timeout(30, function()
    while not done(seen) do
      local event = await(watcher:next())
      local key = event.op .. " " .. event.path
      seen[key] = (seen[key] or 0) + 1
      order[#order + 1] = key
    end
  end)
  return seen, order
end

t.case("files that are made quickly in new directories", function()
  t.in_folder(function(dir)
    for round = 1, 10 do
      local root = dir .. "/" .. round
      await(fs.mkdir(root))
      local watcher = await(fs.watch(root, { recursive = true }))
      local p = await(asyncio.create_subprocess_shell(
        "mkdir -p a/b/c; for i in 1 2 3 4 5; do : > a/b/c/$i; : > a/$i; done", { cwd = root }))
      await(p:wait())
      local seen = watched(watcher, function(seen)
        for i = 1, 5 do
          if not seen["create " .. root .. "/a/b/c/" .. i] or not seen["create " .. root .. "/a/" .. i] then
            return false
          end
        end
        return true
      end)
      for key, n in pairs(seen) do
        t.ok(n == 1 or not key:find("^create"), key .. " was told " .. n .. " times")
      end
      watcher:close()
    end
  end)
end)

t.case("a directory that is renamed is known by its new name", function()
  t.in_folder(function(dir)
    local root = dir .. "/root"
    await(fs.mkdir(root .. "/old/sub", { parents = true }))
    local watcher = await(fs.watch(root, { recursive = true }))
    await(fs.rename(root .. "/old", root .. "/new"))
    await(fs.write(root .. "/new/sub/file", "x"))
    local seen = watched(watcher, function(seen) return seen["create " .. root .. "/new/sub/file"] end)
    t.eq(seen["rename " .. root .. "/old"], 1)
    t.eq(seen["create " .. root .. "/new"], 1)
    await(fs.write(root .. "/then", "")) -- what was told of the file comes before this
    watched(watcher, function(seen) return seen["create " .. root .. "/then"] end)
    -- out of sight
    await(fs.rename(root .. "/new", dir .. "/outside"))
    await(asyncio.sleep(0.1))
    await(fs.write(dir .. "/outside/sub/file", "y"))
    await(fs.write(root .. "/end", ""))
    seen = watched(watcher, function(seen) return seen["create " .. root .. "/end"] end)
    t.eq(seen["rename " .. root .. "/new"], 1)
    for key in pairs(seen) do
      t.ok(not key:find("file"), key)
    end
    watcher:close()
  end)
end)

t.case("a file that is replaced is still watched", function()
  t.in_folder(function(dir)
    local path = dir .. "/watched"
    await(fs.write(path, "one"))
    local watcher = await(fs.watch(path))
    for round = 1, 3 do
      await(fs.atomic_write(path, "new " .. round))
      watched(watcher, function(seen) return seen["create " .. path] end)
    end
    await(fs.write(dir .. "/another", "x"))
    await(fs.append(path, "more"))
    local _, order = watched(watcher, function(seen) return seen["write " .. path] end)
    for _, key in ipairs(order) do
      t.ok(not key:find("another"), key)
    end
    await(fs.remove(path))
    watched(watcher, function(seen) return seen["remove " .. path] end)
    watcher:remove(path)
    t.raises(asyncio.FileNotFoundError, watcher.remove, watcher, path)
    watcher:close()
  end)
end)

t.case("the end of a watched directory is told", function()
  t.in_folder(function(dir)
    for _, recursive in ipairs({ false, true }) do
      for _, op in ipairs({ "remove", "rename" }) do
        local path = dir .. "/watched"
        await(fs.mkdir(path))
        local watcher = await(fs.watch(path, { recursive = recursive }))
        if op == "remove" then
          await(fs.remove(path))
        else
          await(fs.rename(path, dir .. "/elsewhere"))
        end
        local seen = watched(watcher, function(seen) return seen[op .. " " .. path] end)
        t.eq(seen[op .. " " .. path], 1)
        watcher:close()
        await(fs.remove(dir .. "/elsewhere", { missing_ok = true }))
      end
    end
  end)
end)

t.case("standard input is at its end where there is none", function()
  t.eq(await(asyncio.stdin:readline()), "")
  for _ in asyncio.stdin:lines() do
    error("there is no line")
  end
  t.ok(asyncio.stdin:at_eof())
end)
