-- Correct programs in many forms, none of which leaves anything behind: the test runner must not say that one does.
local test = require "moonloop.test"
local asyncio = require "asyncio"
local fs = require "fs"

local rounds = {}
for i = 1, 20 do
  rounds[i] = i
end

local function case(name, body)
  test.case(name, { each = rounds }, body)
end

local before, after = 0, 0
test.before(function() before = before + 1 end)
test.before_each(function() asyncio.get_running_loop():call_soon(function() end) end)
test.after_each(async(function() after = after + 1 await(asyncio.sleep(0)) end))

case("nothing", function() end)
case("sleeps", function(_, n) await(asyncio.sleep(n)) end)
case("tasks that are awaited", function(t, n)
  local task = asyncio.create_task(asyncio.sleep(n, n))
  t.eq(await(task), n)
  t.eq(await(asyncio.gather(asyncio.sleep(1, "a"), asyncio.sleep(2, "b"))), { "a", "b", n = 2 })
end)
case("a task that is cancelled and not awaited", function(_, n)
  local task = asyncio.create_task(asyncio.sleep(1000))
  if n % 2 == 0 then
    await(asyncio.sleep(0))
  end
  task:cancel()
end)
case("a task that cleans up after it was cancelled", function()
  local task = asyncio.create_task(async(function()
    local ok, e = pcall(function() await(asyncio.sleep(1000)) end)
    await(asyncio.sleep(0))
    await(asyncio.sleep(0))
    if not ok then
      error(e, 0)
    end
  end))
  await(asyncio.sleep(0))
  task:cancel()
end)
case("a task that is about to end", function()
  asyncio.create_task(async(function()
    for _ = 1, 5 do
      await(asyncio.sleep(0))
    end
  end))
end)
case("timeouts and timers", function(t, n)
  asyncio.timeout(n, function() await(asyncio.sleep(n / 2)) end)
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(asyncio.Future(), n)) end)
  local handle = asyncio.get_running_loop():call_later(1000, print)
  handle:cancel()
  asyncio.get_running_loop():call_later(1, function() end)
  await(asyncio.sleep(2))
end)
case("a coroutine object that is closed", function() asyncio.sleep(1):close() end)
case("a group", function(t, n)
  local sum = 0
  asyncio.TaskGroup(function(tg)
    for i = 1, n do
      tg:create_task(async(function() await(asyncio.sleep(i)) sum = sum + i end))
    end
  end)
  t.eq(sum, n * (n + 1) / 2)
end)
case("a group that fails", function(t)
  t.raises(asyncio.ExceptionGroup, function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(asyncio.sleep(1000))
      tg:create_task(async(function() error(asyncio.ValueError("no")) end))
    end)
  end)
end)
case("queues and locks", function(t, n)
  local queue, lock = asyncio.Queue(2), asyncio.Lock()
  local worker = asyncio.create_task(async(function()
    for _ = 1, n do
      await(queue:get())
      asyncio.with(lock, function() await(asyncio.sleep(1)) end)
      queue:task_done()
    end
  end))
  for i = 1, n do
    await(queue:put(i))
  end
  await(queue:join())
  await(worker)
end)
case("a server and a client that are closed", function(t)
  local server = await(asyncio.start_server(function(reader, writer)
    writer:write(await(reader:readline()))
    writer:close()
  end, "127.0.0.1", 0))
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port))
  writer:write("hello\n")
  t.eq(await(reader:readline()), "hello\n")
  writer:close()
  server:close()
end)
case("with a server", function(t)
  local server = await(asyncio.start_server(function(reader, writer)
    await(reader:read(-1))
    writer:close()
  end, "127.0.0.1", 0))
  asyncio.with(server, function()
    local reader, writer = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port))
    asyncio.with(writer, function() writer:write("x") end)
  end)
end)
case("as_completed, left early", function()
  local tasks = { asyncio.create_task(asyncio.sleep(1, 1)), asyncio.create_task(asyncio.sleep(2, 2)) }
  for task in asyncio.as_completed(tasks) do
    await(task)
    break
  end
  await(tasks[2])
end)
case("files and folders", function(t)
  local dir = t.tempdir()
  local file = assert(io.open(dir .. "/a.txt", "w"))
  file:write("one\ntwo\n")
  file:close()
  local n = 0
  for _ in fs.lines(dir .. "/a.txt") do
    n = n + 1
  end
  t.eq(n, 2)
end)
case("threads", function(t, n)
  if n <= 2 then
    t.eq(await(asyncio.to_thread(function() return 42 end)), 42)
  end
end)
case("an event that is set later", function()
  local event = asyncio.Event()
  asyncio.get_running_loop():call_later(5, function() event:set() end)
  await(event:wait())
end)
case("shield", function(t)
  local inner = asyncio.create_task(asyncio.sleep(2, "x"))
  t.raises(asyncio.TimeoutError, function() await(asyncio.wait_for(asyncio.shield(inner), 1)) end)
  t.eq(await(inner), "x")
end)
case("an exception that is retrieved", function(t)
  local task = asyncio.create_task(async(function() error("no") end))
  await(asyncio.wait { task })
  t.matches(tostring(task:exception()), "no")
end)
case("a loop of its own", function(t)
  t.eq(asyncio.run(async(function() return await(asyncio.sleep(1, 7)) end)), 7)
end)
case("an iterator", function(t)
  local seen = {}
  local gen = coroutine.wrap(function()
    for i = 1, 3 do
      await(asyncio.sleep(1))
      coroutine.yield(i)
    end
  end)
  for v in gen do
    seen[#seen + 1] = v
  end
  t.eq(seen, { 1, 2, 3 })
end)
case("a condition and a barrier", function()
  local barrier, condition = asyncio.Barrier(2), asyncio.Condition()
  local other = asyncio.create_task(async(function()
    await(barrier:wait())
    asyncio.with(condition, function() condition:notify_all() end)
  end))
  await(barrier:wait())
  await(other)
end)
case("a semaphore that many want", function()
  local semaphore = asyncio.Semaphore(2)
  asyncio.TaskGroup(function(tg)
    for _ = 1, 5 do
      tg:create_task(async(function() asyncio.with(semaphore, function() await(asyncio.sleep(1)) end) end))
    end
  end)
end)
case("a future that is done by hand", function(t)
  local future = asyncio.get_running_loop():create_future()
  asyncio.get_running_loop():call_soon(function() future:set_result("r") end)
  t.eq(await(future), "r")
end)
case("a callback that makes a task", function(t)
  local task
  asyncio.get_running_loop():call_later(1, function() task = asyncio.create_task(asyncio.sleep(1)) end)
  await(asyncio.sleep(5))
  t.ok(task:done())
end)
test.case("hooks ran", function(t)
  t.eq(before, 1)
  t.eq(after, 500)
end)
