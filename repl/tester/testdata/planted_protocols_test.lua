-- Protocols between machines, each broken in one place, beside the same program without that. All else in them is tricky and right.
local asyncio = require "asyncio"
local net = require "planted_net"
local pair, serve, call, ask = net.pair, net.serve, net.call, net.ask

-- load reads what a file of a host keeps.
local function load(name, usual)
  local fs = require "fs"
  return await(fs.exists(name)) and await(fs.read(name)) or usual
end

local function save(name, text) await(require("fs").atomic_write(name, text)) end

-- A lock whose holder may be slower than its lease: the token that comes with it tells the store who is late.
local function locks()
  local loop, token, free = asyncio.get_running_loop(), tonumber((load("token", "0"))), 0
  await(asyncio.sleep(1)) -- a lease of the last life may not be over
  serve(1, function()
    if loop:time() < free then return "taken" end
    free, token = loop:time() + 1, token + 1
    local mine = token
    save("token", tostring(token))
    return mine
  end)
end

local function fenced(right)
  local newest = 0
  local written = {}
  serve(2, function(line)
    if line == "all" then return table.concat(written, " ") end
    local token = tonumber(line)
    if right and token < newest then return "late" end
    newest = math.max(newest, token)
    written[#written + 1] = line
    return "written"
  end)
end

pair("a lock without a fence", { crash = { rate = 0.02, hosts = { "locks" } }, latency = { 0.001, 0.1 } }, function(t, right)
  t.host("locks", locks)
  t.host("store", fenced, right)
  local function client()
    for _ = 1, 4 do
      local token = ask("locks", 1, "lock")
      if token ~= "taken" then
        await(asyncio.sleep(math.random() * 1.3)) -- the garbage collector
        ask("store", 2, token)
      end
      await(asyncio.sleep(math.random()))
    end
  end
  await(asyncio.gather(async(client)(), async(client)(), async(client)()))
  local last = 0
  for token in ask("store", 2, "all"):gmatch("%d+") do
    t.ok(tonumber(token) >= last, "token " .. token .. " is written after " .. last)
    last = tonumber(token)
  end
end)

-- What is paid twice with one key is paid once: the key is stored with the balance.
local function payments(right)
  local balance, keys
  if right then
    balance, keys = load("bank", "0;"):match("(%d+);(.*)")
  else
    balance, keys = load("balance", "0"), load("keys", "")
  end
  local lock = asyncio.Lock()
  serve(1, function(line)
    return asyncio.with(lock, function()
      local key, amount = line:match("(%a+) (%d+)")
      if key and not keys:find(key, 1, true) then
        balance, keys = balance + amount, keys .. key .. ","
        if right then
          save("bank", ("%d;%s"):format(balance, keys))
        else
          save("balance", tostring(balance))
          save("keys", keys)
        end
      end
      return math.floor(balance)
    end)
  end)
end

pair("a key that is stored behind the payment", { crash = 0.03, unsynced = 0.5, drop = 0.05 }, function(t, right)
  t.host("bank", payments, right)
  local function client(prefix)
    for i = 1, 4 do ask("bank", 1, prefix .. ("k"):rep(i) .. " " .. i) end
  end
  await(asyncio.gather(async(client)("a"), async(client)("b")))
  t.eq(ask("bank", 1, "how much"), "20")
end)

-- Two-phase commit: what the coordinator has decided is on its disk before anybody hears of it, and what is not there is aborted.
local function participant()
  serve(1, function(line)
    local what, tx = line:match("(%a+) (%d+)")
    local state = load(tx, "none")
    if what == "ask" then return state end
    if what == "prepare" then
      if state == "none" then save(tx, "prepared") end
      return state == "abort" and "no" or "yes"
    end
    if state == "commit" or state == "abort" then return state end
    save(tx, what)
    return what
  end)
end

local function coordinator(right)
  for tx = 1, 3 do
    local decided = load(tostring(tx), "none")
    if decided == "none" then
      local began = load("began", "0")
      decided = "abort" -- one that was begun in an earlier life
      if tonumber(began) < tx then
        save("began", tostring(tx))
        local a, b = call("a", 1, "prepare " .. tx), call("b", 1, "prepare " .. tx)
        if a == "yes" and b == "yes" then decided = "commit" end
      end
      if not right then call("a", 1, decided .. " " .. tx) end
      save(tostring(tx), decided)
    end
    ask("a", 1, decided .. " " .. tx)
    ask("b", 1, decided .. " " .. tx)
  end
  serve(1, function() return "over" end)
end

pair("a commit that is told before it is recorded", { crash = 0.02, unsynced = 0.5 }, function(t, right)
  t.host("a", participant)
  t.host("b", participant)
  t.host("coordinator", coordinator, right)
  ask("coordinator", 1, "over?")
  for tx = 1, 3 do
    t.eq(ask("a", 1, "ask " .. tx), ask("b", 1, "ask " .. tx), "transaction " .. tx)
  end
end)

-- A lease counts from when it was asked for: what came back has taken its time.
local function node(name, right)
  local loop = asyncio.get_running_loop()
  for _ = 1, 12 do
    local asked = loop:time()
    if call("case", 1, "lease " .. name) == "yours" then
      local from = right and asked or loop:time()
      call("case", 2, ("%s %.6f %.6f"):format(name, loop:time(), from + 1))
      await(asyncio.sleep(math.max(from + 1 - loop:time(), 0)))
    end
    await(asyncio.sleep(math.random() / 10))
  end
end

pair("a lease that counts from its answer", { latency = { 0.001, 0.1 }, crash = 0.02 }, function(t, right)
  local loop, holder, free, terms = asyncio.get_running_loop(), nil, 0, {}
  local arbiter = asyncio.create_task(async(serve)(1, function(line)
    if loop:time() < free then return "taken" end
    holder, free = line, loop:time() + 1
    return "yours"
  end))
  local clerk = asyncio.create_task(async(serve)(2, function(line)
    local name, from, to = line:match("(%S+) (%S+) (%S+)")
    terms[#terms + 1] = { name = name, from = tonumber(from), to = tonumber(to) }
    return "noted"
  end))
  for _, name in ipairs { "x", "y", "z" } do t.host(name, node, name, right) end
  await(asyncio.sleep(15))
  arbiter:cancel()
  clerk:cancel()
  await(asyncio.wait { arbiter, clerk })
  for i, a in ipairs(terms) do
    for k = 1, i - 1 do
      local b = terms[k]
      t.ok(a.name == b.name or a.to <= b.from or b.to <= a.from,
        ("%s leads from %.3f to %.3f, %s from %.3f to %.3f"):format(a.name, a.from, a.to, b.name, b.from, b.to))
    end
  end
end)

-- Gossip: all come to know the newest value; of two that are as new, the one of the greater name.
local function gossip(name, right)
  local peers = { "g1", "g2", "g3" }
  local version, author, loop, seen = 0, "", asyncio.get_running_loop(), {}
  local socket = await(asyncio.open_datagram_endpoint { local_addr = { "", 5 } })
  local function hear(v, a)
    if v > version or right and v == version and a > author then version, author = v, a end
  end
  local addresses = {}
  for i, peer in ipairs(peers) do
    addresses[i] = await(loop:getaddrinfo(peer, 5, { type = "dgram" }))[1].sockaddr
  end
  local tasks = {
    async(function()
      for text in socket:datagrams() do
        local v, a = text:match("(%d+) (%S+)")
        hear(tonumber(v), a)
      end
    end)(),
    async(function()
      while true do
        await(asyncio.sleep(0.1 + math.random() / 10))
        if version > 0 then socket:sendto(version .. " " .. author, addresses[math.random(3)]) end
      end
    end)(),
    async(serve)(1, function(line)
      if line ~= "get" and not seen[line] then -- who has no answer asks again, and the first may come long after that
        seen[line], version, author = true, version + 1, name
      end
      return version .. " by " .. author
    end),
  }
  await(asyncio.gather(tasks))
end

pair("gossip that cannot decide", { latency = { 0.001, 0.1 }, drop = 0.2, partition = 0.05 }, function(t, right)
  for i = 1, 3 do t.host("g" .. i, gossip, "g" .. i, right) end
  await(asyncio.sleep(0.5))
  for i = 1, 4 do
    ask("g" .. math.random(3), 1, "set " .. i)
    await(asyncio.sleep(math.random() / 2))
  end
  t.calm()
  await(asyncio.sleep(10))
  local first = ask("g1", 1, "get")
  t.eq(ask("g2", 1, "get"), first)
  t.eq(ask("g3", 1, "get"), first)
end)

-- A log of amounts is put together into a sum: what is appended between the two steps of that must not be emptied with the rest.
local function ledger(right)
  local fs = require "fs"
  local sum, added, one = tonumber(load("sum", 0)), 0, asyncio.Lock()
  for amount in load("log", ""):gmatch("%d+") do sum = sum + amount end
  local function add(amount)
    fs.open("log", "a", function(f)
      await(f:write(amount .. "\n"))
      await(f:sync())
    end)
    sum, added = sum + amount, added + 1
    if added % 4 == 0 then
      save("sum", tostring(sum))
      await(fs.write("log", ""))
    end
  end
  serve(1, function(line)
    if line == "sum" then return sum end
    if right then asyncio.with(one, function() add(line) end) else add(line) end
    return "added"
  end)
end

pair("a log that is emptied with what came meanwhile", { latency = { 0.001, 0.02 }, disk = { 0.0001, 0.005 } }, function(t, right)
  t.host("ledger", ledger, right)
  asyncio.TaskGroup(function(tg)
    for i = 1, 3 do
      tg:create_task(function()
        for _ = 1, 3 do
          ask("ledger", 1, "1")
          await(asyncio.sleep(math.random() / 10))
        end
      end)
    end
  end)
  t.restart("ledger")
  t.eq(ask("ledger", 1, "sum"), "9")
end)
