-- Crashes by chance, by what is left of what a host did.
local test = require "moonloop.test"
local asyncio = require "asyncio"

-- sink is what arrives at a port of the case, a list for each connection.
local function sink(t, port)
  local lives = {}
  local server = await(asyncio.start_server(function(r, w)
    local life = {}
    lives[#lives + 1] = life
    pcall(function() for line in r:lines() do life[#life + 1] = line end end)
    w:close()
  end, "", port))
  t.cleanup(function() server:close() server:abort_clients() end)
  return lives
end

-- A step sends two lines, and writes a third to its disk between them.
local function busy()
  local _, w = await(asyncio.open_connection("case", 9))
  local f = io.open("log", "a")
  for i = 1, 1000 do
    w:write("a" .. i .. "\n")
    f:write(i, "\n")
    f:flush()
    w:write("b" .. i .. "\n")
    pcall(function() await(asyncio.sleep(0.1)) end)
  end
end

test.case("a step ends anywhere", { net = { crash = 0.05, latency = 0.001 }, timeout = 100 }, function(t)
  local lives = sink(t, 9)
  t.host("n", busy)
  await(asyncio.sleep(60))
  t.calm()
  local ends = { a = 0, b = 0 }
  for i = 1, #lives - 1 do
    local life = lives[i]
    for k, line in ipairs(life) do
      t.eq(line, ("ab"):sub(2 - k % 2, 2 - k % 2) .. math.floor((k + 1) / 2), "nothing is missing in a life")
    end
    if #life > 0 then
      local kind = life[#life]:sub(1, 1)
      ends[kind] = ends[kind] + 1
    end
  end
  t.ok(#lives > 10, "lives: " .. #lives)
  t.ok(ends.a > 2, "ended between two sends: " .. ends.a)
  t.ok(ends.b > 2, "ended behind them: " .. ends.b)
  local before = #lives
  await(asyncio.sleep(30))
  t.ok(#lives <= before + 1, "calm is calm")
end)

-- Each life says what the last one has left, and appends two blocks, of which it syncs the first.
local function writer()
  local fs = require "fs"
  local left = await(fs.exists("log")) and await(fs.read("log")) or ""
  local _, w = await(asyncio.open_connection("case", 9))
  w:write(left .. "\n")
  local f = await(fs.open("log", "w"))
  await(f:write(("s"):rep(600)))
  await(f:sync())
  await(f:write(("u"):rep(600)))
  w:write("written\n")
  await(w:drain())
  await(asyncio.sleep(1000))
end

test.case("what was synced is left, and some of the rest", { net = { unsynced = 0.7 }, timeout = 1000 }, function(t)
  local lives = sink(t, 9)
  t.host("n", writer)
  local all, none, part = 0, 0, 0
  for i = 1, 60 do
    await(asyncio.sleep(1))
    t.eq(lives[i][2], "written")
    t.restart("n")
    await(asyncio.sleep(0.5))
    local left = lives[i + 1][1]
    t.eq(left, ("s"):rep(600) .. ("u"):rep(#left - 600))
    if #left == 600 then none = none + 1 elseif #left == 1200 then all = all + 1 else part = part + 1 end
  end
  t.ok(all > 2 and none > 2 and part > 2, ("%d %d %d"):format(all, none, part))
end)

test.case("a disk takes its time, for one thing after the other", { net = { disk = { 0.1, 0.2 } } }, function(t)
  t.host("n", function(t)
    local fs, loop = require "fs", asyncio.get_running_loop()
    local function two()
      local begin, ends = loop:time(), {}
      local function write(name)
        await(fs.write(name, "x"))
        ends[#ends + 1] = loop:time() - begin
      end
      asyncio.TaskGroup(function(tg)
        tg:create_task(function() write("a") end)
        tg:create_task(function() write("b") end)
      end)
      assert(ends[1] >= 0.1 and ends[1] <= 0.2 and ends[2] >= ends[1] + 0.1 and ends[2] <= 0.4, table.concat(ends, " "))
    end
    two()
    fs.open("c", "w", function(f) await(asyncio.gather { f:write("1"), f:write("2"), f:write("3") }) end)
    assert(#await(fs.read("c")) == 3)
    local ok = pcall(asyncio.timeout, 0.05, function() await(fs.write("late", "x")) end)
    assert(not ok)
    await(asyncio.sleep(0.2))
    two()
  end)
  local begin = asyncio.get_running_loop():time()
  await(require("fs").exists("of the machine's own"))
  t.eq(asyncio.get_running_loop():time(), begin)
  await(asyncio.sleep(5))
end)

test.case("partitions by chance end", { net = { partition = { rate = 0.1, lasts = { 1, 2 } }, latency = 0.001 }, timeout = 200 }, function(t)
  local lives = sink(t, 9)
  t.host("n", busy)
  await(asyncio.sleep(100))
  t.calm()
  await(asyncio.sleep(30))
  t.eq(#lives, 1, "connections outlive partitions")
  t.eq(#lives[1] % 2, 0)
end)

test.case("one at once, and only those named", { net = { crash = { rate = 0.3, hosts = { "a", "b" }, down = { 1, 2 } }, latency = 0.001 }, timeout = 100 }, function(t)
  local function beat(name)
    local e = await(asyncio.open_datagram_endpoint { remote_addr = { "case", 5 } })
    while true do
      e:sendto(name)
      await(asyncio.sleep(0.1))
    end
  end
  local heard, missing, both = { a = 0, b = 0, c = 0 }, 0, 0
  local e = await(asyncio.open_datagram_endpoint { local_addr = { "", 5 } })
  local listener = asyncio.create_task(async(function()
    for name in e:datagrams() do heard[name] = heard[name] + 1 end
  end)())
  for _, name in ipairs { "a", "b", "c" } do t.host(name, beat, name) end
  for _ = 1, 40 do
    await(asyncio.sleep(0.5))
    local a, b, c = heard.a > 0, heard.b > 0, heard.c > 0
    t.ok(c, "c never crashes")
    if not (a and b) then missing = missing + 1 end
    heard = { a = 0, b = 0, c = 0 }
  end
  t.ok(missing > 3, "halves of seconds without one of them: " .. missing)
  listener:cancel()
  e:close()
end)

test.case("wrong options", function(t)
  for message, net in pairs {
    ["crash: a number from 0 to 1 expected, got 2"] = { crash = 2 },
    ["crash: a number from 0 to 1 expected, got boolean"] = { crash = true },
    ["crash: at_once: a number from 1 on expected, got 0"] = { crash = { rate = 0.1, at_once = 0 } },
    ["partition: lasts: from 0 on"] = { partition = { rate = 0.1, lasts = { 2, 1 } } },
    ["unsynced: a number from 0 to 1 expected"] = { unsynced = "much" },
    ["disk: a number of seconds or {from, to} expected"] = { disk = "slow" },
    ["rates"] = { crash = { rates = 0.1 } },
  } do
    t.raises(message, function() test.case("wrong " .. message, { net = net }, function() end) end)
  end
end)
