-- Three nodes choose a leader. The simple way has two when they are cut off from each other for long enough, which not every
-- seed does; asking a majority has not.
local test = require "moonloop.test"
local asyncio = require "moonloop.asyncio"

local function endpoint(peers)
  local loop = asyncio.get_running_loop()
  local e = await(asyncio.open_datagram_endpoint { local_addr = { "", 9 } })
  local addresses = {}
  for _, name in ipairs(peers) do
    addresses[name] = await(loop:getaddrinfo(name, 9, { type = "dgram" }))[1].sockaddr
  end
  return e, addresses, function() return loop:time() end
end

-- Who has not heard of a leader for two seconds is one.
local function simple(me, peers)
  local e, to, now = endpoint { peers[1], peers[2], "case" }
  local heard, leads = now(), false
  asyncio.create_task(function()
    for text in e:datagrams() do
      local other = tonumber(text)
      if other < me then leads = false end
      heard = now()
    end
  end)
  while true do
    if now() - heard > 2 + me * 0.3 then leads = true end
    if leads then
      for _, address in pairs(to) do e:sendto(tostring(me), address) end
    end
    await(asyncio.sleep(0.1))
  end
end

-- Who leads has the word of a majority, which each gives to one at a time, for two seconds; the leader goes by it for one and a
-- half.
local function majority(me, peers)
  local e, to, now = endpoint { peers[1], peers[2], "case" }
  local promised, till = nil, 2
  local word = -10 -- when another has given its word, by the question it answered
  asyncio.create_task(function()
    for text, from in e:datagrams() do
      local what, other, at = text:match("(%a+) (%d) (%S+)")
      other = tonumber(other)
      if what == "yes" then
        word = math.max(word, tonumber(at))
      elseif now() >= till or promised == other then
        promised, till = other, now() + 2
        e:sendto(("yes %d %s"):format(me, at), from)
      end
    end
  end)
  local wait = 0
  while true do
    if now() < word + 1.5 and promised == me then e:sendto(tostring(me), to.case) end
    if now() >= wait and (now() >= till or promised == me) then
      promised, till = me, now() + 2
      for name, address in pairs(to) do
        if name ~= "case" then e:sendto(("ask %d %.6f"):format(me, now()), address) end
      end
      if now() > word + 1.5 then wait = now() + 2 + math.random() end
    end
    await(asyncio.sleep(0.1))
  end
end

local function elect(t, group, node)
  for i = 1, 3 do
    local peers = {}
    for j = 1, 3 do if j ~= i then peers[#peers + 1] = "n" .. j end end
    t.host("n" .. i, node, i, peers)
  end
  local e = await(asyncio.open_datagram_endpoint { local_addr = { "", 9 } })
  t.cleanup(function() e:close() end)
  local loop, last, count = asyncio.get_running_loop(), {}, 0
  group:create_task(function()
    for who in e:datagrams() do
      count = count + 1
      for other, at in pairs(last) do
        if other ~= who and loop:time() - at < 0.3 then t.fail(("n%s and n%s lead at once"):format(other, who)) end
      end
      last[who] = loop:time()
    end
  end)
  await(asyncio.sleep(10))
  for _ = 1, 5 do
    local alone = math.random(3)
    local others = { "n1", "n2", "n3" }
    table.remove(others, alone)
    t.partition("n" .. alone, others)
    await(asyncio.sleep(math.random() * 2.8))
    t.heal()
    await(asyncio.sleep(5))
  end
  e:close() -- ends the watching
  t.ok(count > 50, "there is a leader, mostly: " .. count)
end

local net = { drop = 0.02, latency = { 0.001, 0.05 } }
test.case("planted: two leaders", { net = net, seeds = 50 }, function(t)
  asyncio.TaskGroup(function(g) elect(t, g, simple) end)
end)
test.case("a majority", { net = net, seeds = 50 }, function(t)
  asyncio.TaskGroup(function(g) elect(t, g, majority) end)
end)
