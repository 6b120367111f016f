--- context run calls itself
local function f() asyncio.copy_context():run(f) end f()
--- task factory that makes tasks
local l = asyncio.get_running_loop()
l:set_task_factory(function(l, co) return asyncio.create_task(co) end)
asyncio.create_task(function() end)
--- exception handler that calls itself
local l = asyncio.get_running_loop()
l:set_exception_handler(function(l, ctx) l:call_exception_handler(ctx) end)
l:call_exception_handler{ message = "x" }
--- predicate that splits again
local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x") })
local function p(e) g:split(p) return true end
g:split(p)
--- subgroup predicate
local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x") })
local function p(e) return g:subgroup(p) ~= nil end
g:subgroup(p)
--- bound function
local c, f = asyncio.copy_context()
f = c:bind(function() asyncio.copy_context():bind(f)() end)
f()
--- sort comparator that sorts
local function cmp(a, b) table.sort({ 3, 2, 1 }, cmp) return a < b end
cmp(1, 2)
--- gsub that gsubs
local function f() return (("x"):gsub("x", f)) end f()
--- foreach
local function f() table.foreach({ 1 }, f) table.foreachi({ 1 }, f) end f()
--- index metamethod
local t t = setmetatable({}, { __index = function(t, k) return t[k .. "x"] end }) return t.a
--- tostring metamethod
local t t = setmetatable({}, { __tostring = function() return tostring(t) end }) return tostring(t)
--- concat metamethod
local t t = setmetatable({}, { __concat = function(a, b) return t .. t end }) return t .. t
--- eq and lt
local mt = {} local a, b = setmetatable({}, mt), setmetatable({}, mt)
mt.__eq = function() return a == b end mt.__lt = function() return a < b end
pcall(function() return a == b end) return a < b
--- call chain of callable tables
local t = setmetatable({}, {}) for i = 1, 1e5 do t = setmetatable({}, { __call = t }) end t()
--- index chain
local t = {} for i = 1, 2e5 do t = setmetatable({}, { __index = t }) end return t.x
--- index loop
local a, b = {}, {} setmetatable(a, { __index = b }) setmetatable(b, { __index = a }) return a.x
--- load reader that loads
local function r() load(r) end load(r)
--- require that requires
package.loaders = { function() return function() require("x" .. math.random()) end end } require("x")
--- coroutines that resume coroutines
local function f() coroutine.wrap(f)() end f()
--- coroutine resume pcall
local function f() local co = coroutine.create(f) assert(coroutine.resume(co)) end f()
--- pcall tower
local function f() pcall(f) end f()
--- xpcall tower with handler
local function f() xpcall(f, f) end f()
--- error in handler
local function h(e) error(e) end xpcall(error, h) local function f() return xpcall(error, f) end f()
--- await recursion
local function f() await(f) end f()
--- async recursion
local f f = async(function() await(f()) end) f():await()
--- await inside metamethod
local t t = setmetatable({}, { __index = function() await(asyncio.sleep(0)) return t.x end }) return t.x
--- await inside sort tasks
local function f() table.sort({ 2, 1 }, function(a, b) await(asyncio.create_task(f)) return a < b end) end f()
--- eager tasks
local l = asyncio.get_running_loop() l:set_task_factory(asyncio.eager_task_factory)
local function f() asyncio.create_task(f) end f()
--- run coroutine in run
local function f() asyncio.run(f) end f()
--- new loop in loop
local function f() asyncio.new_event_loop():run_until_complete(f) end f()
--- runner in runner
local function f() asyncio.Runner():run(f) end f()
--- done callback adds done callback
local fut = asyncio.Future() fut:set_result(1)
local function f() fut:add_done_callback(f) end f() await(asyncio.sleep(10))
--- call_soon for ever
local l = asyncio.get_running_loop() local function f() l:call_soon(f) l:call_soon(f) end f() await(asyncio.sleep(100))
--- wait_for tower
local function f() return await(asyncio.wait_for(f, 1)) end f()
--- timeout tower
local function f() asyncio.timeout(1, f) end f()
--- task group tower
local function f() asyncio.TaskGroup(f) end f()
--- with tower
local function f() asyncio.with(asyncio.Lock(), f) end f()
--- try tower
local function f() asyncio.try(f, {}) end f()
--- try finally tower
local function f() asyncio.try(function() error("x") end, { finally = f }) end f()
--- try catch tower
local function f() asyncio.try(function() error("x") end, { { "any", f } }) end f()
--- try star tower
local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x") })
local function f() asyncio.try(function() error(g) end, { { asyncio.RuntimeError, f, star = true } }) end f()
--- shield tower
local function f() await(asyncio.shield(f)) end f()
--- gather tower
local function f() await(asyncio.gather(f)) end f()
--- host functions that wait, in a tower
local function f() host_wait(1) await(f) end f()
--- host functions that wait, under a comparison
local function f() table.sort({ 2, 1 }, function(a, b) host_wait(1) await(asyncio.create_task(f)) return a < b end) end f()
--- to_thread and executors, which are not granted
local l = asyncio.get_running_loop() local function f() pcall(function() await(asyncio.to_thread(f)) end) pcall(l.run_in_executor, l, nil, f) pcall(asyncio.ThreadPoolExecutor, 1e9) return f() + 1 end f()
--- condition predicate
local c = asyncio.Condition() await(c:acquire())
local function p() await(c:wait_for(p)) end await(c:wait_for(p))
--- priority queue comparison
local q = asyncio.PriorityQueue()
local mt = {} mt.__lt = function(a, b) local q = asyncio.PriorityQueue() q:put_nowait(setmetatable({}, mt)) q:put_nowait(setmetatable({}, mt)) return true end
q:put_nowait(setmetatable({}, mt)) q:put_nowait(setmetatable({}, mt))
--- as_completed tower
local function f() for c in asyncio.as_completed({ f, f }) do await(c) end end f()
--- nested table to host
local t = {} for i = 1, 1e6 do t = { t } end host_any(t)
--- getfenv setfenv
local function f() setfenv(1, setmetatable({}, { __index = function(_, k) return f() end })) return x end f()
--- dofile tower
local function f() pcall(dofile, f) loadstring("return ...")(f)() end f()
--- pairs metamethod iterator
local function f() for k in f do end end f()
--- newindex
local t t = setmetatable({}, { __newindex = function(t, k, v) t[k] = v end }) t.x = 1
--- unm len
local t t = setmetatable({}, { __unm = function() return -t end }) return -t
--- error object tostring
local t t = setmetatable({}, { __tostring = function() error(t) end }) pcall(tostring, t) local e = asyncio.RuntimeError(t) pcall(tostring, e) error(e)
--- nested groups
local e = asyncio.RuntimeError("x") for i = 1, 1e5 do e = asyncio.ExceptionGroup("g", { e }) end error(e)
--- nested causes
local e = asyncio.RuntimeError("x") for i = 1, 1e5 do local n = asyncio.RuntimeError("y") n.cause = e e = n end error(e)
--- context chain of errors
local e = asyncio.RuntimeError("x")
for i = 1, 1e5 do local ok, n = pcall(function() asyncio.try(function() error(e) end, { { "any", function() error(asyncio.RuntimeError("y")) end } }) end) e = n end error(e)
--- json hook
local j = require "json" local t t = setmetatable({}, { __tojson = function() return j.encode(t) end, __json = function() return t end }) j.encode(t) j.encode(setmetatable({}, { __index = function(_, k) return t[k] end }))
--- re gsub
local re = require "re" local function f() return re.gsub("x", "x", f) end f()

--- lists of classes within themselves
local c, shared = {}, { asyncio.TimeoutError }
c[1], c[2] = c, asyncio.TimeoutError
for i = 1, 40 do shared = { shared, shared } end
for _, list in ipairs { c, shared } do
  assert(not asyncio.isinstance(asyncio.RuntimeError("x"), list) and asyncio.isinstance(asyncio.TimeoutError("x"), list))
  asyncio.try(function() error(asyncio.TimeoutError("x")) end, { { list, function() end } })
end
