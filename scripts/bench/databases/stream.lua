-- A million rows of SQLite and of PostgreSQL, and the entries of a stream of Redis, and how much memory they take: part of
-- ./run. The most that the process has taken is the system's figure, from its start on.
--   moonloop stream.lua sqlite | postgres | redis
local counted = {}

function counted.sqlite()
  local db = await(require("moonloop.sql").open(":memory:"))
  local count = 0
  for _ in db:rows("WITH RECURSIVE c(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM c WHERE g < 1000000) SELECT g, 'name ' || g AS name FROM c") do
    count = count + 1
  end
  await(db:close())
  return count
end

function counted.postgres()
  local pg = await(require("moonloop.sql").open("postgres://tester@127.0.0.1:54398/postgres?sslmode=disable"))
  local count = 0
  for _ in pg:rows("SELECT g, 'name ' || g AS name FROM generate_series(1, 1000000) AS g") do
    count = count + 1
  end
  await(pg:close())
  return count
end

function counted.redis()
  local r = await(require("moonloop.redis").connect("redis://127.0.0.1:6498"))
  local fill = "redis.call('del', 's') for i = 1, 1000000 do redis.call('xadd', 's', '*', 'g', i, 'name', 'name ' .. i) end"
  await(r:eval(fill, 0))
  local count, last = 0, "-"
  while true do
    local entries = await(r:xrange("s", last, "+", "COUNT", 500))
    if entries.n == 0 then
      break
    end
    count, last = count + entries.n, "(" .. entries[entries.n][1]
  end
  await(r:close())
  return count
end

local function most()
  for line in io.lines("/proc/self/status") do
    local kilobytes = line:match("^VmHWM:%s*(%d+)")
    if kilobytes then
      return kilobytes / 1024
    end
  end
end

local time = asyncio.get_running_loop().time
local begin = time(asyncio.get_running_loop())
local count = counted[arg[1]]()
print(("moonloop  %s: %d rows streamed in %.1f s, with %.0f MB at most"):format(arg[1], count, time(asyncio.get_running_loop()) - begin, most()))
