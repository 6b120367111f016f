-- A job queue on PostgreSQL: any number of workers in any number of processes, each job done once.
--   moonloop job_queue.lua postgres://user@127.0.0.1/database   adds some jobs, and works until none is left
-- A worker holds a job by a lock on its row, which others pass over (SKIP LOCKED). What the job writes is committed
-- together with the news that it is done, so that a worker which dies in the middle has done nothing, and its job is free.
local asyncio = require("asyncio")
local sql = require("moonloop.sql")

local MAX_TRIES, WORKERS = 3, 4

local SCHEMA = [[
  CREATE TABLE IF NOT EXISTS moonloop_job (
    id bigserial PRIMARY KEY, kind text NOT NULL, payload text NOT NULL, state text NOT NULL DEFAULT 'waiting',
    tries int NOT NULL DEFAULT 0, due timestamptz NOT NULL DEFAULT now(), error text);
  CREATE INDEX IF NOT EXISTS moonloop_job_due ON moonloop_job (due) WHERE state = 'waiting';
  CREATE TABLE IF NOT EXISTS moonloop_sent (letter text);
  TRUNCATE moonloop_job, moonloop_sent]]

local function add(db, kind, payloads)
  db:transaction(function(tx)
    for _, payload in ipairs(payloads) do
      await(tx:exec("INSERT INTO moonloop_job (kind, payload) VALUES (?, ?)", kind, payload))
    end
    await(tx:exec("NOTIFY moonloop_jobs")) -- it is told when this is committed
  end)
end

--- Does a job that is due, and returns whether there was one.
local function work(db, handlers)
  return db:transaction(function(tx)
    local job = await(tx:one([[SELECT id, kind, payload FROM moonloop_job WHERE state = 'waiting' AND due <= now()
      ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED]]))
    if not job then
      return false
    end
    local ok, e = pcall(tx.transaction, tx, function(inner) -- a savepoint: what a job that fails has written is undone
      handlers[job.kind](job.payload, inner)
    end)
    if ok then
      await(tx:exec("UPDATE moonloop_job SET state = 'done' WHERE id = ?", job.id))
    elseif asyncio.isinstance(e, asyncio.CancelledError) or asyncio.isinstance(e, sql.ConnectionLost) then
      error(e, 0)
    else
      await(tx:exec([[UPDATE moonloop_job SET tries = tries + 1, error = ?, due = clock_timestamp() + interval '10 ms' * 2 ^ tries,
        state = CASE WHEN tries + 1 < ? THEN 'waiting' ELSE 'dead' END WHERE id = ?]], tostring(e), MAX_TRIES, job.id))
    end
    return true
  end)
end

--- Works until it is cancelled. Where nothing is due it waits to be woken, or a moment for what was put off.
local function worker(db, handlers, woken)
  while true do
    if not work(db, handlers) then
      pcall(asyncio.wait_for, woken:wait(), 0.02)
    end
  end
end

local function main(dsn)
  asyncio.with(await(sql.open(dsn, { pool = WORKERS + 2 })), function(db)
    await(db:exec(SCHEMA))
    local attempts = {}
    local handlers = {
      mail = function(to, tx)
        attempts[to] = (attempts[to] or 0) + 1
        await(tx:exec("INSERT INTO moonloop_sent VALUES (?)", to))
        if to == "busy" and attempts[to] < 3 or to == "nobody" then
          error("no mailbox: " .. to, 0)
        end
      end,
    }
    local woken = asyncio.Event()
    asyncio.TaskGroup(function(tg)
      local tasks = {
        tg:create_task(function()
          for _ in db:listen("moonloop_jobs") do
            woken:set()
            woken:clear()
          end
        end),
      }
      for _ = 1, WORKERS do
        tasks[#tasks + 1] = tg:create_task(function() worker(db, handlers, woken) end)
      end
      local letters = { "busy", "nobody" }
      for i = 1, 50 do
        letters[#letters + 1] = "reader " .. i
      end
      add(db, "mail", letters)
      while await(db:value("SELECT count(*) FROM moonloop_job WHERE state = 'waiting'")) > 0 do
        await(asyncio.sleep(0.02))
      end
      for _, task in ipairs(tasks) do
        task:cancel()
      end
    end)
    for row in db:rows("SELECT state, count(*) AS n, sum(tries) AS failed FROM moonloop_job GROUP BY state ORDER BY state") do
      print(row.state, row.n, row.failed .. " failures")
    end
    print("sent", await(db:value("SELECT count(*) FROM moonloop_sent")), await(db:value("SELECT count(DISTINCT letter) FROM moonloop_sent")))
    print("dead", await(db:value("SELECT payload || ': ' || error FROM moonloop_job WHERE state = 'dead'")))
  end)
end

if not arg[1] then
  print("usage: moonloop job_queue.lua postgres://user@host/database")
  os.exit(2)
end
main(arg[1])
