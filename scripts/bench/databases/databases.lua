-- What ./run runs: the same as in databases.js.
local sql = require("moonloop.sql")
local redis = require("moonloop.redis")

local loop = asyncio.get_running_loop()

local function measure(name, count, rounds, fn)
  local wall, cpu = math.huge, math.huge
  for _ = 1, rounds do
    local t, c = loop:time(), os.clock()
    fn()
    wall, cpu = math.min(wall, loop:time() - t), math.min(cpu, os.clock() - c)
  end
  print(("moonloop  %-34s %8.2f us, processor %8.2f"):format(name, wall / count * 1e6, cpu / count * 1e6))
end

local function among(n, count, fn) -- count calls by n tasks
  local tasks = {}
  for i = 1, n do
    tasks[i] = asyncio.create_task(function()
      for j = i, count, n do
        fn(j)
      end
    end)
  end
  await(asyncio.gather(tasks))
end

local lite = await(sql.open(":memory:"))
await(lite:exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n REAL); CREATE TABLE s (id INTEGER PRIMARY KEY, name TEXT)"))
local rows = {}
for i = 1, 20000 do
  rows[i] = { i, "name " .. i, i + 0.5 }
end
measure("sqlite exec_many, a row", #rows, 40, function()
  await(lite:exec("DELETE FROM t"))
  await(lite:exec_many("INSERT INTO t VALUES (?, ?, ?)", rows))
end)
measure("sqlite awaited insert", 500, 200, function()
  lite:transaction(function(tx)
    for _ = 1, 500 do
      await(tx:exec("INSERT INTO s (name) VALUES (?)", "name"))
    end
  end)
end)
await(lite:close())

local pg = await(sql.open("postgres://tester@127.0.0.1:54398/postgres?sslmode=disable", { pool = 10 }))
await(pg:exec("DROP TABLE IF EXISTS k; CREATE TABLE k AS SELECT g AS id, 'name ' || g AS name FROM generate_series(1, 1000) AS g; ALTER TABLE k ADD PRIMARY KEY (id)"))
measure("postgres SELECT by key, ten at once", 2000, 20, function()
  among(10, 2000, function(i) assert(await(pg:one("SELECT id, name FROM k WHERE id = $1", i % 1000 + 1)).name) end)
end)

local r = await(redis.connect("redis://127.0.0.1:6498"))
await(r:set("key", "value"))
measure("redis GET, a thousand at once", 10000, 20, function()
  for _ = 1, 10 do
    local list = {}
    for i = 1, 1000 do
      list[i] = r:get("key")
    end
    await(asyncio.gather(list))
  end
end)
measure("redis GET, in a pipeline", 10000, 20, function()
  for _ = 1, 10 do
    r:pipeline(function(p)
      for _ = 1, 1000 do
        p:get("key")
      end
    end)
  end
end)
await(r:close())
await(pg:close())
