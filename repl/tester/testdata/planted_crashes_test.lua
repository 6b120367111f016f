-- Mistakes that show when a host crashes in the middle of a step, or its disk forgets what was not synced. Each is beside the same
-- program without it.
local test = require "moonloop.test"
local asyncio = require "asyncio"

-- pair declares a case that must fail with some seed and one that must pass with all.
local function pair(name, net, fn)
  test.case("planted: " .. name, { net = net, seeds = 500, timeout = 300 }, function(t) fn(t, false) end)
  test.case("right: " .. name, { net = net, seeds = 50, timeout = 300 }, function(t) fn(t, true) end)
end

-- listen calls answer with each line that comes to a port of the case.
local function listen(t, port, answer)
  local server = await(asyncio.start_server(function(r, w)
    pcall(function() for line in r:lines() do answer(line, w) end end)
    w:close()
  end, "", port))
  t.cleanup(function() server:close() server:abort_clients() end)
end

-- Of a job that fails the dead letters are told, and the broker that it is done. Both connections are open, nothing is awaited in
-- between.
local function worker(right)
  local r, w = await(asyncio.open_connection("case", 9))
  local _, letters = await(asyncio.open_connection("case", 10))
  w:write("hello\n")
  for job in r:lines() do
    await(asyncio.sleep(0.05)) -- it is tried
    if tonumber(job) % 3 == 0 then
      if right then
        letters:write(job .. "\n")
        w:write("done " .. job .. "\n")
      else
        w:write("done " .. job .. "\n")
        letters:write(job .. "\n")
      end
    else
      w:write("done " .. job .. "\n")
    end
  end
end

pair("a dead letter that a crash between two sends drops", { crash = 0.02 }, function(t, right)
  local jobs, dead, finished = {}, {}, asyncio.Event()
  for i = 1, 12 do jobs[i] = tostring(i) end
  listen(t, 9, function(line, w)
    if line == "done " .. tostring(jobs[1]) then table.remove(jobs, 1) end
    if #jobs == 0 then finished:set() else w:write(jobs[1] .. "\n") end
  end)
  listen(t, 10, function(job) dead[job] = true end)
  t.host("worker", worker, right)
  await(finished:wait())
  await(asyncio.sleep(1))
  for _, job in ipairs { "3", "6", "9", "12" } do t.ok(dead[job], "job " .. job .. " is among the dead letters") end
end)

-- A journal of what was stored: it says so when it is on the disk.
local function journal(right)
  local fs = require "fs"
  local last = 0
  if await(fs.exists("journal")) then
    for line in await(fs.read("journal")):gmatch("(%d+)\n") do last = math.max(last, tonumber(line)) end
  end
  local f = await(fs.open("journal", "a"))
  local server = await(asyncio.start_server(function(r, w)
    for line in r:lines() do
      if line ~= "last" then
        last = math.max(last, tonumber(line))
        await(f:write("\n" .. line .. "\n")) -- behind what the last life has not ended
        if right then await(f:sync()) end
      end
      w:write(last .. "\n")
      if not right then await(f:sync()) end
    end
    w:close()
  end, "", 3))
  await(server:serve_forever())
end

-- ask sends a line to a port of a host until it is answered.
local function ask(host, port, line)
  while true do
    local answer
    asyncio.try(function()
      answer = await(asyncio.wait_for(async(function()
        local r, w = await(asyncio.open_connection(host, port))
        return asyncio.try(function()
          w:write(line .. "\n")
          local got = await(r:readline())
          if got == "" then error(asyncio.ConnectionResetError("no answer")) end
          return got:gsub("\n", "")
        end, { finally = function() w:close() end })
      end)(), 3))
    end, { { asyncio.OSError, function() end } })
    if answer then return answer end
    await(asyncio.sleep(0.1))
  end
end

local storm = { crash = 0.03, unsynced = 0.5 }

pair("an answer before the disk has it", storm, function(t, right)
  t.host("journal", journal, right)
  for n = 1, 10 do
    ask("journal", 3, tostring(n))
    await(asyncio.sleep(math.random() / 10))
    t.ok(tonumber((ask("journal", 3, "last"))) >= n, n .. " was stored")
  end
end)

-- A counter that a file in the place of another keeps.
local function counter(right)
  local fs = require "fs"
  local n = await(fs.exists("n")) and assert(tonumber(await(fs.read("n"))), "the file is broken") or 0
  local server = await(asyncio.start_server(function(r, w)
    for line in r:lines() do
      if line == "up" then
        n = n + 1
        local f = await(fs.open("new", "w"))
        await(f:write(("%08d"):format(n)))
        if right then await(f:sync()) end
        await(f:close())
        await(fs.rename("new", "n"))
      end
      w:write(n .. "\n")
    end
    w:close()
  end, "", 3))
  await(server:serve_forever())
end

pair("a file that is renamed before it is synced", storm, function(t, right)
  t.host("counter", counter, right)
  local seen = 0
  for _ = 1, 10 do
    local n = tonumber((ask("counter", 3, "up")))
    t.ok(n > seen, n .. " after " .. seen)
    seen = n
  end
end)

-- Money goes from one account to the other. Each has a file, or both have one.
local function bank(right)
  local fs = require "fs"
  local function load(name, usual) return await(fs.exists(name)) and await(fs.read(name)) or usual end
  local a, b
  if right then
    a, b = load("both", "100 100"):match("(%d+) (%d+)")
  else
    a, b = load("a", "100"), load("b", "100")
  end
  local server = await(asyncio.start_server(function(r, w)
    for line in r:lines() do
      if line == "transfer" then
        a, b = a - 10, b + 10
        if right then
          await(fs.atomic_write("both", ("%d %d"):format(a, b)))
        else
          await(fs.atomic_write("a", tostring(a)))
          await(fs.atomic_write("b", tostring(b)))
        end
      end
      w:write(a + b .. "\n")
    end
    w:close()
  end, "", 3))
  await(server:serve_forever())
end

pair("two files that belong together", storm, function(t, right)
  t.host("bank", bank, right)
  for _ = 1, 5 do
    ask("bank", 3, "transfer")
    t.eq(ask("bank", 3, "sum"), "200")
  end
end)
