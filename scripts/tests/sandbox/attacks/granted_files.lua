--- a file of a terabyte of nothing, read at once
local p = folder .. "/x" local f = io.open(p, "w") f:seek("set", 2 ^ 40) f:write("x") f:close()
pcall(function() return await(fs.read(p)) end) pcall(function() return io.open(p):read("*a") end) pcall(function() return io.open(p):read(2 ^ 40) end) for l in io.lines(p) do end
--- a file of a terabyte of nothing, by lines, hashed, copied
local p = folder .. "/x" local f = io.open(p, "w") f:seek("set", 2 ^ 40) f:write("x") f:close()
asyncio.create_task(function() for l in fs.lines(p) do end end) asyncio.create_task(function() require("hash").file("sha256", p) end) asyncio.create_task(function() await(asyncio.sleep(0)) for v in require("json").lines(fs.lines(p, "L")) do end end) await(asyncio.sleep(1e6))
--- a file of two gigabytes of nothing as a source
local p = folder .. "/x.lua" local f = io.open(p, "w") f:seek("set", 2 ^ 31) f:write("x") f:close() pcall(dofile, p) pcall(loadfile, p) package.path = folder .. "/?.lua" pcall(require, "x") pcall(function() require("env").load(p) end)
--- seeks to where nothing is
local f = io.open(folder .. "/x", "w+") for _, n in ipairs { 2 ^ 53, -2 ^ 53, 2 ^ 62, 0 / 0, math.huge } do for i = 1, 1000 do pcall(f.seek, f, "set", n) pcall(f.seek, f, "end", n) pcall(f.read, f, n) pcall(f.read, f, "*n") end end
--- numbers of very many digits in files
local p = folder .. "/x" local f = io.open(p, "w") f:write(("1"):rep(2e7)) f:close() while true do local f = io.open(p) f:read("*n") f:close() end
--- one line of very many bytes in files
local p = folder .. "/x" local f = io.open(p, "w") for i = 1, 20 do f:write(("x"):rep(1e6)) end f:close() local t = {} for i = 1, 1000 do for l in io.lines(p) do t[#t + 1] = l end end
--- very many lines of nothing in files
local p = folder .. "/x" local f = io.open(p, "w") for i = 1, 10 do f:write(("\n"):rep(1e6)) end f:close() local t = {} while true do for l in fs.lines(p) do t[#t + 1] = l end for l in io.lines(p) do t[#t + 1] = l end end
--- buffers of files that are large
local t = {} for i = 1, 50 do local f = io.open(folder .. "/x" .. i, "w") pcall(f.setvbuf, f, "full", 2 ^ 53) pcall(f.setvbuf, f, "full", 2 ^ 30) f:write("x") t[i] = f end
--- files opened in great number
local t = {} for i = 1, 1e5 do local ok, f = pcall(io.open, folder .. "/x" .. i % 10, "w") t[i] = f end
--- files opened and left
for i = 1, 1e6 do pcall(io.open, folder .. "/x", "w") pcall(io.lines, folder .. "/x") end
--- files opened by tasks that are cancelled
while true do local t = asyncio.create_task(function() local f = await(fs.open(folder .. "/x", "w")) await(asyncio.sleep(1e6)) end) await(asyncio.sleep(0)) t:cancel() end
--- files of no name in great number
for i = 1, 1e4 do pcall(function() return await(fs.tempfile({ dir = folder })) end) pcall(function() return await(fs.tempdir({ dir = folder, prefix = ("x"):rep(1e5) })) end) pcall(io.tmpfile) end
--- folders in folders
local p = folder for i = 1, 1000 do p = p .. "/d" if not pcall(function() await(fs.mkdir(p)) end) then break end end for i = 1, 100 do for e in fs.walk(folder) do end end
--- folders with links that lead in circles
pcall(function() await(fs.mkdir(folder .. "/a")) await(fs.symlink(".", folder .. "/a/b")) await(fs.symlink("a", folder .. "/c")) await(fs.symlink("d", folder .. "/d")) end) for i = 1, 20 do pcall(function() for e in fs.walk(folder) do end end) pcall(function() await(fs.read(folder .. "/d")) end) pcall(function() await(fs.stat(folder .. ("/a/b"):rep(1000))) end) end
--- folders with very many files, listed again and again
for i = 1, 2000 do local f = io.open(folder .. "/file" .. i, "w") f:close() end local t = {} for i = 1, 1e6 do t[i] = await(fs.list(folder)) end
--- walks begun and left
for i = 1, 20 do pcall(function() await(fs.mkdir(folder .. "/d" .. i)) end) end local t = {} for i = 1, 1e6 do local w = fs.walk(folder) pcall(w) t[i] = w end
--- directories of lfs begun and kept
local l, t = require "lfs", {} for i = 1, 1e5 do local ok, it, d = pcall(l.dir, folder) t[i] = { it, d } end
--- names that are long, empty or have a nought
for _, n in ipairs { "", "\0", ("x"):rep(1e6), ("x/"):rep(1e5), ("../"):rep(1e5), "/proc/self/mem", "/dev/zero", "/proc/self/fd/0" } do for _, f in pairs(fs) do if type(f) == "function" then for i = 1, 3 do pcall(function() await(f(n, n, n)) end) pcall(function() await(f(folder .. "/" .. n, folder .. "/" .. n)) end) end end end end
--- renames and copies onto themselves
local p = folder .. "/x" local f = io.open(p, "w") f:write(("x"):rep(1e5)) f:close() for i = 1, 1000 do pcall(function() await(fs.copy(p, p)) end) pcall(function() await(fs.rename(p, p)) end) pcall(function() await(fs.rename(folder, p .. "/y")) end) pcall(function() await(fs.symlink(p, p)) end) end
--- writes of long texts at once by very many tasks
local s = ("x"):rep(1e6) for i = 1, 1e5 do asyncio.create_task(fs.append(folder .. "/x" .. i % 3, s .. i)) if i % 10 == 0 then await(asyncio.sleep(0)) await(fs.write(folder .. "/x" .. i % 3, "")) end end
--- reads of long texts at once by very many tasks
local p = folder .. "/x" await(fs.write(p, ("x"):rep(1e7))) local t = {} for i = 1, 1e5 do t[i] = asyncio.create_task(fs.read(p)) end await(asyncio.gather(t))
--- atomic writes that are cancelled
while true do local t = asyncio.create_task(fs.atomic_write(folder .. "/x", ("x"):rep(1e5))) await(asyncio.sleep(0)) t:cancel() end
--- locks of files that wait for each other
local l = require "lfs" local a, b = io.open(folder .. "/x", "w"), io.open(folder .. "/x", "w") for i = 1, 1000 do pcall(l.lock, a, "w") pcall(l.lock, b, "w", 0, 2 ^ 53) pcall(l.lock, b, "r", 2 ^ 53, 2 ^ 53) pcall(l.unlock, a) pcall(l.lock_dir, folder) end
--- a query that does not end
local db = await(require("sql").open(folder .. "/x.db")) await(db:value("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"))
--- a query whose rows do not end, kept
local db = await(require("sql").open(folder .. "/x.db")) local t = {} for r in db:rows("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, hex(randomblob(1000)) AS b FROM c") do t[#t + 1] = r end
--- a query whose rows do not end, at once
local db = await(require("sql").open(folder .. "/x.db")) await(db:all("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, hex(randomblob(1000)) AS b FROM c"))
--- values of databases that are large
local db = await(require("sql").open(folder .. "/x.db")) for _, q in ipairs { "SELECT zeroblob(1000000000)", "SELECT hex(zeroblob(400000000))", "SELECT randomblob(1000000000)", "SELECT printf('%.*c', 1000000000, 'x')", "SELECT replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000)))", "SELECT group_concat(hex(randomblob(100000))) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 10000) SELECT x FROM c)" } do pcall(function() return await(db:value(q)) end) end
--- values of databases that are large, in memory
local ok, db = pcall(function() return await(require("sql").open(":memory:")) end) if ok then await(db:exec("CREATE TABLE t (x)")) while true do pcall(function() await(db:exec("INSERT INTO t VALUES (zeroblob(10000000))")) end) end end
--- tables of databases in memory that double
local ok, db = pcall(function() return await(require("sql").open(":memory:")) end) if ok then await(db:exec("CREATE TABLE t (x)")) await(db:exec("INSERT INTO t VALUES (randomblob(1000))")) while true do await(db:exec("INSERT INTO t SELECT * FROM t")) end end
--- sorts of databases that take memory
local db = await(require("sql").open(folder .. "/x.db")) pcall(function() await(db:exec("PRAGMA temp_store = MEMORY")) await(db:exec("PRAGMA cache_size = -2000000")) end) pcall(function() return await(db:value("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 10000000) SELECT count(*) FROM (SELECT DISTINCT hex(randomblob(100)) AS b FROM c ORDER BY b)")) end)
--- databases in memory, in great number
local t = {} for i = 1, 1e5 do local ok, db = pcall(function() return await(require("sql").open(":memory:", { pool = 2 ^ 53 })) end) t[i] = db end
--- statements prepared and kept
local db = await(require("sql").open(folder .. "/x.db")) local t = {} for i = 1, 1e6 do local ok, s = pcall(function() return await(db:prepare("SELECT " .. i .. " AS " .. ("x"):rep(1e4))) end) t[i] = s end
--- files that databases attach, load and name
local db = await(require("sql").open(folder .. "/x.db")) for _, q in ipairs { "ATTACH '/etc/passwd' AS a", "ATTACH '/tmp/stolen.db' AS a", "ATTACH ':memory:' AS m", "SELECT load_extension('/lib/x.so')", "VACUUM INTO '/tmp/stolen.db'", "PRAGMA mmap_size = 1000000000000", "PRAGMA page_size = 65536", "PRAGMA temp_store_directory = '/'", "SELECT readfile('/etc/passwd')", "SELECT writefile('/tmp/stolen', 'x')" } do for i = 1, 5 do pcall(function() await(db:exec(q)) end) end end
--- queries that are long, deep and have very many parameters
local db = await(require("sql").open(folder .. "/x.db")) for _, q in ipairs { "SELECT " .. ("("):rep(1e5), "SELECT " .. ("1+"):rep(1e5) .. "1", "SELECT " .. ("?,"):rep(1e5) .. "1", "SELECT 1 WHERE " .. ("1 AND "):rep(1e5) .. "1", ("SELECT 1;"):rep(1e5), "SELECT " .. ("x"):rep(1e6), ("SELECT 1 UNION ALL "):rep(1e4) .. "SELECT 1" } do pcall(function() return await(db:all(q, unpack({}, 1, 1e5))) end) end
--- rows begun and left
local db = await(require("sql").open(folder .. "/x.db")) local t = {} for i = 1, 1e5 do local ok, it = pcall(db.rows, db, "SELECT 1 UNION ALL SELECT 2") pcall(function() await(asyncio.wait_for(it, 0.001)) end) t[i] = it end
--- transactions within transactions
local db = await(require("sql").open(folder .. "/x.db")) local function f(tx) tx:transaction(f) end pcall(function() db:transaction(f) end) local function g() db:transaction(g) end g()
