local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local datetime = require("moonloop.datetime")
local sql = require("moonloop.sql")

local function memory(options)
  return await(sql.open(":memory:", options))
end

-- A folder for files of databases, removed after the body.
local function folder(body)
  local dir = await(fs.tempdir())
  local ok, e = pcall(body, dir)
  await(fs.remove(dir, { recursive = true }))
  if not ok then
    error(e, 0)
  end
end

local function raises(class, text, fn)
  local ok, e = pcall(fn)
  t.ok(not ok, "an error expected")
  t.ok(asyncio.isinstance(e, class), tostring(e))
  t.ok(tostring(e):find(text, 1, true), tostring(e))
  return e
end

local counting = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c%s) SELECT %s FROM c"
local endless = counting:format("", "count(*)")

t.case("values go in and come out", function()
  local db = memory()
  await(db:exec("CREATE TABLE v (id INTEGER PRIMARY KEY, a, b BOOLEAN, c DATETIME, d BLOB)"))
  local when = datetime.at(1.5)
  local done = await(db:exec("INSERT INTO v (a, b, c, d) VALUES (?, ?, ?, ?)", "x", true, when, sql.blob("\0\255")))
  t.eq(done, { rows_affected = 1, last_insert_id = 1 })
  local row = await(db:one("SELECT * FROM v"))
  t.eq({ row.id, row.a, row.b, row.d }, { 1, "x", true, "\0\255" })
  t.ok(row.c == when, tostring(row.c))
  t.eq(await(db:value("SELECT typeof(d) FROM v")), "blob")
  for _, v in ipairs { 0, -1, 2 ^ 53, 1.5, -0.25, "", "\0", "ä", true, false } do
    local back = await(db:value("SELECT ?", v))
    if type(v) == "boolean" then
      v = v and 1 or 0
    end
    t.eq(back, v)
  end
  t.eq(await(db:value("SELECT ?", nil)), nil)
  t.eq(await(db:value("SELECT typeof(?)", 3)), "integer")
  t.eq(await(db:one("SELECT 1 AS a, 2 AS a, NULL AS n")), { a = 2 })
  t.eq(await(db:one("SELECT 1 WHERE 0")), nil)
  t.eq(await(db:all("SELECT 1 AS x UNION SELECT 2")), { { x = 1 }, { x = 2 } })
  t.eq(await(db:all("SELECT 1 AS x WHERE 0")), {})
  await(db:close())
end)

t.case("placeholders", function()
  local db = memory()
  t.eq(await(db:value("SELECT ? || ?", "a", "b")), "ab")
  t.eq(await(db:value("SELECT $2 || $1 || $2", "a", "b")), "bab")
  t.eq(await(db:value("SELECT :x || :y || :x", { x = "a", y = "b" })), "aba")
  t.eq(await(db:value("SELECT :x", {})), nil)
  t.eq(await(db:value([[SELECT '?' || ":a" || ? -- ? :b
    /* $1 */ FROM (SELECT 'n' AS ":a")]], "x")), "?nx")
  t.eq(await(db:value("SELECT '??' || 'it''s ?'")), "??it's ?")
  t.eq(await(db:value("SELECT ?", "'; DROP TABLE v; --")), "'; DROP TABLE v; --")
  raises(asyncio.ValueError, "2 values for the placeholders expected, got 1", function() db:value("SELECT ?, ?", 1) end)
  raises(asyncio.ValueError, "0 values for the placeholders expected, got 1", function() db:value("SELECT 1", 1) end)
  raises(asyncio.ValueError, "placeholders of one kind", function() db:value("SELECT ?, $1", 1) end)
  raises(asyncio.TypeError, "one table with the values of :x", function() db:value("SELECT :x", 1) end)
  raises(asyncio.TypeError, "argument 2: value of a column expected", function() db:value("SELECT ?", {}) end)
  raises(asyncio.ValueError, "UTF-8", function() db:value("SELECT '\255'") end)
  await(db:close())
end)

t.case("integers beyond a number", function()
  local db = memory()
  local e = raises(asyncio.ValueError, "int64", function() await(db:one("SELECT 9007199254740993 AS big")) end)
  t.ok(tostring(e):find("column big"), tostring(e))
  await(db:close())
  db = memory { int64 = "string", null = "NULL" }
  t.eq(await(db:one("SELECT 9007199254740993 AS big, 5 AS small, NULL AS n")), { big = "9007199254740993", small = 5, n = "NULL" })
  await(db:close())
end)

t.case("many at once are all or none", function()
  local db = memory()
  await(db:exec("CREATE TABLE m (k INTEGER PRIMARY KEY, v TEXT); CREATE TABLE other (x)"))
  t.eq(await(db:exec_many("INSERT INTO m VALUES (?, ?)", { { 1, "a" }, { 2, nil } })).rows_affected, 2)
  t.eq(await(db:exec_many("INSERT INTO m VALUES (:k, :v)", { { k = 3, v = "c" } })).rows_affected, 1)
  raises(sql.UniqueViolation, "UNIQUE", function() await(db:exec_many("INSERT INTO m VALUES (?, ?)", { { 4 }, { 1 } })) end)
  t.eq(await(db:value("SELECT count(*) FROM m")), 3)
  t.eq(await(db:exec_many("INSERT INTO m VALUES (?, ?)", {})).rows_affected, 0)
  raises(asyncio.TypeError, "row 1: table expected, got number", function() db:exec_many("INSERT INTO m VALUES (?)", { 1 }) end)
  raises(asyncio.ValueError, "row 1: 1 values", function() db:exec_many("INSERT INTO m(k) VALUES (?)", { { 1, 2 } }) end)
  local statement = await(db:prepare("SELECT v FROM m WHERE k = ?"))
  t.eq(await(statement:value(3)), "c")
  t.eq(await(statement:one(3)), { v = "c" })
  t.eq(await(statement:all(9)), {})
  local insert = await(db:prepare("INSERT INTO m VALUES (?, ?)"))
  t.eq(await(insert:exec(7, "g")).last_insert_id, 7)
  t.eq(await(insert:exec_many({ { 8 }, { 9 } })).rows_affected, 2)
  for row in statement:rows(7) do
    t.eq(row.v, "g")
  end
  raises(sql.Error, "no such table", function() await(db:prepare("SELECT * FROM nowhere")) end)
  raises(asyncio.ValueError, "one statement", function() await(db:value("SELECT 1; SELECT 2")) end)
  await(db:close())
end)

t.case("rows are read as they are asked for, and let go of the connection", function()
  local db = memory()
  local sum = 0
  for row in db:rows(counting:format(" WHERE x < 5000", "x")) do
    sum = sum + row.x
  end
  t.eq(sum, 5000 * 5001 / 2)
  for row in db:rows(counting:format("", "x")) do -- without end
    if row.x > 3000 then
      break
    end
  end
  t.eq(await(db:value("SELECT 1")), 1)
  pcall(function()
    for _ in db:rows(counting:format("", "x")) do
      error("stop")
    end
  end)
  t.eq(await(db:value("SELECT 1")), 1)
  for _ in db:rows("SELECT 1") do
    raises(asyncio.RuntimeError, "holds every connection", function() await(db:value("SELECT 1")) end)
  end
  local rows = db:rows("SELECT 1 AS x UNION SELECT 2")
  t.eq(rows(), { x = 1 })
  rows:close()
  t.eq(rows(), nil)
  raises(sql.Error, "no such", function()
    for _ in db:rows("SELECT * FROM nowhere") do
    end
  end)
  t.eq(await(db:value("SELECT 1")), 1)
  await(db:close())
end)

t.case("transactions", function()
  local db = memory()
  await(db:exec("CREATE TABLE a (x INTEGER CHECK (x > 0))"))
  local function count()
    return await(db:value("SELECT count(*) FROM a"))
  end
  t.eq({ db:transaction(function(tx)
    await(tx:exec("INSERT INTO a VALUES (1)"))
    return 1, nil, 3
  end) }, { 1, nil, 3 })
  t.eq(count(), 1)
  t.eq(select(2, pcall(db.transaction, db, function(tx)
    await(tx:exec("INSERT INTO a VALUES (2)"))
    error("no", 0)
  end)), "no")
  t.eq(count(), 1)
  db:transaction({ isolation = "deferred" }, function(tx)
    await(tx:exec("INSERT INTO a VALUES (2)"))
    local e = raises(sql.CheckViolation, "CHECK", function()
      tx:transaction(function(inner)
        await(inner:exec("INSERT INTO a VALUES (3)"))
        await(inner:exec("INSERT INTO a VALUES (0)"))
      end)
    end)
    t.eq(e.sqlstate, "23514")
    tx:transaction(function(inner)
      t.eq(await(inner:value("SELECT count(*) FROM a")), 2)
      await(inner:exec("INSERT INTO a VALUES (4)"))
    end)
    local sum = 0
    for row in tx:rows("SELECT x FROM a") do
      sum = sum + row.x + await(tx:value("SELECT 0"))
    end
    t.eq(sum, 7)
    t.eq(#await(tx:all("SELECT * FROM a")), 3)
    t.eq(await(tx:one("SELECT max(x) AS x FROM a")), { x = 4 })
    local st = await(tx:prepare("SELECT 5"))
    t.eq(await(st:value()), 5)
    t.eq(await(tx:exec_many("INSERT INTO a VALUES (?)", { { 5 } })).rows_affected, 1)
    raises(asyncio.RuntimeError, "holds every connection", count)
    raises(asyncio.ValueError, "isolation", function() tx:transaction({ isolation = "deferred" }, print) end)
  end)
  t.eq(count(), 4)
  raises(asyncio.ValueError, "isolation", function() db:transaction({ isolation = "odd" }, print) end)
  local kept
  db:transaction(function(tx) kept = tx end)
  raises(asyncio.RuntimeError, "the transaction is over", function() await(kept:exec("SELECT 1")) end)
  raises(asyncio.RuntimeError, "rolled back: use db:transaction", function() await(db:exec("BEGIN")) end)
  local tx = db:transaction()
  raises(asyncio.RuntimeError, "has not begun", function() await(tx:exec("SELECT 1")) end)
  asyncio.with(tx, function()
    await(tx:exec("INSERT INTO a VALUES (9)"))
  end)
  await(tx:close())
  t.eq(count(), 5)
  await(db:close())
end)

t.case("a cancelled statement is stopped, and a transaction rolled back", function()
  local db = memory()
  await(db:exec("CREATE TABLE a (x)"))
  local task = asyncio.create_task(function()
    db:transaction(function(tx)
      await(tx:exec("INSERT INTO a VALUES (1)"))
      await(tx:value(endless))
    end)
  end)
  for _ = 1, 5 do
    await(asyncio.sleep(0))
  end
  task:cancel()
  raises(asyncio.CancelledError, "", function() await(task) end)
  t.eq(await(db:value("SELECT count(*) FROM a")), 0)
  task = asyncio.create_task(db:value(endless))
  await(asyncio.sleep(0))
  local waiting = asyncio.create_task(db:value("SELECT 7"))
  await(asyncio.sleep(0))
  task:cancel()
  t.eq(await(waiting), 7)
  await(db:close())
end)

t.case("the pool is fair", function()
  folder(function(dir)
    local db = await(sql.open(dir .. "/pool.db", { pool = 2 }))
    await(db:exec("CREATE TABLE a (x INTEGER)"))
    local order = {}
    asyncio.TaskGroup(function(group)
      for i = 1, 20 do
        group:create_task(function()
          await(db:exec("INSERT INTO a VALUES (?)", i))
          order[#order + 1] = i
        end)
      end
    end)
    t.eq(#order, 20)
    t.eq(await(db:value("SELECT count(*) FROM a")), 20)
    asyncio.TaskGroup(function(group)
      for i = 1, 10 do
        group:create_task(function()
          db:transaction(function(tx)
            local n = await(tx:value("SELECT count(*) FROM a"))
            await(tx:exec("INSERT INTO a VALUES (?)", n))
          end)
        end)
      end
    end)
    t.eq(await(db:value("SELECT max(x) FROM a")), 29, "writers do not overtake")
    await(db:close())
    raises(asyncio.RuntimeError, "the database is closed", function() await(db:value("SELECT 1")) end)
    await(db:close())
  end)
end)

t.case("files: names, options, migrations, a copy, full text", function()
  folder(function(dir)
    local db = await(sql.open("sqlite:" .. dir .. "/a%20b.db?timeout=0.01"))
    t.eq(await(db:value("PRAGMA journal_mode")), "wal")
    t.ok(await(fs.exists(dir .. "/a b.db")))
    await(fs.mkdir(dir .. "/m"))
    await(fs.write(dir .. "/m/001_people.sql", "CREATE TABLE person (id INTEGER PRIMARY KEY); CREATE TABLE pet (owner REFERENCES person);"))
    await(fs.write(dir .. "/m/2_rows.sql", "INSERT INTO person VALUES (1);"))
    await(fs.write(dir .. "/m/readme.txt", "no"))
    t.eq(await(db:migrate(dir .. "/m")), { "001_people.sql", "2_rows.sql" })
    t.eq(await(db:migrate(dir .. "/m")), {})
    await(fs.write(dir .. "/m/10_bad.sql", "INSERT INTO person VALUES (2); INSERT INTO nowhere VALUES (1);"))
    raises(sql.Error, "10_bad.sql: no such table", function() await(db:migrate(dir .. "/m")) end)
    t.eq(await(db:value("SELECT count(*) FROM person")), 1)
    await(fs.write(dir .. "/m/2_rows.sql", "INSERT INTO person VALUES (3);"))
    raises(sql.Error, "2_rows.sql was changed after it was run", function() await(db:migrate(dir .. "/m")) end)
    raises(sql.ForeignKeyViolation, "FOREIGN KEY", function() await(db:exec("INSERT INTO pet VALUES (77)")) end)
    await(db:exec("VACUUM INTO ?", dir .. "/copy.db"))
    local copy = await(sql.open("sqlite://" .. dir .. "/copy.db?mode=ro"))
    t.eq(await(copy:value("SELECT count(*) FROM person")), 1)
    raises(sql.Error, "readonly", function() await(copy:exec("INSERT INTO person VALUES (9)")) end)
    await(copy:close())
    local other = await(sql.open(dir .. "/a b.db"))
    db:transaction(function(tx)
      await(tx:exec("INSERT INTO person VALUES (5)"))
      t.eq(await(other:value("SELECT count(*) FROM person")), 1, "readers do not wait for a writer")
    end)
    other:transaction(function()
      raises(sql.Busy, "locked", function() await(db:exec("INSERT INTO person VALUES (6)")) end)
    end)
    await(other:close())
    await(db:exec("CREATE VIRTUAL TABLE note USING fts5(text)"))
    await(db:exec_many("INSERT INTO note VALUES (?)", { { "the quick fox" }, { "a slow dog" } }))
    t.eq(await(db:value("SELECT text FROM note WHERE note MATCH ?", "fox")), "the quick fox")
    asyncio.with(db, function(same)
      t.ok(same == db)
    end)
    raises(asyncio.RuntimeError, "closed", function() await(db:value("SELECT 1")) end)
  end)
  raises(asyncio.ValueError, "mode=ro or timeout=SECONDS", function() sql.open("sqlite:x.db?vfs=os") end)
  raises(asyncio.ValueError, "zero bytes", function() sql.open("x\0.db") end)
  raises(asyncio.ValueError, "no kind of database is named 'oracle'", function() sql.open("oracle:x") end)
  raises(asyncio.TypeError, "did you mean 'pool'", function() sql.open(":memory:", { pol = 1 }) end)
  raises(sql.Error, "unable to open", function() await(sql.open("/nowhere/at/all.db")) end)
end)

t.case("what SQLite does not have says so", function()
  local db = memory()
  raises(asyncio.NotImplementedError, "listen", function()
    for _ in db:listen("x") do
    end
  end)
  raises(asyncio.NotImplementedError, "copy", function() await(db:copy("t", { "a" }, { { 1 } })) end)
  await(db:close())
end)

t.case("a database that nobody closed ends with its loop", function()
  local left
  asyncio.run(function()
    left = memory()
  end)
  raises(asyncio.RuntimeError, "another event loop", function() await(left:value("SELECT 1")) end)
end)
