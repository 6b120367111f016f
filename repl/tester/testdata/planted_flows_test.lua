-- Flows of work, each broken in one place, beside the same program without that. All else in them is tricky and right.
local test = require "moonloop.test"
local asyncio = require "asyncio"

local function start(name, fn, ...) return asyncio.create_task(async(fn)(...), { name = name }) end
local function all(tasks) await(asyncio.gather(tasks)) end

-- pair declares a case that must fail with some seed and one that must pass with all.
local function pair(name, options, fn)
  options.timeout, options.seeds = 600, 500
  test.case("planted: " .. name, options, function(t) fn(t, false) end)
  options.seeds = 50
  test.case("right: " .. name, options, function(t) fn(t, true) end)
end

-- A buffer of bounded size: who was woken looks again, as somebody else may have been sooner.
pair("a buffer that grows beyond its bound", {}, function(t, right)
  local buffer, most, peak, changed = {}, 2, 0, asyncio.Condition()
  local function put(v)
    asyncio.with(changed, function()
      if right then
        while #buffer == most do await(changed:wait()) end
      elseif #buffer == most then
        await(changed:wait())
      end
      table.insert(buffer, v)
      peak = math.max(peak, #buffer)
      changed:notify_all()
    end)
  end
  local function get()
    return asyncio.with(changed, function()
      while #buffer == 0 do await(changed:wait()) end
      changed:notify_all()
      return table.remove(buffer, 1)
    end)
  end
  local sum, producers = 0, {}
  for p = 1, 3 do
    producers[p] = start("producer " .. p, function()
      for i = 1, 4 do put(i) end
    end)
  end
  local consumer = start("consumer", function()
    for _ = 1, 12 do
      sum = sum + get()
      await(asyncio.sleep(0.001))
    end
  end)
  all(producers)
  await(consumer)
  t.eq(sum, 30)
  t.ok(peak <= most, "at most " .. most .. " are kept, but there were " .. peak)
end)

-- An end that waits for what was taken: a job counts from when it is taken, not from when it is let in.
pair("an end that does not wait for who is let in", {}, function(t, right)
  local open, store, busy, done, idle = true, true, 0, 0, asyncio.Event()
  local function leave()
    busy = busy - 1
    if busy == 0 then idle:set() end
  end
  local function handle()
    if not open then return end
    if right then busy = busy + 1 end
    await(asyncio.sleep(0)) -- who is it?
    if not right then busy = busy + 1 end
    asyncio.try(function()
      await(asyncio.sleep(0.01))
      t.ok(store, "the store is open while a job runs")
      done = done + 1
    end, { finally = leave })
  end
  local function finish()
    open = false
    while busy > 0 do
      idle:clear()
      await(idle:wait())
    end
    store = false
  end
  local jobs = {}
  for i = 1, 3 do
    jobs[i] = start("job " .. i, handle)
    for _ = 1, 2 do await(asyncio.sleep(0)) end
  end
  await(start("end", finish))
  all(jobs)
end)

-- A saga undoes what it has done when a later step fails or it is cancelled: also a step whose answer it never saw.
pair("a saga that forgets the step it was in", {}, function(t, right)
  local booked, refunds = {}, 0
  local function book(what)
    await(asyncio.sleep(0.01)) -- on the way
    booked[what] = true
    await(asyncio.sleep(0)) -- on the way back
  end
  local function release(what)
    await(asyncio.sleep(0.01))
    booked[what] = nil
    refunds = refunds + 1
  end
  local function saga()
    local undo = {}
    asyncio.try(function()
      for _, what in ipairs { "flight", "hotel", "car" } do
        if right then undo[#undo + 1] = what end
        book(what)
        if not right then undo[#undo + 1] = what end
      end
      error(asyncio.OSError("the card is refused"))
    end, { finally = function()
      for i = #undo, 1, -1 do await(asyncio.shield(async(release)(undo[i]))) end
    end })
  end
  local task = start("saga", saga)
  await(asyncio.sleep(0.0205))
  task:cancel()
  await(asyncio.wait { task })
  await(asyncio.sleep(1))
  t.eq(booked, {})
end)

-- At most three calls in a second: who has waited for room looks whether it is still there.
pair("a limit of rate that sleepers pass", {}, function(t, right)
  local loop, most, taken, calls = asyncio.get_running_loop(), 3, {}, {}
  local function acquire()
    local function delay()
      while taken[1] and taken[1] + 1 <= loop:time() do table.remove(taken, 1) end
      return #taken >= most and taken[1] + 1 - loop:time() -- the same sum: with another, rounding may leave 0, and sleep(0) is no wait
    end
    local wait = delay()
    while wait do
      await(asyncio.sleep(wait))
      wait = right and delay()
    end
    taken[#taken + 1] = loop:time()
  end
  local function client(n)
    await(asyncio.sleep(n / 50))
    for _ = 1, 2 do
      acquire()
      calls[#calls + 1] = loop:time()
      await(asyncio.sleep(math.random() / 2))
    end
  end
  local tasks = {}
  for i = 1, 4 do tasks[i] = start("client " .. i, client, i) end
  all(tasks)
  for i = most + 1, #calls do
    t.ok(calls[i] - calls[i - most] > 0.998, ("calls %d to %d are within %.3f s"):format(i - most, i, calls[i] - calls[i - most]))
  end
end)

-- An outbox: order and message are stored at once, the message goes out until the broker has taken it, and who reads knows what it has seen.
local function shop(right)
  local fs = require "fs"
  local orders, sent = 0, 0
  if await(fs.exists("orders")) then
    orders, sent = await(fs.read("orders")):match("(%d+) (%d+)")
    orders, sent = tonumber(orders), tonumber(sent)
  end
  local function save() await(fs.atomic_write("orders", ("%d %d"):format(orders, sent))) end
  local more, lock = asyncio.Event(), asyncio.Lock()
  more:set()
  local function relay()
    local r, w = await(asyncio.open_connection("case", 2))
    while true do
      await(more:wait())
      more:clear()
      while sent < orders do
        local n = sent + 1
        if not right then
          asyncio.with(lock, function() sent = n save() end)
        end
        w:write(n .. "\n")
        if await(r:readline()) == "" then error("the broker is gone") end
        if right then
          asyncio.with(lock, function() sent = n save() end)
        end
      end
    end
  end
  start("relay", relay)
  local server = await(asyncio.start_server(function(r, w)
    asyncio.try(function()
      for line in r:lines() do
        asyncio.with(lock, function()
          if tonumber(line) > orders then
            orders = tonumber(line)
            save()
          end
        end)
        more:set()
        w:write("ordered\n")
      end
    end, { { asyncio.OSError, function() end }, finally = function() w:close() end })
  end, "", 1))
  await(server:serve_forever())
end

pair("a message that is ticked off before it is sent", { net = { crash = 0.03, unsynced = 0.5 } }, function(t, right)
  local messages, last = {}, 0
  local server = await(asyncio.start_server(function(r, w)
    asyncio.try(function()
      for line in r:lines() do
        local n = tonumber(line)
        if n > last then -- what was seen comes again after a crash
          last = n
          messages[#messages + 1] = n
        end
        w:write("taken\n")
      end
    end, { { asyncio.OSError, function() end }, finally = function() w:close() end })
  end, "", 2))
  t.cleanup(function() server:close() server:abort_clients() end)
  t.host("shop", shop, right)
  for n = 1, 6 do
    local ordered = false
    while not ordered do
      asyncio.try(function()
        ordered = await(asyncio.wait_for(async(function()
          local r, w = await(asyncio.open_connection("shop", 1))
          return asyncio.try(function()
            w:write(n .. "\n")
            return await(r:readline()) ~= ""
          end, { finally = function() w:close() end })
        end)(), 1))
      end, { { asyncio.OSError, function() end } })
      await(asyncio.sleep(math.random() / 10))
    end
  end
  t.calm()
  await(asyncio.sleep(5))
  t.eq(messages, { 1, 2, 3, 4, 5, 6 })
end)
