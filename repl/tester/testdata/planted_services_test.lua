-- Mistakes of services: what holds a resource, keeps a version, or speaks over a network. Each is beside the same program without it.
local test = require "moonloop.test"
local asyncio = require "asyncio"
local http = require "moonloop.http"

local function start(name, fn, ...) return asyncio.create_task(async(fn)(...), { name = name }) end

-- pair declares a case that must fail with some seed and one that must pass with all.
local function pair(name, options, fn)
  options.seeds = 500
  test.case("planted: " .. name, options, function(t) fn(t, false) end)
  options.seeds = 50
  test.case("right: " .. name, options, function(t) fn(t, true) end)
end

-- Who is cancelled while it still waits gives back what it has not got.
pair("a semaphore given back without having it", {}, function(t, right)
  local slots, busy, peak = asyncio.Semaphore(1), 0, 0
  local function query()
    busy = busy + 1
    peak = math.max(peak, busy)
    asyncio.try(function() await(asyncio.sleep(0)) end, { finally = function() busy = busy - 1 end })
  end
  local function work()
    if right then await(slots:acquire()) end
    asyncio.try(function()
      if not right then await(slots:acquire()) end
      query()
    end, { finally = function() slots:release() end })
  end
  local first, second = start("first", work), start("second", work)
  await(first)
  await(asyncio.sleep(0)) -- the second has begun now
  second:cancel()
  await(asyncio.wait({ second }))
  await(asyncio.gather(start("third", work), start("fourth", work)))
  t.eq(peak, 1)
end)

-- The end of the input and the idle timer both close the connection, each after it has looked.
pair("a connection that is closed twice", {}, function(t, right)
  local free, open = {}, true
  local function close()
    if not open then return end
    if right then open = false end
    await(asyncio.sleep(0)) -- the last bytes
    open = false
    table.insert(free, 7)
  end
  local idle = start("idle", function()
    await(asyncio.sleep(1))
    close()
  end)
  local function reader()
    await(asyncio.sleep(0.9998))
    for _ = 1, 3 do await(asyncio.sleep(0)) end
    close()
  end
  await(asyncio.gather(start("reader", reader), idle))
  t.eq(#free, 1, "descriptors that are free")
end)

-- A record is deleted and made again while somebody works on it: its version is 1 again, and what was worked out for the old
-- one is stored in the new.
pair("a version that begins again", {}, function(t, right)
  local records, versions = {}, 0
  local function next_version(old)
    versions = versions + 1
    return right and versions or (old or 0) + 1
  end
  local function put(name, value) records[name] = { value = value, version = next_version() } end
  local function compare_and_set(name, version, value)
    local r = records[name]
    if not r or r.version ~= version then return false end
    r.value, r.version = value, next_version(r.version)
    return true
  end
  put("cart", "3 of anna's")
  local function checkout()
    local seen = records.cart
    if not seen then return end
    local version, owner = seen.version, seen.value
    await(asyncio.sleep(0)) -- prices
    compare_and_set("cart", version, "paid: " .. owner)
  end
  local function recycle()
    for _ = 1, 3 do await(asyncio.sleep(0)) end
    records.cart = nil
    await(asyncio.sleep(0))
    put("cart", "1 of ben's")
  end
  await(asyncio.gather(start("checkout", checkout), start("recycle", recycle)))
  t.ok(not (records.cart and records.cart.value:find("anna")), records.cart and records.cart.value)
end)

-- Two accounts, two locks, and transfers in both directions.
pair("two locks in two orders", {}, function(t, right)
  local accounts = {}
  for i = 1, 2 do accounts[i] = { n = i, balance = 100, lock = asyncio.Lock() } end
  local function transfer(from, to, amount)
    local first, second = from, to
    if right and to.n < from.n then first, second = to, from end
    asyncio.with(first.lock, function()
      await(asyncio.sleep(0)) -- the log
      asyncio.with(second.lock, function()
        from.balance, to.balance = from.balance - amount, to.balance + amount
      end)
    end)
  end
  local back = start("back", function()
    for _ = 1, 5 do await(asyncio.sleep(0)) end
    transfer(accounts[2], accounts[1], 5)
  end)
  local there = start("there", transfer, accounts[1], accounts[2], 10)
  await(asyncio.wait_for(asyncio.gather(there, back), 30))
  t.eq(accounts[1].balance + accounts[2].balance, 200)
end)

-- A batch is flushed by a timer, which the close cancels; what a slow add sets afterwards it does not.
pair("a timer that fires after the close", {}, function(t, right)
  local loop = asyncio.get_running_loop()
  local closed, late, timer, lines = false, false, nil, {}
  local function flush()
    if closed then late = true end
    lines = {}
  end
  local function add(line)
    await(asyncio.sleep(0)) -- compressed
    if right and closed then return end
    lines[#lines + 1] = line
    timer = timer or loop:call_later(0.5, flush)
  end
  local function close()
    closed = true
    if timer then timer:cancel() end
    timer = nil
  end
  local writer = start("writer", function() for i = 1, 3 do add("line " .. i) end end)
  for _ = 1, 6 do await(asyncio.sleep(0)) end
  close()
  await(writer)
  await(asyncio.sleep(1))
  t.ok(not late, "nothing is flushed after the close")
end)

-- Two clients read a counter, add one, and write it back.
local function counter(right)
  local app, value, version = http.App {}, 0, 1
  app:get("/", function() return { json = { value = value, version = version } } end)
  app:put("/", function(req)
    local new = await(req:json())
    if right and new.version ~= version then http.abort(412, "changed since") end
    value, version = new.value, version + 1
    return { status = 204 }
  end)
  await(app:serve("", 80))
end

pair("an update that is lost", { net = { latency = { 0.001, 0.02 } } }, function(t, right)
  t.host("counter", counter, right)
  local function click()
    await(asyncio.sleep(0.1 + 2 * math.random()))
    http.Session({ base_url = "http://counter" }, function(s)
      for _ = 1, 10 do
        local got = await(s:get("/")):json()
        if await(s:put("/", { json = { value = got.value + 1, version = got.version } })).ok then return end
      end
    end)
  end
  await(asyncio.gather(start("anna", click), start("ben", click)))
  t.eq(await(http.get("http://counter/")):json().value, 2)
end)

-- A worker takes jobs off a broker. What fails goes to the dead letters, and then the broker may forget it.
local function worker(right)
  local r, w = await(asyncio.open_connection("case", 9))
  local function say(line)
    w:write(line .. "\n")
    await(w:drain())
  end
  local function bury(job)
    local answer, letters = await(asyncio.open_connection("case", 10))
    letters:write(job .. "\n")
    await(answer:readline())
    letters:close()
  end
  say "hello"
  for job in r:lines() do
    await(asyncio.sleep(math.random() / 10)) -- it is tried
    local works = tonumber(job) % 3 ~= 0
    if not works and right then bury(job) end
    say("done " .. job)
    if not works and not right then bury(job) end
  end
end

pair("a dead letter that a crash drops", { net = { latency = { 0.001, 0.01 } } }, function(t, right)
  local jobs, dead, finished = {}, {}, asyncio.Event()
  for i = 1, 12 do jobs[i] = tostring(i) end
  local function serve(port, answer)
    local server = await(asyncio.start_server(function(r, w)
      pcall(function() for line in r:lines() do answer(line, w) end end)
      w:close()
    end, "", port))
    t.cleanup(function() server:close() server:abort_clients() end)
  end
  serve(9, function(line, w)
    if line == "done " .. tostring(jobs[1]) then table.remove(jobs, 1) end
    if #jobs == 0 then finished:set() else w:write(jobs[1] .. "\n") end
  end)
  serve(10, function(job, w)
    dead[job] = true
    w:write("buried\n")
  end)
  t.host("worker", worker, right)
  await(asyncio.sleep(math.random()))
  t.restart("worker")
  await(finished:wait())
  await(asyncio.sleep(1))
  for _, job in ipairs { "3", "6", "9", "12" } do t.ok(dead[job], "job " .. job .. " is among the dead letters") end
end)

-- A follower answers from its copy as long as it hears the leader. After a partition it hears it at once, but what the leader
-- has stored meanwhile comes later, on the stream.
local function leader(right)
  local value, streams = 0, {}
  local server = await(asyncio.start_server(function(r, w)
    streams[#streams + 1] = w
    w:write(value .. "\n")
    pcall(function() for _ in r:lines() do end end)
    w:close()
  end, "", 1))
  local beats = await(asyncio.open_datagram_endpoint { local_addr = { "", 2 } })
  local follower = await(asyncio.get_running_loop():getaddrinfo("follower", 2, { type = "dgram" }))[1].sockaddr
  start("beats", function()
    while true do
      beats:sendto(tostring(value), follower)
      await(asyncio.sleep(0.1))
    end
  end)
  local writes = await(asyncio.start_server(function(r, w)
    for line in r:lines() do
      value = tonumber(line)
      for _, s in ipairs(streams) do s:write(value .. "\n") end
      w:write("stored\n")
    end
    w:close()
  end, "", 3))
  await(asyncio.gather(server:serve_forever(), writes:serve_forever()))
end

local function follower(right)
  local loop = asyncio.get_running_loop()
  local value, newest, heard = 0, 0, -10
  local beats = await(asyncio.open_datagram_endpoint { local_addr = { "", 2 } })
  start("beats", function()
    for text in beats:datagrams() do
      newest, heard = math.max(newest, tonumber(text)), loop:time()
    end
  end)
  start("copy", function()
    await(asyncio.sleep(0.1))
    local r = await(asyncio.open_connection("leader", 1))
    for line in r:lines() do value = tonumber(line) end
  end)
  local server = await(asyncio.start_server(function(r, w)
    for _ in r:lines() do
      local fresh = loop:time() - heard < 0.5 and (not right or value >= newest)
      w:write((fresh and tostring(value) or "ask the leader") .. "\n")
    end
    w:close()
  end, "", 4))
  await(server:serve_forever())
end

pair("a stale read after a partition", { net = { latency = { 0.001, 0.01 } } }, function(t, right)
  t.host("leader", leader, right)
  t.host("follower", follower, right)
  await(asyncio.sleep(0.5))
  local function client(name, port)
    local r, w = await(asyncio.open_connection(name, port))
    return function(line)
      w:write(line .. "\n")
      return await(r:readline()):gsub("\n", "")
    end, w
  end
  local store, w1 = client("leader", 3)
  local read, w2 = client("follower", 4)
  for round = 1, 3 do
    local gone = math.random() * 2
    t.partition("leader", "follower")
    await(asyncio.sleep(0.6))
    store(round)
    await(asyncio.sleep(gone))
    t.heal()
    await(asyncio.sleep(math.random()))
    local got = read("read")
    t.ok(got == "ask the leader" or got == tostring(round), "read " .. got .. " after " .. round .. " was stored")
    await(asyncio.sleep(3))
  end
  w1:close()
  w2:close()
end)
