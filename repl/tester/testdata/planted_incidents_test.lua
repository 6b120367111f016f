-- Mistakes as reports of incidents tell them, each beside the same program without it. All else in them is tricky and right.
local asyncio = require "asyncio"
local net = require "planted_net"
local pair, serve, call, ask = net.pair, net.serve, net.call, net.ask

local function start(name, fn, ...) return asyncio.create_task(async(fn)(...), { name = name }) end

-- A connection is used again only when its answer was read: who leaves in between leaves an answer for the next one.
local function profiles()
  serve(1, function(user)
    await(asyncio.sleep(0.002))
    return "profile of " .. user
  end)
end

pair("an answer that is somebody else's", { latency = { 0.001, 0.005 } }, function(t, right)
  t.host("profiles", profiles)
  local free = {}
  local function fetch(user)
    local c = table.remove(free)
    if not c then
      local r, w = await(asyncio.open_connection("profiles", 1))
      c = { r = r, w = w }
    end
    local good = not right
    return asyncio.try(function()
      c.w:write(user .. "\n")
      local answer = await(c.r:readline())
      good = answer ~= ""
      return (answer:gsub("\n", ""))
    end, {
      { asyncio.OSError, function(e) good = false error(e) end },
      finally = function()
        if good then free[#free + 1] = c else c.w:close() end
      end,
    })
  end
  local function visit(user)
    for _ = 1, 4 do
      await(asyncio.sleep(math.random()))
      t.eq(fetch(user), "profile of " .. user)
    end
  end
  await(asyncio.sleep(0.1))
  local anna, ben, cleo = start("anna", visit, "anna"), start("ben", visit, "ben"), start("cleo", visit, "cleo")
  await(asyncio.sleep(math.random() * 2))
  ben:cancel() -- goes to another page
  await(asyncio.wait { ben })
  await(asyncio.gather(anna, cleo))
  for _, c in ipairs(free) do c.w:close() end
end)

-- A cache beside a database: who fills it may have read what was true before the last writer took it out.
local function database()
  local value = 0
  serve(1, function(line)
    if line ~= "get" then value = math.max(value, tonumber(line)) end
    return value
  end)
end

local function memory(right)
  local value, ticket, good
  ticket, good = 0, false
  serve(1, function(line)
    local word, n, of = line:match("(%a+) ?(%d*) ?(%d*)")
    if word == "delete" then
      value, good = nil, false
    elseif word == "set" then
      if not right or good and tonumber(of) == ticket then value, good = n, false end
    elseif value then
      return value
    else
      ticket, good = ticket + 1, true
      return "miss " .. ticket
    end
    return "ok"
  end)
end

pair("a cache that is filled with the past", { latency = { 0.001, 0.004 }, drop = 0.01 }, function(t, right)
  t.host("database", database)
  t.host("cache", memory, right)
  local function read()
    local got = ask("cache", 1, "get")
    local ticket = got:match("miss (%d+)")
    if not ticket then return got end
    local value = ask("database", 1, "get")
    ask("cache", 1, "set " .. value .. " " .. ticket)
    return value
  end
  local function reader()
    for _ = 1, 10 do
      await(asyncio.sleep(math.random() / 5))
      read()
    end
  end
  local function writer(n)
    await(asyncio.sleep(math.random()))
    ask("database", 1, n)
    ask("cache", 1, "delete")
  end
  await(asyncio.gather(start("r1", reader), start("r2", reader), start("w1", writer, 1), start("w2", writer, 2), start("w3", writer, 3)))
  t.eq(read(), ask("database", 1, "get"))
end)

-- Plans of addresses, applied by two enactors to every endpoint, and old plans are cleaned up: the one who is slow applies an
-- old plan over a new one, and the other one deletes what is in use.
local function zone(right)
  local newest, plans, active = 1, { true }, { 1, 1, 1 }
  serve(1, function(line)
    local word, a, b = line:match("(%a+) ?(%d*) ?(%d*)")
    a, b = tonumber(a), tonumber(b)
    if word == "plan" then
      newest = newest + 1
      plans[newest] = true
    elseif word == "newest" then
      return newest
    elseif word == "active" then
      return active[a]
    elseif word == "apply" then
      if not right or b > active[a] and plans[b] then active[a] = b end
    elseif word == "clean" then
      for n in pairs(plans) do
        if n < a - 2 then
          local used = false
          for _, m in ipairs(active) do used = used or right and m == n end
          if not used then plans[n] = nil end
        end
      end
    elseif word == "check" then
      for _, m in ipairs(active) do
        if not plans[m] then return "empty" end
      end
    end
    return "ok"
  end)
end

local function enactor()
  while true do
    local plan = tonumber(ask("zone", 1, "newest"))
    local older = true
    for endpoint = 1, 3 do older = older and tonumber(ask("zone", 1, "active " .. endpoint)) < plan end
    if older then
      for endpoint = 1, 3 do ask("zone", 1, ("apply %d %d"):format(endpoint, plan)) end
      ask("zone", 1, "clean " .. plan)
    end
    await(asyncio.sleep(0.1 + math.random()))
  end
end

pair("a plan that is applied too late", { latency = { 0.001, 0.02 }, drop = 0.01 }, function(t, right)
  t.host("zone", zone, right)
  t.host("enactor1", enactor)
  t.host("enactor2", enactor)
  for _ = 1, 20 do
    await(asyncio.sleep(0.2 + math.random()))
    ask("zone", 1, "plan")
    t.eq(ask("zone", 1, "check"), "ok")
  end
end)

-- Three replicas, of which two are asked: who has read a value that a writer is still storing sees to it that others read it too.
local function replica()
  local version, value = 0, "none"
  serve(1, function(line)
    local v, new = line:match("(%d+) (%S+)")
    if v and tonumber(v) > version then version, value = tonumber(v), new end
    return version .. " " .. value
  end)
end

pair("a read that goes back in time", { latency = { 0.001, 0.02 }, drop = 0.02 }, function(t, right)
  for i = 1, 3 do t.host("replica" .. i, replica) end
  await(asyncio.sleep(0.1))
  local function majority(line)
    local answers, enough = {}, asyncio.Event()
    local tasks = {}
    for i = 1, 3 do
      tasks[i] = start("to " .. i, function()
        local answer = ask("replica" .. i, 1, line)
        answers[#answers + 1] = answer
        if #answers == 2 then enough:set() end
      end)
    end
    await(enough:wait())
    local version, value = 0, "none"
    for _, answer in ipairs(answers) do
      local v, got = answer:match("(%d+) (%S+)")
      if tonumber(v) > version then version, value = tonumber(v), got end
    end
    return version, value
  end
  local function read()
    local version, value = majority("get")
    if right and version > 0 then majority(version .. " " .. value) end
    return version
  end
  local writer = start("writer", function()
    for version = 1, 8 do
      await(asyncio.sleep(math.random()))
      majority(version .. " v" .. version)
    end
  end)
  for _ = 1, 30 do
    await(asyncio.sleep(math.random() / 4))
    local first = read()
    local second = read()
    t.ok(second >= first, ("version %d is read after version %d"):format(second, first))
  end
  await(writer)
  await(asyncio.sleep(1))
end)

-- An election: a vote is on the disk before the candidate hears of it, with the term it was for.
local function member(name, right)
  local fs, loop = require "fs", asyncio.get_running_loop()
  local term, vote = 0, "nobody"
  if await(fs.exists("state")) then
    term, vote = await(fs.read("state")):match("(%d+) (%S+)")
    term = tonumber(term)
  end
  local heard, leads, lock = loop:time(), false, asyncio.Lock()
  local function save(t, v)
    local changed = t > term or right
    if t > term then leads = false end
    term, vote = t, v
    if changed then await(fs.atomic_write("state", ("%d %s"):format(t, v))) end
  end
  start("voter", serve, 1, function(line)
    local word, n, from = line:match("(%a+) (%d+) (%S+)")
    n = tonumber(n)
    return asyncio.with(lock, function()
      if n > term then save(n, "nobody") end
      if n < term then return "no" end
      if word == "lead" then
        heard = loop:time()
        return "yes"
      end
      if vote == "nobody" then
        save(n, from)
        heard = loop:time()
      end
      return vote == from and "yes" or "no"
    end)
  end)
  local function everybody(line)
    local tasks = {}
    for _, peer in ipairs { "m1", "m2", "m3" } do
      if peer ~= name then tasks[#tasks + 1] = async(call)(peer, 1, line) end
    end
    local n = 0
    for _, answer in pairs(await(asyncio.gather(tasks))) do
      if answer == "yes" then n = n + 1 end
    end
    return n
  end
  while true do
    await(asyncio.sleep(leads and 0.2 or 0.1))
    if leads then
      everybody(("lead %d %s"):format(term, name))
    elseif loop:time() > heard + 0.5 + math.random() then
      heard = loop:time()
      local mine = asyncio.with(lock, function()
        save(term + 1, name)
        return term
      end)
      local votes = everybody(("vote %d %s"):format(mine, name))
      if votes > 0 and term == mine and vote == name then
        leads = true
        ask("case", 1, ("%d %s"):format(mine, name))
      end
    end
  end
end

pair("a vote that a crash forgets", { latency = { 0.001, 0.05 }, crash = { rate = 0.01, down = { 0, 0.3 } } }, function(t, right)
  local leaders, two = {}, nil
  local clerk = start("clerk", serve, 1, function(line)
    local term, name = line:match("(%d+) (%S+)")
    leaders[term] = leaders[term] or name
    if leaders[term] ~= name then two = ("%s and %s lead in term %s"):format(leaders[term], name, term) end
    return "noted"
  end)
  for i = 1, 3 do t.host("m" .. i, member, "m" .. i, right) end
  await(asyncio.sleep(15))
  t.calm()
  await(asyncio.sleep(5))
  clerk:cancel()
  await(asyncio.wait { clerk })
  t.eq(two, nil)
end)

-- Many who want the same share one fetch, which ends when the last of them is gone: who comes in right then must not be
-- cancelled with it.
pair("a fetch that is shared with one who leaves", nil, function(t, right)
  local flights, fetched = {}, 0
  local function fetch()
    await(asyncio.sleep(0.01))
    fetched = fetched + 1
    return "the page"
  end
  local function get(key)
    local flight = flights[key]
    if not flight then
      flight = { waiting = 0 }
      flights[key] = flight
      flight.task = start("fetch", function()
        return asyncio.try(fetch, { finally = function()
          await(asyncio.sleep(0)) -- the connection goes back
          if flights[key] == flight then flights[key] = nil end
        end })
      end)
    end
    flight.waiting = flight.waiting + 1
    return asyncio.try(function() return await(asyncio.shield(flight.task)) end, { finally = function()
      flight.waiting = flight.waiting - 1
      if flight.waiting == 0 and not flight.task:done() then
        if right then flights[key] = nil end
        flight.task:cancel()
      end
    end })
  end
  local first = start("first", function()
    await(asyncio.sleep(0.001))
    return get("page")
  end)
  await(asyncio.sleep(0.003))
  local second = start("second", function()
    await(asyncio.sleep(0.001))
    for _ = 1, 5 do await(asyncio.sleep(0)) end
    return get("page")
  end)
  await(asyncio.sleep(0.001))
  first:cancel()
  await(asyncio.wait { first })
  t.eq(await(second), "the page")
end)
