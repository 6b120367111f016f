-- await(asyncio.sleep(x)), await(q:get()) and await(q:put(x)) are as those whose object a script has first.
local t = require("check")
local asyncio = require("asyncio")

-- Each is written both ways. What goes through a local variable is an object that anybody could look at.
local ways = {
  straight = {
    sleep = function(...) return await(asyncio.sleep(...)) end,
    get = function(q, ...) return await(q:get(...)) end,
    put = function(q, ...) return await(q:put(...)) end,
  },
  object = {
    sleep = function(...) local x = asyncio.sleep(...) return await(x) end,
    get = function(q, ...) local x = q:get(...) return await(x) end,
    put = function(q, ...) local x = q:put(...) return await(x) end,
  },
}

--- same runs a program in both ways and compares what it notes.
local function same(name, program)
  t.case(name, function()
    local outcome = {}
    for way, f in pairs(ways) do
      local log = {}
      local function note(...)
        local list = { n = select("#", ...) }
        for i = 1, list.n do list[i] = tostring((select(i, ...))):gsub("0x%x+", "ADDRESS"):gsub("lua:%d+", "lua") end
        log[#log + 1] = table.concat(list, " ")
      end
      program(f, note)
      outcome[way] = table.concat(log, "\n")
    end
    t.eq(outcome.straight, outcome.object)
    t.eq(#outcome.object > 0, true)
  end)
end

same("turns of the loop, and results", function(f, note)
  local tasks = {}
  for i, delay in ipairs({ 0, -1, -0, 0.5, 0.25, 1e-9, -math.huge }) do
    tasks[i] = asyncio.create_task(function()
      for k = 1, 3 do
        note(i, k, select("#", f.sleep(delay)), f.sleep(delay))
      end
    end)
  end
  tasks[#tasks + 1] = asyncio.create_task(function() note(f.sleep(0, "a", nil, 3)) note(f.sleep(0.1, "a", nil)) end)
  await(asyncio.gather(tasks))
end)

same("wrong arguments", function(f, note)
  for _, arguments in ipairs({ {}, { "x" }, { "0" }, { {} }, { true }, { 0 / 0 }, { nil, 2 } }) do
    note(pcall(f.sleep, unpack(arguments, 1, 2)))
  end
  local q = asyncio.Queue()
  note(pcall(f.put, q))
  note(pcall(f.put, q, 1, 2))
  note(pcall(f.get, q, 3))
  note(pcall(f.get, {}))
  note(pcall(f.put, asyncio.Lock(), 1))
  note(q:qsize())
end)

same("a queue that is full, empty, shut down", function(f, note)
  local q = asyncio.Queue(2)
  local producer = asyncio.create_task(function()
    for i = 1, 6 do
      f.put(q, i + 0.5)
      note("put", i, q:qsize())
    end
    f.put(q, nil)
    q:shutdown()
    note(pcall(f.put, q, "late"))
  end)
  local consumer = asyncio.create_task(function()
    for _ = 1, 7 do note("got", f.get(q)) end
    note(pcall(f.get, q))
  end)
  await(asyncio.gather(producer, consumer))
end)

same("what is put is the value of then", function(f, note)
  local q = asyncio.Queue()
  for i = 1000, 1004 do
    local x = i * 1.5
    f.put(q, x)
    x = x + 1
    note(x)
  end
  while not q:empty() do
    local a = f.get(q)
    local b = a
    a = a + 1
    note(a, b)
  end
end)

same("cancelled, timed out, shielded", function(f, note)
  local q = asyncio.Queue()
  for _, wait in ipairs({ function() f.sleep(0) end, function() f.sleep(10) end, function() f.get(q) end }) do
    local task = asyncio.create_task(function()
      local ok, e = pcall(function() while true do wait() end end)
      note("ended", ok, e)
      f.sleep(0)
      error(e, 0)
    end)
    f.sleep(0)
    note(task:cancel("enough"))
    note(pcall(await, task))
    note(pcall(function() await(asyncio.wait_for(asyncio.shield(asyncio.create_task(function() f.sleep(2) return "late" end)), 1)) end))
    note(pcall(function() return asyncio.with(asyncio.timeout(1), function() wait() f.sleep(5) end) end))
  end
  note(q:qsize())
end)

same("under metamethods, comparators, iterators and callbacks", function(f, note)
  local q = asyncio.Queue()
  for i = 1, 20 do q:put_nowait(i) end
  local object = setmetatable({}, { __index = function(_, k) f.sleep(0) return k .. f.get(q) end, __add = function(_, x) return x + f.get(q) end })
  note(object.x, object + 1)
  local list = { 3, 1, 2 }
  table.sort(list, function(a, b) f.sleep(0) return a < b end)
  note(unpack(list))
  note(("abc"):gsub("%w", function(c) f.sleep(0.1) return c .. f.get(q) end))
  for v in coroutine.wrap(function() for _ = 1, 3 do coroutine.yield(f.get(q)) f.sleep(0) end end) do note(v) end
  local function last() return f.get(q) end
  note(last(), (last()), #{ last(), last() })
end)

same("where it stands when it fails", function(f, note)
  local q = asyncio.Queue()
  q:shutdown()
  local function inner() return (f.get(q)) end
  note(select(2, xpcall(inner, function(e) return tostring(e) end)))
  note(pcall(function() f.sleep() end))
end)

t.case("the object is made where somebody could see it", function()
  local real = asyncio.sleep
  local seen
  asyncio.sleep = function(...) seen = select("#", ...) return real(0) end
  await(asyncio.sleep(1, 2))
  asyncio.sleep = real
  t.eq(seen, 2)
  local suspend = await
  local await = function(x) return type(x), suspend(x) end
  t.eq((await(asyncio.sleep(0))), "userdata")
end)
