--- gather with n
asyncio.gather{ n = 67108863 }
--- gather with n through wait
await(asyncio.wait({ n = 67108863 })) await(asyncio.gather(unpack({}, 1, 2e5)))
--- string.rep sizes
for _, n in ipairs{ 1e9, 2 ^ 31, 2 ^ 40, 2 ^ 53, 2 ^ 63, 1e300, math.huge } do pcall(string.rep, "x", n) pcall(string.rep, "", n) pcall(string.rep, ("x"):rep(1e5), n) end
--- format widths
for _, f in ipairs{ "%999999999d", "%.999999999f", "%1000000s", "%99d", "%099.99f" } do pcall(string.format, f, 1) end
--- table.create like sizes
for _, n in ipairs{ 1e9, 2 ^ 31, 2 ^ 53 } do pcall(table.concat, {}, "x", 1, n) pcall(unpack, {}, 1, n) pcall(table.move, {}, 1, n, 2, {}) pcall(table.insert, {}, n, 1) pcall(select, n, 1) pcall(string.char, n) end
--- concat many times the same
local s = ("x"):rep(1e6) local t = {} for i = 1, 1e5 do t[i] = s end return #table.concat(t)
--- loaded functions
local t = {} for i = 1, 1e7 do t[i] = load("return " .. i) end
--- loaded big constants
local t = {} for i = 1, 1e7 do t[i] = load("return '" .. ("x"):rep(1000) .. i .. "'") end
--- many protos
local s = ("function() end,"):rep(30000) local t = {} for i = 1, 1e7 do t[i] = loadstring("return {" .. s .. "}") end
--- as_completed
local t = {} for i = 1, 1e7 do t[i] = asyncio.as_completed({ asyncio.Future() }) end
--- context copies
local t = {} for i = 1, 1e7 do t[i] = asyncio.copy_context() end
--- context copies with variables
local vars = {} for i = 1, 1000 do vars[i] = asyncio.ContextVar("v" .. i) vars[i]:set(i) end
local t = {} for i = 1, 1e7 do t[i] = asyncio.copy_context() end
--- newproxy
local t = {} for i = 1, 1e8 do t[i] = newproxy(true) end
--- long task names
local t = {} for i = 1, 1e6 do t[i] = asyncio.create_task(function() end, { name = ("x"):rep(1e5) .. i }) end
--- task set_name
local t = {} for i = 1, 1e6 do t[i] = asyncio.create_task(function() await(asyncio.sleep(1e6)) end) t[i]:set_name(("x"):rep(1e5) .. i) end
--- new event loops
local t = {} for i = 1, 1e7 do t[i] = asyncio.new_event_loop() end
--- new event loops not kept
for i = 1, 1e7 do asyncio.new_event_loop() end
--- runners
local t = {} for i = 1, 1e7 do t[i] = asyncio.Runner() pcall(function() t[i]:get_loop() end) end
--- context var names
local t = {} for i = 1, 1e7 do t[i] = asyncio.ContextVar(("x"):rep(1e5) .. i) end
--- tokens
local v, t = asyncio.ContextVar("v"), {} for i = 1, 1e7 do t[i] = v:set(i) end
--- error classes
local t = {} for i = 1, 1e7 do t[i] = asyncio.class and asyncio.class("E" .. i) or asyncio.error_class and asyncio.error_class("E" .. i) or {} end
--- groups of errors
local e, t = asyncio.RuntimeError("x"), {} local many = {} for i = 1, 1000 do many[i] = e end
for i = 1, 1e7 do t[i] = asyncio.ExceptionGroup("g", many) end
--- derived groups
local e, t = asyncio.RuntimeError("x"), {} local many = {} for i = 1, 1000 do many[i] = e end
local g = asyncio.ExceptionGroup("g", many) for i = 1, 1e7 do t[i] = { g:split(function() return true end) } end
--- shields
local t, f = {}, asyncio.Future() for i = 1, 1e7 do t[i] = asyncio.shield(f) end
--- gathers
local t, f = {}, asyncio.Future() for i = 1, 1e7 do t[i] = asyncio.gather(f, f, f) end
--- waits
local t, f = {}, asyncio.Future() for i = 1, 1e7 do t[i] = asyncio.wait({ f }) end
--- wrap_future
local t, f = {}, asyncio.Future() for i = 1, 1e7 do t[i] = asyncio.wrap_future(f) end
--- done callbacks on one future
local f = asyncio.Future() for i = 1, 1e8 do f:add_done_callback(print) end
--- call_soon
local l = asyncio.get_running_loop() for i = 1, 1e8 do l:call_soon(print) end
--- call_later
local l = asyncio.get_running_loop() for i = 1, 1e8 do l:call_later(1e6, print) end
--- call_later cancelled
local l = asyncio.get_running_loop() for i = 1, 1e8 do l:call_later(1e6, print):cancel() end
--- threadsafe
local l = asyncio.get_running_loop() for i = 1, 1e8 do l:call_soon_threadsafe(print) end
--- locks waited for
local k = asyncio.Lock() await(k:acquire()) local t = {} for i = 1, 1e7 do t[i] = asyncio.create_task(k:acquire()) if i % 1000 == 0 then await(asyncio.sleep(0)) end end
--- semaphores, events, conditions, barriers
local t = {} for i = 1, 1e7 do t[i] = { asyncio.Semaphore(1), asyncio.BoundedSemaphore(1), asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2), asyncio.Lock() } end
--- queues
local t = {} for i = 1, 1e7 do t[i] = { asyncio.Queue(), asyncio.LifoQueue(), asyncio.PriorityQueue() } end
--- stream readers
local t = {} for i = 1, 1e7 do t[i] = asyncio.StreamReader() end
--- feed
local r = asyncio.StreamReader() for i = 1, 1e8 do r:feed_data(("x"):rep(100)) end
--- parked goroutines
local t = {} for i = 1, 1e7 do t[i] = asyncio.create_task(function() table.sort({ 2, 1 }, function() await(asyncio.sleep(1e6)) end) end) if i % 100 == 0 then await(asyncio.sleep(0)) end end
--- parked deep goroutines
local function deep(n) if n == 0 then await(asyncio.sleep(1e6)) else table.sort({ 2, 1 }, function() deep(n - 1) end) end end
local t = {} for i = 1, 1e7 do t[i] = asyncio.create_task(function() deep(2000) end) await(asyncio.sleep(0)) end
--- parked eager tasks
local t = {} for i = 1, 1e7 do t[i] = asyncio.create_task(function() table.sort({ 2, 1 }, function() await(asyncio.sleep(1e6)) end) end, { eager_start = true }) end
--- coroutines with big stacks
local t = {} for i = 1, 1e7 do local co = coroutine.wrap(function() local function f(n) if n == 0 then coroutine.yield() else f(n - 1) return 1 end end f(1000) end) co() t[i] = co end
--- coroutines never started
local t = {} for i = 1, 1e8 do t[i] = coroutine.create(print) end
--- gmatch iterators
local t = {} for i = 1, 1e7 do t[i] = ("x"):gmatch(".") end
--- tables with metatables
local t = {} for i = 1, 1e8 do t[i] = setmetatable({}, {}) end
--- numbers as keys
local t = {} for i = 1, 1e9 do t[i + 0.5] = i end
--- strings as keys
local t = {} for i = 1, 1e9 do t["k" .. i] = i end
--- booleans nested
local t = {} for i = 1, 1e9 do t[i] = true end
--- far keys
local all = {} for k = 1, 1e6 do local t = {} for i = 1, 26 do t[2 ^ i] = i end all[k] = t end
--- substrings hold the whole
local t = {} for i = 1, 1e7 do t[i] = ((("x"):rep(1e6)) .. i):sub(1, 2) end
--- split strings
local s = ("x"):rep(1e6) local t = {} for i = 1, 1e9 do t[i] = s:sub(i % 1000 + 1, i % 1000 + 900000) end
--- upvalues
local t = {} for i = 1, 1e8 do local a, b, c, d = i, i, i, i t[i] = function() return a, b, c, d end end
--- json
local j = require "json" local s = "[" .. ("[],"):rep(300000) .. "1]" local t = {} for i = 1, 1e6 do t[i] = j.decode(s) end
--- json encode
local j = require "json" local s = ("\0"):rep(1e6) local t = {} for i = 1, 1e6 do t[i] = j.encode(s .. i) end
--- json shared
local j = require "json" local t = { 1 } for i = 1, 40 do t = { t, t } end j.encode(t)
--- toml shared
local j = require "toml" local t = { a = 1 } for i = 1, 40 do t = { a = t, b = t } end j.encode(t)
--- toml cyclic
local j = require "toml" local t = {} t.t = t j.encode(t)
--- csv
local c = require "csv" local s = ("a,b,c\n"):rep(1e5) local t = {} for i = 1, 1e6 do t[i] = c.parse and c.parse(s) or c.decode(s) end
--- gzip bomb
local g = require "gzip" local s = g.compress(("\0"):rep(2e7)) local t = {} for i = 1, 1e5 do t[i] = g.decompress(s) end
--- base64
local b = require "base64" local s = ("x"):rep(1e7) local t = {} for i = 1, 1e5 do t[i] = b.encode(s) end
--- regular expressions
local re = require "re" local t = {} for i = 1, 1e6 do t[i] = re.compile("(a{1,100}){1,9}" .. i) end
--- regular expression repeats
local re = require "re" for i = 1, 1e3 do pcall(re.compile, ("(a{1,1000}){1,1000}"):rep(i)) pcall(re.compile, ("(?:a{1,30}){1,30}"):rep(i)) end
--- urls
local u = require "url" local t = {} for i = 1, 1e7 do t[i] = u.parse("http://a/b?c=d#" .. i) end
--- datetimes
local d = require "datetime" local t = {} for i = 1, 1e7 do t[i] = d.now and d.now() or d.utcnow() end
--- uuids
local u = require "uuid" local t = {} for i = 1, 1e7 do t[i] = u.v4 and u.v4() or u.uuid4() end
--- hashes
local h = require "hash" local t = {} for i = 1, 1e7 do t[i] = h.new and h.new("sha256") or h.sha256("x" .. i) end
--- hash update
local h = require "hash" local s = ("x"):rep(2e7) for i = 1, 1e5 do h.sha256(s) end
--- host functions
local t = {} for i = 1, 1e7 do t[i] = host_any({ i }) end
--- shared to host
local t = { a = 1 } for i = 1, 25 do t = { t, t } end host_any(t)
--- shared maps to host
local t = { a = 1 } for i = 1, 25 do t = { a = t, b = t } end host_map(t)
--- shared structs to host
local t = { value = 1 } for i = 1, 25 do t = { children = { t, t } } end host_tree(t)
--- shared to blocking host
local t = { a = 1 } for i = 1, 25 do t = { t, t } end host_wait(t)
--- cyclic to host
local t = {} t[1] = t host_any(t)
--- cyclic map to host
local t = {} t.x = t host_map(t)
--- cyclic struct to host
local t = {} t.children = { t } host_tree(t)
--- big list to host
local t = {} for i = 1, 2e6 do t[i] = true end for i = 1, 100 do host_any(t) host_list(t) end
--- same string list to host
local s = ("x"):rep(1e7) local t = {} for i = 1, 1e5 do t[i] = s end host_list(t)
--- far length
local t = {} t[2 ^ 26 - 1] = 1 host_list(t) t[2 ^ 30] = 1 host_any(t)
--- many arguments to host
host_many(unpack({}, 1, 2e5))
--- results shared
local t = { 1 } for i = 1, 40 do t = { t, t } end return t
--- results large
local t = {} for i = 1, 1e6 do t[i] = { i } end return t, t, t
--- results deep
local t = {} for i = 1, 1e6 do t = { t } end return t
--- results cyclic
local t = {} t[1] = t return t
--- caught and left over
t = {} for i = 1, 1e9 do pcall(function() while true do t[#t + 1] = asyncio.create_task(function() await(asyncio.sleep(1e6)) end) end end) end
--- globals left over
while true do x = { x } end
--- modules left over
for i = 1, 1e9 do package.loaded["m" .. i] = { ("x"):rep(1000) .. i } end
--- string metatable left over
getmetatable("").__index = { x = {} } for i = 1, 1e9 do string["x" .. i] = i end
--- output
while true do print(("x"):rep(1e6)) end
--- io.write many
while true do io.write(unpack({}, 1, 1e5)) end
--- sleepers
while true do asyncio.create_task(asyncio.sleep(1e6)) end
--- unawaited
local f = async(function() end) while true do f() end
--- queue of queues
local q = asyncio.Queue() while true do local p = asyncio.Queue() p:put_nowait(q) q = p end
--- linked list
local l while true do l = { next = l } end
--- string of errors
local e = "" while true do local ok, x = pcall(error, e .. "x") e = x end
--- traces
local t = {} local function f(n) if n == 0 then error(asyncio.RuntimeError("x")) end f(n - 1) return 1 end
for i = 1, 1e6 do local _, e = pcall(f, 5000) t[i] = e end
--- task exceptions never read
while true do asyncio.create_task(function() error(("x"):rep(1e5)) end) await(asyncio.sleep(0)) end
--- call graph
local t = {} for i = 1, 1e5 do t[i] = asyncio.create_task(function() await(asyncio.sleep(1e6)) end) end
await(asyncio.sleep(0)) for i = 1, 1e4 do for k = 1, 100 do pcall(asyncio.format_call_graph, t[k]) end end
