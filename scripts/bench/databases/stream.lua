-- A million rows of PostgreSQL, and how much memory they take: part of ./run.
local sql = require("moonloop.sql")

local pg = await(sql.open("postgres://tester@127.0.0.1:54398/postgres?sslmode=disable"))

local function resident()
  for line in io.lines("/proc/self/status") do
    local kilobytes = line:match("^VmRSS:%s*(%d+)")
    if kilobytes then
      return kilobytes / 1024
    end
  end
end
collectgarbage()
local before, most, count, t = resident(), 0, 0, asyncio.get_running_loop():time()
for _ in pg:rows("SELECT g, 'name ' || g AS name FROM generate_series(1, 1000000) AS g") do
  count = count + 1
  if count % 10000 == 0 then
    most = math.max(most, resident())
  end
end
print(("moonloop  %d rows streamed in %.1f s, with %.0f MB at most and %.0f before"):format(count, asyncio.get_running_loop():time() - t, most, before))
await(pg:close())
