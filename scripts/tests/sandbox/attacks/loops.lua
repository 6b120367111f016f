--- the loop stopped, closed and run in turns
local l = asyncio.get_running_loop() while true do pcall(l.stop, l) pcall(l.close, l) pcall(l.run_forever, l) pcall(l.run_until_complete, l, asyncio.sleep(0)) end
--- the loop stopped by each of its callbacks
local l = asyncio.get_running_loop() local function f() l:stop() l:call_soon(f) end f() await(asyncio.sleep(1e6))
--- new loops that run each other
local ls = {} for i = 1, 1000 do ls[i] = asyncio.new_event_loop() end local function f(i) ls[i]:run_until_complete(function() f(i % 1000 + 1) end) end f(1)
--- new loops full of callbacks, kept
local t = {} for i = 1, 1e6 do local l = asyncio.new_event_loop() for k = 1, 1000 do l:call_soon(print, k) l:call_later(1e6, print) end t[i] = l end
--- new loops full of tasks, never run
local t = {} for i = 1, 1e6 do local l = asyncio.new_event_loop() for k = 1, 100 do l:create_task(asyncio.sleep(1e6)) end t[i] = l end
--- new loops whose handler runs them
local l = asyncio.new_event_loop() l:set_exception_handler(function(l) l:run_until_complete(asyncio.sleep(0)) end) l:call_exception_handler({ message = "x" }) l:call_soon(error, "x") pcall(l.run_forever, l)
--- runners closed while they run
local r r = asyncio.Runner(nil) pcall(function() r:run(function() r:close() r:run(print) end) end) while true do local q = asyncio.Runner() pcall(q.run, q, function() q:close() end) pcall(q.close, q) end
--- runners whose tasks do not end at close
while true do local r = asyncio.Runner() pcall(r.run, r, function() for i = 1, 100 do asyncio.create_task(function() while true do pcall(function() await(asyncio.sleep(1e6)) end) end end) end end) pcall(r.close, r) end
--- asyncio.run within tasks, in loops
while true do pcall(asyncio.run, function() await(asyncio.sleep(0)) end) pcall(asyncio.run, asyncio.sleep(0), { debug = true }) end
--- loops set as those of the World
for i = 1, 1e6 do pcall(asyncio.set_event_loop, asyncio.new_event_loop()) pcall(asyncio.get_event_loop) end pcall(asyncio.set_event_loop, setmetatable({}, { __index = print }))
--- timers at times that are none
local l = asyncio.get_running_loop() for _, n in ipairs { 0 / 0, -1, math.huge, -math.huge, 1e300, 2 ^ 63, 1e-300 } do for i = 1, 1e5 do pcall(l.call_later, l, n, print) pcall(l.call_at, l, n, print) end end await(asyncio.sleep(1))
--- timers that set themselves again in the past
local l = asyncio.get_running_loop() local function f() l:call_at(0, f) l:call_later(-1e300, f) end f() await(asyncio.sleep(1e6))
--- timers cancelled in great number, far ahead
local l = asyncio.get_running_loop() while true do local t = {} for i = 1, 1e4 do t[i] = l:call_later(1e6 + i, print, ("x"):rep(1000) .. i) end for i = 1, 1e4 do t[i]:cancel() end end
--- timers with very many arguments
local l = asyncio.get_running_loop() for i = 1, 1e6 do l:call_later(1e6, print, unpack({}, 1, 2e5)) end
--- callbacks with very many arguments
local l = asyncio.get_running_loop() for i = 1, 1e6 do l:call_soon(print, unpack({}, 1, 2e5)) end
--- handles kept after they were called
local l, t = asyncio.get_running_loop(), {} local function f() for i = 1, 1000 do t[#t + 1] = l:call_soon(function() end, ("x"):rep(1000) .. i) end l:call_soon(f) end f() await(asyncio.sleep(1e6))
--- callbacks that wait
local l = asyncio.get_running_loop() for i = 1, 1e6 do l:call_soon(function() await(asyncio.sleep(1e6)) end) if i % 1000 == 0 then await(asyncio.sleep(0)) end end
--- callbacks that yield, and are coroutines
local l = asyncio.get_running_loop() for i = 1, 1e6 do l:call_soon(coroutine.wrap(function() while true do coroutine.yield() end end)) l:call_soon(coroutine.yield) if i % 1000 == 0 then await(asyncio.sleep(0)) end end
--- executors that are none
local l = asyncio.get_running_loop() for i = 1, 1e4 do pcall(l.run_in_executor, l, setmetatable({}, { __index = function() return print end }), print) pcall(l.set_default_executor, l, {}) pcall(function() await(l:shutdown_default_executor(0 / 0)) end) pcall(function() await(l:shutdown_asyncgens()) end) end
--- signals in a World
local l = asyncio.get_running_loop() for _, s in ipairs { "SIGINT", "SIGKILL", 9, 2, -1, 2 ^ 53, 0 / 0, ("SIG"):rep(1e5) } do for i = 1, 1000 do pcall(l.add_signal_handler, l, s, print) pcall(l.remove_signal_handler, l, s) pcall(asyncio.killpg, 0, s) end end
--- contexts run in each other for ever
local a, b = asyncio.copy_context(), asyncio.copy_context() local function f() a:run(function() b:run(function() asyncio.copy_context():run(f) end) end) end f()
--- contexts copied within what they run
local function f(c) c:run(function() f(asyncio.copy_context()) end) end f(asyncio.copy_context())
--- contexts with very many variables, each copied and changed
local vs = {} for i = 1, 1e4 do vs[i] = asyncio.ContextVar("v" .. i) vs[i]:set(i) end local t = {} for i = 1, 1e6 do local c = asyncio.copy_context() c:run(function() vs[i % 1e4 + 1]:set({ i }) end) t[i] = c end
--- contexts listed again and again
for i = 1, 1e5 do asyncio.ContextVar("v" .. i):set(i) end local c, t = asyncio.copy_context(), {} while true do t[#t + 1] = c:items() c:keys() c:values() for k, v in pairs(c) do end end
--- contexts that hold themselves
local v, c = asyncio.ContextVar("v"), asyncio.copy_context() c:run(function() v:set(c) end) for i = 1, 1e6 do local d = c:copy() d:run(function() v:set({ c, d }) end) c = d end tostring(c)
--- variables set in a loop, with tokens that are used at the end
local v, t = asyncio.ContextVar("v"), {} for i = 1, 3e5 do t[i] = v:set(("x"):rep(10) .. i) end for i = #t, 1, -1 do v:reset(t[i]) end while true do pcall(v.reset, v, t[1]) end
--- variables whose defaults and names are long, cyclic or shown by methods
local o o = setmetatable({}, { __tostring = function() return tostring(asyncio.ContextVar("x", { default = o })) end }) pcall(asyncio.ContextVar, o) local v = asyncio.ContextVar("v", { default = o }) tostring(v) local c = asyncio.copy_context() tostring(c) v:set(v) tostring(v:set(v))
--- bound functions within bound functions
local f = function() end for i = 1, 1e5 do f = asyncio.copy_context():bind(f) end f()
--- bound functions kept
local c, t = asyncio.copy_context(), {} for i = 1, 1e7 do t[i] = c:bind(print) end
--- debug mode on and off with tasks that are lost
local l = asyncio.get_running_loop() while true do l:set_debug(true) async(function() end)() asyncio.Future():set_exception(asyncio.RuntimeError("x")) l:set_debug(false) collectgarbage() await(asyncio.sleep(0)) end
--- protocols that are made by what does not end
local l = asyncio.get_running_loop() for i = 1, 1000 do pcall(function() await(l:create_server(function() while true do end end, "127.0.0.1", 0)) end) pcall(function() await(l:create_connection(function() while true do end end, "127.0.0.1", 1)) end) end pcall(asyncio.Protocol, setmetatable({}, { __index = function(t) return t end })) pcall(asyncio.BufferedProtocol, { get_buffer = function() return 2 ^ 53 end })
--- certificates that are none
for i = 1, 1e4 do pcall(asyncio.ssl_context, { cert = ("x"):rep(1e5), key = ("x"):rep(1e5), ca = ("-----BEGIN CERTIFICATE-----\n"):rep(1e4) }) pcall(asyncio.ssl_context, { cafile = "/etc/passwd", cadata = ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):rep(1e4) }) pcall(asyncio.ssl_context) end
--- contexts of TLS kept
local t = {} for i = 1, 1e7 do local ok, c = pcall(asyncio.ssl_context, {}) t[i] = ok and c or i end
--- networks asked for what is not granted, for ever
while true do pcall(function() await(asyncio.open_connection(("x"):rep(1e5), 80)) end) pcall(function() await(asyncio.getaddrinfo(("x."):rep(1e5), 80)) end) pcall(function() await(asyncio.start_server(print, "0.0.0.0", 0)) end) pcall(function() await(asyncio.open_datagram_endpoint({ remote_addr = { "1.1.1.1", 53 } })) end) end
--- files asked for what is not granted, for ever
while true do for _, f in pairs(fs or {}) do if type(f) == "function" then pcall(function() await(f("/etc/passwd", "r")) end) pcall(function() await(f(("x/"):rep(1e5), ("y/"):rep(1e5))) end) end end pcall(io.open, "/etc/passwd") pcall(io.lines, ("x"):rep(1e6)) pcall(os.remove, "x") pcall(os.tmpname) end
--- standard streams read, written, closed and written again
pcall(function() asyncio.create_task(asyncio.stdin:read()) end) for i = 1, 1e6 do pcall(function() asyncio.stdout:write(("x"):rep(1e6)) end) pcall(function() asyncio.stderr:writelines({ ("x"):rep(1e6), ("x"):rep(1e6) }) end) pcall(function() io.stdout:write(("x"):rep(1e6)) io.stderr:write(("x"):rep(1e6)) end) pcall(function() io.stdout:setvbuf("full", 2 ^ 53) end) end
--- standard output closed, replaced and kept
pcall(io.close) pcall(function() io.stdout:close() end) pcall(io.output, "/dev/null") pcall(io.output, setmetatable({}, { __index = print })) while true do pcall(print, ("x"):rep(1e6)) pcall(io.write, ("x"):rep(1e6)) pcall(io.read, 2 ^ 53) pcall(io.read, "*a") pcall(io.read, ("*l"):rep(1e5)) end
--- clocks, dates and times that are none
while true do for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, 0 / 0, math.huge } do pcall(os.date, "%c", n) pcall(os.date, "*t", n) pcall(os.time, { year = n, month = n, day = n, hour = n, min = n, sec = n }) pcall(os.difftime, n, n) pcall(os.date, ("%"):rep(1e5)) pcall(os.getenv, ("x"):rep(1e6)) pcall(os.exit, n) end end
--- seeds and random numbers over ranges that are none
while true do for _, n in ipairs { 2 ^ 53, -2 ^ 53, 1e300, 0 / 0, math.huge, 0 } do pcall(math.random, n) pcall(math.random, -n, n) pcall(math.randomseed, n) end end
