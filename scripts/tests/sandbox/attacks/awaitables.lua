--- a future that is its own result
local f = asyncio.Future() f:set_result(f) for i = 1, 1e4 do tostring(f) end local v = f while true do v = await(v) end
--- a ring of futures that are results
local a, b = asyncio.Future(), asyncio.Future() a:set_result(b, a) b:set_result(a, b) while true do local x, y = await(a) a, b = x, y tostring(x) end
--- a coroutine object that awaits itself
local c c = async(function() await(c) end)() await(c)
--- a coroutine object that closes itself
local c c = async(function() c:close() while true do pcall(c.close, c) end end)() await(c)
--- a task that waits for itself in every way
local t t = asyncio.create_task(function() while true do
  pcall(function() await(t) end) pcall(function() await(asyncio.gather(t, t)) end) pcall(function() await(asyncio.wait({ t }, { timeout = 0 })) end)
  pcall(function() await(asyncio.shield(t)) end) pcall(function() await(asyncio.wait_for(t, 0)) end) t:uncancel()
end end) await(t)
--- tasks that cancel each other for ever
local a, b
a = asyncio.create_task(function() while true do pcall(function() await(asyncio.sleep(0)) end) b:cancel() end end)
b = asyncio.create_task(function() while true do pcall(function() await(asyncio.sleep(0)) end) a:cancel() end end)
await(asyncio.sleep(1e6))
--- cancel with long messages
local t = {} for i = 1, 1e7 do t[i] = asyncio.Future() t[i]:cancel(("x"):rep(1e5) .. i) end
--- one task cancelled very often with messages that differ
local t = asyncio.create_task(function() await(asyncio.sleep(1e6)) end) await(asyncio.sleep(0))
for i = 1, 1e9 do t:cancel(("m"):rep(1000) .. i) end
--- cancelling counts up
local t = asyncio.current_task() while true do t:cancel() t:cancelling() end
--- the same list gathered by many
local fs = {} for i = 1, 1e4 do fs[i] = asyncio.Future() end local all = {} for i = 1, 1e6 do all[i] = asyncio.gather(fs) end
--- gather of one future very often in one call
local f, t = asyncio.Future(), {} for i = 1, 1e6 do t[i] = f end local g = asyncio.gather(t) f:set_result(("x"):rep(1e6)) return #await(g)
--- gathers of gathers' results
local function make(n) if n == 0 then return asyncio.sleep(0, ("x"):rep(1000)) end return asyncio.gather(make(n - 1), make(n - 1)) end
await(make(16)) await(make(18)) await(make(20)) await(make(22))
--- gather with a list that lies about its length
await(asyncio.gather(setmetatable({ n = 2 ^ 53 }, { __len = function() return 2 ^ 53 end, __index = function(t, k) return asyncio.sleep(0) end })))
--- wait with a list whose index never ends
await(asyncio.wait(setmetatable({}, { __index = function(t, k) return asyncio.sleep(0) end, __len = function() return math.huge end })))
--- lists that change while they are awaited
local t = {} for i = 1, 1000 do t[i] = asyncio.create_task(function() t[#t + 1] = asyncio.create_task(function() end) t[1] = nil end) end
await(asyncio.gather(t)) while true do t[#t + 1] = asyncio.create_task(function() end) await(asyncio.wait(t)) end
--- wait for the first of many, with those left over
local t = {} for i = 1, 3e4 do t[i] = asyncio.create_task(asyncio.sleep(i)) end
while true do local done, pending = await(asyncio.wait(t, { return_when = asyncio.FIRST_COMPLETED, timeout = 0.0001 })) t = pending end
--- as_completed with many lists of coroutines
local keep = {} for i = 1, 1e6 do local it = asyncio.as_completed({ asyncio.sleep(1e6), asyncio.sleep(1e6) }) keep[i] = it:coroutines() end
--- as_completed inside of its own loop
local f = function(again) for fut in asyncio.as_completed({ function() await(asyncio.sleep(0)) end }) do await(fut) again(again) end end f(f)
--- as_completed left in the middle
while true do for f in asyncio.as_completed({ asyncio.sleep(1e6), asyncio.sleep(0), asyncio.sleep(1e6) }) do break end end
--- wait_for with times that are no times
for _, s in ipairs { 0 / 0, -1, -math.huge, math.huge, 1e300, 2 ^ 63, 1e-300, 2 ^ 53 } do
  for i = 1, 1e5 do pcall(function() asyncio.create_task(asyncio.wait_for(asyncio.sleep(s), s)) end) end
end await(asyncio.sleep(0)) await(asyncio.sleep(1e300))
--- sleeps that end at the same time in great number
for i = 1, 2e5 do asyncio.create_task(asyncio.sleep(0.5)) end await(asyncio.sleep(0.6)) while true do end
--- sleeps with big results
while true do asyncio.create_task(asyncio.sleep(1e6, ("x"):rep(1e6))) end
--- wait_for in a chain of tasks, all late at once
local function f(n) if n == 0 then await(asyncio.sleep(1e6)) else await(asyncio.wait_for(function() return f(n - 1) end, 0.1)) end end f(2e4)
--- timeouts nested deep, all late at once
local function f(n) if n == 0 then await(asyncio.sleep(1e6)) else asyncio.timeout(0.1, function() f(n - 1) end) end end f(1e5)
--- one timeout rescheduled for ever
asyncio.timeout(1e6, function(cm) while true do cm:reschedule(cm:when() + 1) end end)
--- a timeout rescheduled to what is no time
asyncio.timeout(1, function(cm) for _, w in ipairs { 0 / 0, math.huge, -math.huge, 1e308 } do pcall(cm.reschedule, cm, w) end while true do cm:expired() end end)
--- timeout objects kept
local t = {} for i = 1, 1e7 do t[i] = asyncio.Timeout(i) end
--- a task group whose tasks all fail
asyncio.TaskGroup(function(tg) for i = 1, 1e6 do tg:create_task(function() error(asyncio.ValueError(("x"):rep(100) .. i)) end) end end)
--- a task group whose tasks start others when they are cancelled
asyncio.TaskGroup(function(tg)
  local function f() pcall(function() await(asyncio.sleep(1e6)) end) pcall(tg.create_task, tg, f) pcall(tg.create_task, tg, f) end
  for i = 1, 100 do tg:create_task(f) end await(asyncio.sleep(0)) error("x")
end)
--- task groups nested, cancelled from the inside
local function f(n, outer) asyncio.TaskGroup(function(tg) if n > 0 then tg:create_task(function() f(n - 1, tg) end) else outer:cancel() error("x") end end) end f(5000)
--- task groups kept by their tasks
local t = {} for i = 1, 1e7 do t[i] = asyncio.create_task(function() asyncio.TaskGroup(function(tg) tg:create_task(asyncio.sleep(1e6)) end) end) if i % 100 == 0 then await(asyncio.sleep(0)) end end
--- callbacks of futures that add callbacks to others
local function new() local f = asyncio.Future() f:add_done_callback(function() for i = 1, 3 do new():set_result(1) end end) return f end
new():set_result(1) await(asyncio.sleep(1e6))
--- callbacks with long contexts
local f = asyncio.Future() for i = 1, 1e7 do f:add_done_callback(print, { context = asyncio.copy_context() }) end
--- removing callbacks by comparing
local mt = {} mt.__eq = function(a, b) return a == b end
local f = asyncio.Future() for i = 1, 3e4 do f:add_done_callback(setmetatable({}, { __call = print, __eq = mt.__eq })) end
while true do f:remove_done_callback(setmetatable({}, { __call = print, __eq = mt.__eq })) end
--- callbacks removed and added again and again
local f = asyncio.Future() for i = 1, 1e4 do f:add_done_callback(function() end) end while true do f:add_done_callback(print) f:remove_done_callback(print) end
--- results of very many values kept
local t = {} for i = 1, 1e6 do local f = asyncio.Future() f:set_result(unpack({}, 1, 2e5)) t[i] = f end
--- results of very many values through gather
local c = {} for i = 1, 1000 do c[i] = async(function() return unpack({}, 1, 1e5) end)() end await(asyncio.gather(c))
--- exceptions set with a value that refers to the future
local f = asyncio.Future() local e = asyncio.RuntimeError(f) e.f = f f:set_exception(e) while true do tostring(f) tostring(e) pcall(function() await(f) end) end
--- one exception raised at very many places
local e = asyncio.RuntimeError("x") for i = 1, 1e7 do pcall(error, e) pcall(function() await(async(function() error(e) end)()) end) end return #tostring(e)
--- one exception raised through deep stacks again and again
local e = asyncio.RuntimeError("x") local function f(n) if n == 0 then error(e) end f(n - 1) return 1 end while true do pcall(f, 10000) end
--- get_stack of deep tasks kept
local s, me = {}, asyncio.current_task() local function f(n) if n > 0 then f(n - 1) return 1 end for i = 1, 1e6 do s[i] = me:get_stack() end end f(10000)
--- call graphs of a task that many wait for
local f = asyncio.Future() local ts = {} for i = 1, 2e4 do ts[i] = asyncio.create_task(function() await(f) end) end await(asyncio.sleep(0))
while true do asyncio.capture_call_graph(f) asyncio.format_call_graph(f) end
--- call graphs of a lattice of tasks
local row = { asyncio.Future() } local last = row[1]
for i = 1, 30 do local down = last local a = asyncio.create_task(function() await(asyncio.wait({ down })) end) local b = asyncio.create_task(function() await(asyncio.gather(down)) end) last = asyncio.gather(a, b) end
await(asyncio.sleep(0)) return asyncio.format_call_graph(row[1]), asyncio.capture_call_graph(row[1]), asyncio.print_call_graph(row[1])
--- call graphs with limits that are none
for _, n in ipairs { -1, 0, 2 ^ 53, -2 ^ 53, 0 / 0, math.huge } do pcall(asyncio.format_call_graph, nil, { limit = n, depth = n }) pcall(asyncio.capture_call_graph, nil, { limit = n, depth = n }) end
--- concurrent futures kept
local l, t = asyncio.get_running_loop(), {} for i = 1, 1e7 do t[i] = asyncio.run_coroutine_threadsafe(asyncio.sleep(1e6), l) end
--- concurrent futures waited for in the loop itself
local l = asyncio.get_running_loop() while true do local c = asyncio.run_coroutine_threadsafe(asyncio.sleep(1e6), l) pcall(c.result, c) pcall(c.result, c, 1e6) pcall(c.exception, c, 1e6) end
--- wrapped futures in a chain
local f = asyncio.Future() local g = f for i = 1, 1e5 do g = asyncio.shield(asyncio.wrap_future(asyncio.ensure_future(g))) end f:cancel("x") await(asyncio.sleep(0)) await(g)
--- tasks with a context of their own each
local v, t = asyncio.ContextVar("v"), {} for i = 1, 1e6 do local c = asyncio.copy_context() c:run(v.set, v, ("x"):rep(1000) .. i) t[i] = asyncio.create_task(asyncio.sleep(1e6), { context = c }) end
--- registered tasks that are none
for i = 1, 1e6 do pcall(asyncio._register_task, setmetatable({}, { __index = function() return print end })) pcall(asyncio._register_task, asyncio.Future()) end asyncio.all_tasks()
--- entering tasks that are not left
local l = asyncio.get_running_loop() for i = 1, 1e5 do pcall(asyncio._enter_task, l, asyncio.create_task(function() end)) pcall(asyncio._leave_task, l, asyncio.current_task()) end await(asyncio.sleep(0))
--- task factories that answer with anything
local l = asyncio.get_running_loop()
for _, v in ipairs { 1, "x", false, {}, asyncio.Future(), l, print } do
  l:set_task_factory(function() return v end) for i = 1, 1e4 do pcall(function() await(asyncio.create_task(asyncio.sleep(0))) end) pcall(asyncio.gather, function() end) end
end
--- eager task factories one within another
local factory = asyncio.eager_task_factory for i = 1, 1e5 do local f = factory factory = asyncio.create_eager_task_factory(function(...) return f(...) end) end
asyncio.get_running_loop():set_task_factory(factory) asyncio.create_task(function() end)
--- eager tasks that end at once for ever
asyncio.get_running_loop():set_task_factory(asyncio.eager_task_factory) while true do asyncio.create_task(function() return 1 end) end
--- awaiting what pretends to be awaitable
local t t = setmetatable({}, { __index = function() return t end, __call = function() return t end, __await = function() return t end }) while true do pcall(await, t) pcall(await, { await = function() return t end }) end
--- async of async of async
local f = function() end for i = 1, 1e6 do f = async(f) end f()
--- async functions kept
local t = {} for i = 1, 1e8 do t[i] = async(print) end
--- coroutine objects with many arguments kept
local f, t = async(function() end), {} for i = 1, 1e7 do t[i] = f(unpack({}, 1, 1e5)) end
--- coroutine objects with strings as arguments kept
local f, t = async(function() end), {} for i = 1, 1e7 do t[i] = f(("x"):rep(1e5) .. i) end
