--- error classes in a long line
local c = asyncio.Exception for i = 1, 2e5 do c = asyncio.error_class("E" .. i, c) end
local e = c("x") while true do asyncio.isinstance(e, asyncio.ValueError) asyncio.isinstance(e, asyncio.Exception) pcall(error, e) end
--- error classes with long names
local t = {} for i = 1, 1e6 do t[i] = asyncio.error_class(("E"):rep(1e5) .. i)("x") end return tostring(t[1])
--- errors with names that are shown again and again
local e = asyncio.error_class(("E"):rep(1e7))("x") while true do tostring(e) end
--- a class that is its own parent
local ok, c = pcall(asyncio.error_class, "E") pcall(function() c.parent = c end) pcall(function() c.base = c end) pcall(asyncio.error_class, "F", setmetatable({}, { __index = function() return c end })) error(c("x"))
--- errors whose message is an error, in a long line
local e = asyncio.RuntimeError("x") for i = 1, 2e5 do e = asyncio.RuntimeError(e) end pcall(tostring, e) error(e)
--- errors whose arguments share each other
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.RuntimeError(e, e) end pcall(tostring, e) error(e)
--- errors with very many arguments
local t = {} for i = 1, 1e5 do t[i] = asyncio.RuntimeError(unpack({}, 1, 2e5)) end
--- errors with fields that grow
local e = asyncio.RuntimeError("x") for i = 1, 1e8 do e["f" .. i] = i end
--- errors with long messages, kept
local t = {} for i = 1, 1e6 do t[i] = select(2, pcall(error, ("x"):rep(1e5) .. i)) end
--- errors with positions, level by level
local function f(n) if n == 0 then for i = 1, 1e9 do pcall(error, "x", i % 1000) end end f(n - 1) return 1 end f(5000)
--- errors at levels that are none
for _, l in ipairs { -1, 0, 2 ^ 31, 2 ^ 53, -2 ^ 63, 0 / 0, math.huge } do for i = 1, 1e5 do pcall(error, "x", l) end end
--- raising in the handler of the handler
local function h(e) return xpcall(error, h) end while true do xpcall(error, h) end
--- handlers that wait
xpcall(function() error("x") end, function(e) await(asyncio.sleep(1e6)) end) while true do xpcall(error, function() await(asyncio.sleep(0)) end) end
--- handlers that run out of stack where the stack has run out
local function f() return 1 + f() end local function h() return 1 + h() end for i = 1, 1e5 do xpcall(f, h) end
--- stack overflow in each of very many tasks
local function f() return 1 + f() end for i = 1, 1e6 do asyncio.create_task(function() pcall(f) await(asyncio.sleep(1e6)) end) if i % 10 == 0 then await(asyncio.sleep(0)) end end
--- stack overflow kept in coroutines
local t = {} for i = 1, 1e6 do local co = coroutine.create(function() local function f() return 1 + f() end pcall(f) coroutine.yield() end) coroutine.resume(co) t[i] = co end
--- stack overflow kept in coroutines that failed
local t = {} for i = 1, 1e6 do local co = coroutine.create(function() local function f() return 1 + f() end f() end) coroutine.resume(co) t[i] = co end
--- out of memory caught while the stack is deep
local function f(n) if n > 0 then f(n - 1) return 1 end while true do pcall(string.rep, "x", 2 ^ 26) pcall(table.concat, { ("x"):rep(2 ^ 25), ("x"):rep(2 ^ 25) }) end end f(10000)
--- out of memory caught again and again, a bit being kept each time
local keep = {} while true do local ok, e = pcall(function() local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end end) keep[#keep + 1] = { e, ("x"):rep(1000) } end
--- out of memory in many tasks that catch it
for i = 1, 1000 do asyncio.create_task(function() while true do pcall(function() local t = {} for i = 1, 1e9 do t[i] = { i } end end) await(asyncio.sleep(0)) end end) end await(asyncio.sleep(1e6))
--- out of memory in handlers, finalizers and callbacks
local l, f = asyncio.get_running_loop(), asyncio.Future()
local function hog() local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end end
l:set_exception_handler(hog) for i = 1, 100 do f:add_done_callback(hog) l:call_soon(hog) asyncio.create_task(hog) end f:set_result(1) await(asyncio.sleep(1e6))
--- out of memory inside of the library
local t = {} for i = 1, 2e5 do t[i] = ("x"):rep(1000) end
while true do pcall(table.concat, t) pcall(unpack, t) pcall(string.rep, t[1], 1e5) pcall(string.gsub, t[1]:rep(1000), "x", t[1]) pcall(string.format, ("%s"):rep(200), unpack(t, 1, 200)) end
--- try with very many clauses
local c = {} for i = 1, 1e5 do c[i] = { asyncio.error_class("E" .. i), print } end while true do pcall(asyncio.try, function() error(asyncio.RuntimeError("x")) end, c) end
--- try with clauses that answer for what they are not
asyncio.try(function() error("x") end, setmetatable({}, { __len = function() return 2 ^ 53 end, __index = function(t, k) return setmetatable({}, getmetatable(t)) end }))
--- except star with very many errors and clauses
local es, c = {}, {} for i = 1, 2000 do es[i] = asyncio.RuntimeError("x") c[i] = { asyncio.error_class("E" .. i), print, star = true } end
while true do pcall(asyncio.try, function() error(asyncio.ExceptionGroup("g", es)) end, c) end
--- finally within finally
local function f() asyncio.try(function() error("x") end, { finally = function() asyncio.try(f, { finally = f }) end }) end f()
--- finally that waits while it is cancelled
local t = asyncio.create_task(function() local function f() asyncio.try(function() await(asyncio.sleep(1e6)) end, { finally = f }) end f() end)
await(asyncio.sleep(0)) while true do t:cancel() await(asyncio.sleep(0)) end
--- a group of very many errors shown
local es = {} for i = 1, 2e5 do es[i] = asyncio.RuntimeError(("x"):rep(50)) end local g = asyncio.ExceptionGroup("g", es) tostring(g) error(g)
--- groups with long messages within each other
local g = asyncio.RuntimeError("x") for i = 1, 1000 do g = asyncio.ExceptionGroup(("x"):rep(1e4), { g }) end while true do tostring(g) pcall(g.split, g, asyncio.ValueError) end
--- groups split by predicates that split
local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x"), asyncio.ValueError("y") }) local function p(e) local a, b = g:split(p) return a == nil end pcall(g.subgroup, g, p) g:split(p)
--- groups split by a predicate that keeps all
local es, keep = {}, {} for i = 1, 1000 do es[i] = asyncio.RuntimeError(i) end local g = asyncio.ExceptionGroup("g", es) while true do keep[#keep + 1] = g:subgroup(function() return true end) end
--- groups that are derived from themselves
local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x") }) while true do g = g:derive({ g, g }) if math.random() < 0.01 then pcall(tostring, g) end end
--- groups derived in classes that derive again
local G = asyncio.error_class("G", asyncio.ExceptionGroup) local g pcall(function() G.derive = function(self, list) return G("g", list):derive(list) end end) g = G("g", { asyncio.RuntimeError("x"), asyncio.ValueError("y") }) g:split(asyncio.ValueError)
--- groups of what are no errors
for _, v in ipairs { { 1 }, { {} }, { print }, { n = 2 ^ 53 }, { n = 67108863 }, setmetatable({}, { __index = function() return asyncio.RuntimeError("x") end, __len = function() return 2 ^ 53 end }) } do pcall(asyncio.ExceptionGroup, "g", v) pcall(asyncio.BaseExceptionGroup, v, v) end
--- a lattice of causes and contexts
local a = { asyncio.RuntimeError("a"), asyncio.RuntimeError("b") } for i = 1, 30 do local x, y = asyncio.RuntimeError("x"), asyncio.RuntimeError("y") pcall(function() x.cause, x.context, y.cause, y.context = a[1], a[2], a[2], a[1] end) a = { x, y } end tostring(a[1]) error(a[1])
--- causes and groups that hold each other
local e = asyncio.RuntimeError("x") local g = asyncio.ExceptionGroup("g", { e }) pcall(function() e.cause = g end) pcall(function() e.context = g end) tostring(g) asyncio.isinstance(g, asyncio.ValueError) g:split(asyncio.ValueError) error(g)
--- exceptions that are never retrieved, with long messages
for i = 1, 1e6 do local f = asyncio.Future() f:set_exception(asyncio.RuntimeError(("x"):rep(1e5) .. i)) if i % 100 == 0 then await(asyncio.sleep(0)) end end
--- exceptions that are never retrieved, which fail to show
local e = setmetatable({}, { __tostring = function() while true do end end }) for i = 1, 1000 do asyncio.create_task(function() error(e) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0)) collectgarbage() await(asyncio.sleep(1e6))
--- exceptions that are never retrieved, which wait to show
local e = setmetatable({}, { __tostring = function() await(asyncio.sleep(1e6)) return "x" end }) for i = 1, 1000 do asyncio.create_task(function() error(e) end) end await(asyncio.sleep(0)) collectgarbage() await(asyncio.sleep(1e6))
--- exception handlers that raise
local l = asyncio.get_running_loop() l:set_exception_handler(function(l, c) error(c) end) while true do l:call_exception_handler({ message = ("x"):rep(1e4) }) l:call_soon(error, "x") await(asyncio.sleep(0)) end
--- exception handlers with contexts that are cyclic, shared, deep, long
local l = asyncio.get_running_loop() local cyc, sh, deep = {}, { 1 }, {} cyc.message, cyc.exception, cyc.task = cyc, cyc, cyc for i = 1, 40 do sh = { message = sh, exception = sh, x = sh } end for i = 1, 1e5 do deep = { message = deep } end
for _, c in ipairs { cyc, sh, deep, { message = ("x"):rep(1e7) }, setmetatable({}, { __index = function(t, k) return t end }) } do pcall(l.call_exception_handler, l, c) pcall(l.default_exception_handler, l, c) end
--- the default handler asked for ever
local l = asyncio.get_running_loop() local c = {} for i = 1, 1e4 do c["key" .. i] = ("x"):rep(100) end c.message = "x" while true do l:default_exception_handler(c) end
--- debug mode with slow and failing callbacks
local l = asyncio.get_running_loop() l:set_debug(true) local function f(n) if n > 0 then f(n - 1) return 1 end for i = 1, 1e9 do asyncio.create_task(function() error("x") end) l:call_soon(error) asyncio.Future() end end f(5000)
--- cancelled errors raised by hand in finally and callbacks
while true do asyncio.create_task(function() asyncio.try(function() error(asyncio.CancelledError("x")) end, { finally = function() error(asyncio.CancelledError("y")) end }) end) await(asyncio.sleep(0)) end
--- keyboard interrupts and base exceptions raised by hand
for _, c in ipairs { asyncio.KeyboardInterrupt, asyncio.BaseException } do for i = 1, 100 do asyncio.create_task(function() error(c("x")) end) asyncio.get_running_loop():call_soon(error, c("y")) pcall(await, asyncio.sleep(0)) end end
--- errors with methods that are replaced
local e = asyncio.RuntimeError("x") pcall(function() e.split, e.subgroup, e.derive = print, print, print end) pcall(function() getmetatable(e).__tostring = function() return tostring(e) end end) tostring(e) error(e)
--- limit errors wrapped and raised again
local function f() while true do end end while true do local ok, e = pcall(f) pcall(error, asyncio.RuntimeError(e)) asyncio.create_task(function() error(e) end) end
--- memory errors wrapped in groups without end
local g = asyncio.RuntimeError("x") while true do local ok, e = pcall(string.rep, "x", 1e12) g = asyncio.ExceptionGroup("g", { g, type(e) == "userdata" and e or asyncio.RuntimeError(e) }) end
--- assert with messages that are long or no strings
while true do pcall(assert, false, ("x"):rep(1e6)) pcall(assert, nil, setmetatable({}, { __tostring = function() return ("y"):rep(1e6) end })) pcall(assert) end
--- wrong arguments of which the message tells
local s = ("x"):rep(1e7) while true do pcall(math.floor, s) pcall(asyncio.sleep, s) pcall(setmetatable, s) pcall(function() return s.y.z end) pcall(function() return s + 1 end) pcall(function() return {}[s][s] end) pcall(asyncio.gather, { s }) end
--- options with long and many unknown names
local o = {} for i = 1, 1e4 do o["name" .. i] = i end o[("x"):rep(1e6)] = 1 while true do pcall(asyncio.create_task, asyncio.sleep(0), o) pcall(asyncio.Future, o) pcall(asyncio.gather, {}, o) pcall(asyncio.StreamReader, o) end
--- fields that objects do not have, with long names
local f, s = asyncio.Future(), ("dona"):rep(1e5) while true do pcall(function() return f[s] end) pcall(function() f[s] = 1 end) pcall(function() return asyncio[s] end) pcall(function() return asyncio.current_task()[s] end) end
--- modules that are not there, with long names
local s = ("json."):rep(1e5) while true do pcall(require, s) pcall(require, "moonloop." .. s) pcall(require, ("../"):rep(1e4)) end
