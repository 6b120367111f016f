--- queue with a size that is none
for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, math.huge, 0 / 0, 0.5 } do for _, make in ipairs { asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue } do
  local ok, q = pcall(make, n) if ok then pcall(function() for i = 1, 1e5 do q:put_nowait(i) end end) end
end end
--- barriers, semaphores and notifications in numbers that are none
for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, math.huge, 0 / 0, 0.5, 0 } do
  pcall(asyncio.Barrier, n) pcall(asyncio.Semaphore, n) pcall(asyncio.BoundedSemaphore, n)
  local c = asyncio.Condition() await(c:acquire()) pcall(c.notify, c, n) c:release()
end
--- a semaphore released for ever
local s = asyncio.Semaphore(0) while true do s:release() end
--- waiters that give up again and again
local s = asyncio.Semaphore(0) while true do pcall(function() await(asyncio.wait_for(s:acquire(), 0)) end) end
--- waiters cancelled in great number at once
local k, t = asyncio.Lock(), {} await(k:acquire()) for i = 1, 5e4 do t[i] = asyncio.create_task(k:acquire()) end await(asyncio.sleep(0))
for i = 5e4, 1, -1 do t[i]:cancel() end await(asyncio.sleep(0)) k:release()
--- getters cancelled in great number at once
local q, t = asyncio.Queue(), {} for i = 1, 5e4 do t[i] = asyncio.create_task(q:get()) end await(asyncio.sleep(0))
for i = 5e4, 1, -1 do t[i]:cancel() end await(asyncio.sleep(0)) q:put_nowait(1)
--- putters cancelled from the first on
local q, t = asyncio.Queue(1), {} q:put_nowait(0) for i = 1, 5e4 do t[i] = asyncio.create_task(q:put(("x"):rep(100))) end await(asyncio.sleep(0))
for i = 1, 5e4 do t[i]:cancel() end await(asyncio.sleep(0)) q:shutdown(true)
--- putters that are parked with big items
local q = asyncio.Queue(1) q:put_nowait(0) for i = 1, 1e6 do asyncio.create_task(q:put(("x"):rep(1e5) .. i)) if i % 100 == 0 then await(asyncio.sleep(0)) end end
--- coroutine objects of methods, never awaited
local q, k, e, c, b, t = asyncio.Queue(), asyncio.Lock(), asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2), {}
for i = 1, 1e7 do t[i] = { q:get(), q:put(i), q:join(), k:acquire(), e:wait(), c:wait(), b:wait(), asyncio.sleep(1) } end
--- an event that wakes those who wait again at once
local e = asyncio.Event() for i = 1, 1e4 do asyncio.create_task(function() while true do await(e:wait()) e:clear() end end) end
while true do e:set() await(asyncio.sleep(0)) end
--- a condition whose waiters notify all
local c = asyncio.Condition()
for i = 1, 3000 do asyncio.create_task(function() await(c:acquire()) while true do c:notify_all() await(c:wait()) end end) end await(asyncio.sleep(1e6))
--- a condition with predicates that are asked by many
local c, n = asyncio.Condition(), 0
for i = 1, 3000 do asyncio.create_task(function() await(c:acquire()) await(c:wait_for(function() n = n + 1 c:notify_all() return false end)) end) end await(asyncio.sleep(1e6))
--- conditions that share one lock
local k, t = asyncio.Lock(), {} for i = 1, 1e7 do t[i] = asyncio.Condition(k) end
--- a condition whose lock is the condition
local c = asyncio.Condition() for i = 1, 1e5 do local ok, d = pcall(asyncio.Condition, c) if ok then c = d end end await(c:acquire()) c:notify_all() c:release()
--- a condition whose lock is a table that calls back
local c c = setmetatable({}, { __index = function(t, k) return function() return asyncio.Condition(t):acquire() end end }) local ok, d = pcall(asyncio.Condition, c) if ok then await(d:acquire()) end
--- a barrier reset by those whom it lets go
local b = asyncio.Barrier(3) for i = 1, 1000 do asyncio.create_task(function() while true do pcall(function() await(b:wait()) b:reset() end) await(asyncio.sleep(0)) end end) end await(asyncio.sleep(1e6))
--- a barrier that is never full
local b = asyncio.Barrier(2 ^ 31) while true do asyncio.create_task(b:wait()) end
--- queues in a ring that hand one item on
local qs = {} for i = 1, 1000 do qs[i] = asyncio.Queue() end
for i = 1, 1000 do asyncio.create_task(function() while true do await(qs[i % 1000 + 1]:put(await(qs[i]:get()))) end end) end
qs[1]:put_nowait(1) await(asyncio.sleep(1e6))
--- a queue filled and emptied at both ends for ever
local q = asyncio.Queue() for i = 1, 1e5 do q:put_nowait(i) end while true do q:put_nowait(q:get_nowait()) end
--- a queue that has been long, of which little is left
local qs = {} for k = 1, 1e5 do local q = asyncio.Queue() for i = 1, 1e4 do q:put_nowait(("x"):rep(100)) end for i = 1, 9999 do q:get_nowait() end qs[k] = q end
--- a stack that has been high
local qs = {} for k = 1, 1e5 do local q = asyncio.LifoQueue() for i = 1, 1e4 do q:put_nowait(i) end for i = 1, 1e4 do q:get_nowait() end qs[k] = q end
--- priority queue of tables without an order
local q = asyncio.PriorityQueue() for i = 1, 1e5 do pcall(q.put_nowait, q, {}) pcall(q.put_nowait, q, i % 2 == 0 and i or "x") end
--- priority queue of items that compare in a loop without end
local q = asyncio.PriorityQueue() local mt = { __lt = function() while true do end end } q:put_nowait(setmetatable({}, mt)) q:put_nowait(setmetatable({}, mt))
--- priority queue of items that take from it while they are compared
local q = asyncio.PriorityQueue() local mt = {} mt.__lt = function() if not q:empty() then q:get_nowait() end return true end
for i = 1, 1e5 do q:put_nowait(setmetatable({}, mt)) end while not q:empty() do q:get_nowait() end
--- priority queue of items whose comparison waits
local q = asyncio.PriorityQueue() local mt = { __lt = function() await(asyncio.sleep(1e6)) return true end }
for i = 1, 1e5 do asyncio.create_task(function() q:put_nowait(setmetatable({}, mt)) end) end await(asyncio.sleep(1e6))
--- priority queue of long lists and strings
local q, s = asyncio.PriorityQueue(), ("x"):rep(1e6) for i = 1, 1e4 do q:put_nowait(s .. i) end while true do q:put_nowait(q:get_nowait()) end
--- priority queue of nested lists
local q = asyncio.PriorityQueue() local function deep() local t = { 1 } for i = 1, 1e5 do t = { t } end return t end pcall(q.put_nowait, q, deep()) pcall(q.put_nowait, q, deep()) pcall(q.put_nowait, q, deep())
--- priority queue of shared and cyclic lists
local q = asyncio.PriorityQueue() local function shared() local t = { 1 } for i = 1, 40 do t = { t, t } end return t end local c = {} c[1] = c local d = {} d[1] = d
for _, v in ipairs { shared(), shared(), shared(), c, d, c } do pcall(q.put_nowait, q, v) end
--- join without task_done, and task_done without items
local q = asyncio.Queue() for i = 1, 1e5 do pcall(q.task_done, q) q:put_nowait(i) end for i = 1, 1e4 do asyncio.create_task(q:join()) end await(asyncio.sleep(0)) for i = 1, 1e5 do q:task_done() end await(q:join())
--- shutdown with very many who wait
local q = asyncio.Queue() for i = 1, 5e4 do asyncio.create_task(function() while true do pcall(function() await(q:get()) end) end end) end await(asyncio.sleep(0)) q:shutdown(true) await(asyncio.sleep(0)) await(asyncio.sleep(1e6))
--- with what is held again inside
local k = asyncio.Lock() asyncio.with(k, function() asyncio.create_task(function() asyncio.with(k, function() end) end) asyncio.with(k, function() end) end)
--- with what is no manager, and with managers that call themselves
local m m = setmetatable({}, { __index = function(t, k) return function(...) return asyncio.with(m, function() asyncio.with(m, print) end) end end }) for i = 1, 100 do pcall(asyncio.with, m, print) pcall(asyncio.with, i, print) end
--- with whose end never ends
asyncio.with(setmetatable({}, { __index = function() return function() while true do await(asyncio.sleep(0)) end end end }), print)
--- streams without a reader, lines that are long
local r = asyncio.StreamReader({ limit = 2 ^ 53 }) while true do r:feed_data(("x"):rep(1e6)) end
--- streams read byte by byte
local r = asyncio.StreamReader({ limit = 2 ^ 30 }) for i = 1, 20 do r:feed_data(("x"):rep(1e6)) end while true do await(r:read(1)) if r:at_eof() then break end end
--- streams asked for what they will not have
local r = asyncio.StreamReader() for _, n in ipairs { 2 ^ 53, 2 ^ 31, 1e300, math.huge, 0 / 0, -5 } do pcall(function() asyncio.create_task(r:readexactly(n)) asyncio.create_task(r:read(n)) end) end await(asyncio.sleep(0)) r:feed_data(("x"):rep(1e6)) r:feed_eof()
--- streams with separators that are long, empty or many
local r = asyncio.StreamReader({ limit = 2 ^ 26 }) r:feed_data(("a"):rep(2e7)) for _, sep in ipairs { "", ("a"):rep(1e6) .. "b", "b", { "b", "c", ("a"):rep(1e5) .. "d" } } do pcall(function() await(asyncio.wait_for(r:readuntil(sep), 0.1)) end) end
--- streams with very many separators
local seps = {} for i = 1, 1e4 do seps[i] = "sep" .. i end local r = asyncio.StreamReader({ limit = 2 ^ 26 }) while true do r:feed_data(("se"):rep(1e5)) pcall(function() await(asyncio.wait_for(r:readuntil(seps), 0)) end) end
--- many who read from one stream
local r = asyncio.StreamReader() for i = 1, 1e5 do asyncio.create_task(function() pcall(function() await(r:readline()) end) end) end await(asyncio.sleep(0)) r:set_exception(asyncio.RuntimeError(("x"):rep(1e6))) await(asyncio.sleep(0))
--- lines of a stream, each tiny
local r = asyncio.StreamReader({ limit = 2 ^ 30 }) r:feed_data(("\n"):rep(1e7)) r:feed_eof() local t = {} for line in r:lines() do t[#t + 1] = line end
--- lines in formats that are none
local r = asyncio.StreamReader() r:feed_data(("\n"):rep(1e4)) for _, f in ipairs { "x", ("L"):rep(1e6), "*a", "*n", 2 ^ 53, -1 } do pcall(function() for l in r:lines(f) do end end) end
