--- arguments that grow with each call
local function f(...) return f(1, ...) end f()
--- arguments that double with each call
local function two(...) local t = { ... } for i = 1, #t do t[#t + 1] = t[i] end return unpack(t) end local function f(...) return f(two(...)) end f(1)
--- tail calls for ever
local function f(n) return f(n + 1) end f(0)
--- tail calls between two coroutines
local a, b a = coroutine.wrap(function() while true do coroutine.yield(b) end end) b = coroutine.wrap(function() while true do coroutine.yield(a) end end) local x = a while true do x = x() end
--- a coroutine that resumes who resumed it
local co co = coroutine.create(function() while true do coroutine.resume(co) coroutine.yield() end end) while true do coroutine.resume(co) end
--- a coroutine that wraps itself in itself
local co = coroutine.running() local function f(...) while true do pcall(coroutine.resume, coroutine.create(f), ...) end end f(co)
--- coroutines in a ring
local cs = {} for i = 1, 1000 do cs[i] = coroutine.create(function() while true do local ok, e = coroutine.resume(cs[i % 1000 + 1]) coroutine.yield(ok) end end) end while true do coroutine.resume(cs[1]) end
--- a pipe of generators
local g = coroutine.wrap(function() while true do coroutine.yield(1) end end) for i = 1, 5000 do local h = g g = coroutine.wrap(function() while true do coroutine.yield(h() + 1) end end) end while true do g() end
--- a pipe of generators that await
local g = coroutine.wrap(function() while true do await(asyncio.sleep(0)) coroutine.yield(1) end end) for i = 1, 2000 do local h = g g = coroutine.wrap(function() while true do coroutine.yield(h() + 1) end end) end while true do g() end
--- coroutines that are dead in great number
local t = {} for i = 1, 1e8 do local co = coroutine.create(function() return ("x"):rep(10) end) coroutine.resume(co) t[i] = co end
--- coroutines suspended within pcall within coroutines
local t = {} for i = 1, 1e7 do local co = coroutine.create(function() pcall(function() coroutine.wrap(function() coroutine.yield(coroutine.yield()) end)() coroutine.yield() end) end) coroutine.resume(co) t[i] = co end
--- coroutines suspended within metamethods and iterators
local mt = { __add = function() coroutine.yield() return 1 end, __index = function() coroutine.yield() end }
local t = {} for i = 1, 1e7 do local co = coroutine.create(function() local x = setmetatable({}, mt) + 1 for _ in function() coroutine.yield() end do end end) coroutine.resume(co) t[i] = co end
--- coroutines suspended within sort, gsub and load
local t = {} for i = 1, 1e7 do local co = coroutine.create(function() table.sort({ 3, 2, 1 }, function(a, b) ("x"):gsub("x", function() load(function() coroutine.yield() end) end) return a < b end) end) coroutine.resume(co) t[i] = co end
--- wrapped coroutines as iterators, left in the middle
while true do for x in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(("x"):rep(1000)) end end) do break end end
--- values yielded in great number
local co = coroutine.wrap(function() while true do coroutine.yield(unpack({}, 1, 2e5)) end end) local t = {} for i = 1, 1e6 do t[i] = { co() } end
--- index chains of tables and functions in turn
local t = {} for i = 1, 1e5 do local u = t t = setmetatable({}, { __index = i % 2 == 0 and u or function(_, k) return u[k] end }) end while true do pcall(function() return t.x end) end
--- index chain walked for every key
local t = {} for i = 1, 90 do t = setmetatable({}, { __index = t }) end while true do local _ = t.x, t.y, t[1], t[{}] end
--- newindex chain walked for every key
local t = {} for i = 1, 90 do t = setmetatable({}, { __newindex = t }) end for i = 1, 1e9 do t[i] = i end
--- call chain of two that call each other
local a, b = {}, {} setmetatable(a, { __call = b }) setmetatable(b, { __call = a }) while true do pcall(a) pcall(b, a) end
--- each metamethod of each operation answering with itself
local t local function again() return t end
t = setmetatable({}, { __add = again, __sub = again, __mul = again, __div = again, __mod = again, __pow = again, __unm = again, __concat = again, __index = again, __call = again, __lt = again, __le = again, __eq = again })
while true do t = -(t + t - t * t / t % t ^ t .. t)(t)[t] local _ = t < t, t <= t, t == t end
--- metatables of metatables
local t = {} for i = 1, 1e7 do t = setmetatable({}, t) t.__index = t end return t.x
--- gc metamethods on proxies
for i = 1, 1e7 do local p = newproxy(true) getmetatable(p).__gc = function() while true do end end end collectgarbage() await(asyncio.sleep(0))
--- weak tables full of what nobody holds
local t = setmetatable({}, { __mode = "kv" }) for i = 1, 1e9 do t[{}] = { i } t[i] = {} end
--- weak tables with keys that hold their values
local t = setmetatable({}, { __mode = "k" }) for i = 1, 1e9 do local k = {} t[k] = { k } end
--- tables as keys of each other
local t = {} for i = 1, 1e8 do local u = {} u[t] = t t = u end
--- functions as keys
local t = {} for i = 1, 1e8 do t[function() return t end] = i end
--- numbers as keys: nan, infinities, huge, tiny, negative
local t = {} for i = 1, 1e8 do pcall(rawset, t, 0 / 0, i) t[-i] = i t[i * 1e300] = i t[i / 1e300] = i t[2 ^ 53 + i * 2] = i end
--- one table with an array, cut off and grown again
local t = {} while true do for i = 1, 1e5 do t[i] = i end for i = 1e5, 1, -1 do t[i] = nil end end
--- very many tables that once were big
local keep = {} for k = 1, 1e6 do local t = {} for i = 1, 1e4 do t[i] = i end for i = 1, 1e4 do t[i] = nil end keep[k] = t end
--- very many tables that once had many keys
local keep = {} for k = 1, 1e6 do local t = {} for i = 1, 1e4 do t["k" .. i] = i end for i = 1, 1e4 do t["k" .. i] = nil end keep[k] = t end
--- constructors with very many elements
local src = "return {" .. ("1,"):rep(4e5) .. "}" local f, t = load(src), {} for i = 1, 1e6 do t[i] = f() end
--- constructors with very many names
local n = {} for i = 1, 5e4 do n[i] = "a" .. i .. "=1" end local f, t = load("return {" .. table.concat(n, ",") .. "}"), {} for i = 1, 1e6 do t[i] = f() end
--- constructors that take all that a call gives
local t = {} for i = 1, 1e6 do t[i] = { unpack({}, 1, 2e5) } end
--- local variables captured in a loop, each big
local t = {} for i = 1, 1e7 do local s = ("x"):rep(1e5) .. i t[i] = function() return s end end
--- closures that hold a whole stack by one variable
local t = {} for i = 1, 1e6 do local function f(n, ...) if n == 0 then local x = ... return function() return x end end return (f(n - 1, ...)) end t[i] = f(100, unpack({}, 1, 1000)) end
--- environments of functions, one each
local t = {} for i = 1, 1e7 do t[i] = setfenv(function() return x end, { x = i }) end
--- environments that are looked up through themselves
local e = setmetatable({}, { __index = function(t, k) return getfenv(1)[k] end }) setfenv(e and 1, e) return undefined
--- environments of levels that are none
for _, l in ipairs { -1, 0, 1, 2 ^ 31, 2 ^ 53, 0 / 0, math.huge } do for i = 1, 1e4 do pcall(getfenv, l) pcall(setfenv, l, {}) end end
--- loops whose step is nothing
for i = 1, 2, 0 do end for i = 1, 2, 1e-300 do end
--- loops to infinity and from nan
for i = 1, math.huge do end
--- loops over large numbers where one added is nothing
for i = 2 ^ 53, 2 ^ 53 + 10 do end for i = -2 ^ 60, 2 ^ 60 do end
--- iterators that never end, in one instruction each
for _ in rawlen or math.random do end for _ in math.random do end
--- next as an iterator over a table that grows
local t = { 1 } for k in next, t do t[k + 1] = k end local n = 0 for k, v in pairs(t) do t[{}] = 1 n = n + 1 end
--- next asked from the far end
local t = {} for i = 1, 1e5 do t["k" .. i] = i end local last for k in pairs(t) do last = k end while true do next(t, last) pcall(next, t, "none") end
--- globals without end by setfenv and rawset
for i = 1, 1e9 do rawset(_G, "g" .. i, i) end
--- goto in circles
do ::a:: local x = {} goto a end
--- goto out of closures that are made again and again
local t = {} do ::top:: local a, b = {}, {} t[#t + 1] = function() return a, b end goto top end
--- comparisons of long lists of numbers as strings
local a = ("1"):rep(1e7) while true do local _ = a < a .. "1", a == a .. "", a .. a < a end
--- concatenation of very many at once
local parts = {} for i = 1, 200 do parts[i] = "s" end local f = load("local s = ... return " .. table.concat(parts, "..")) local s = ("x"):rep(1e5) local t = {} for i = 1, 1e6 do t[i] = f(s) end
--- concatenation through metamethods, right to left
local mt = {} mt.__concat = function(a, b) return setmetatable({ a, b }, mt) end local x = setmetatable({}, mt) while true do x = x .. x .. x .. "y" .. 1 end
--- numbers that are shown and read again
local x = 1 while true do x = tonumber(tostring(x * 1.000001)) + 0 if x > 1e300 then x = 1e-300 end local _ = x .. "" end
--- integers at the edge, divided and taken modulo
while true do local _ = (-2 ^ 63) % -1, (2 ^ 53) % 0, 0 / 0 % 1, 1e308 * 10 % 3, math.fmod(1, 0), math.ldexp(1, 2 ^ 53), math.frexp(0 / 0) end
--- select in a loop over very many arguments
local function f(...) for i = 1, select("#", ...) do local _ = select(i, ...) end end while true do f(unpack({}, 1, 2e5)) end
--- select from the end
local function f(...) while true do local _ = select(-1, ...), select(-select("#", ...), ...) end end f(unpack({}, 1, 2e5))
--- vararg handed on through deep calls
local function f(n, ...) if n == 0 then return ... end return (f(n - 1, ...)) end for i = 1, 1e6 do pcall(f, 10000, unpack({}, 1, 200)) end
--- unpack of tables that lie
for _, a in ipairs { { -2 ^ 53, 2 ^ 53 }, { 1, 2 ^ 31 }, { 2 ^ 53 - 10, 2 ^ 53 }, { -2 ^ 31, 0 }, { 0 / 0, 10 }, { 1, math.huge }, { -math.huge, math.huge } } do for i = 1, 100 do pcall(unpack, setmetatable({}, { __index = function() return 1 end }), a[1], a[2]) end end
--- string methods through a changed metatable
local mt = getmetatable("") pcall(function() mt.__index = function(s, k) return function() return s:x() end end end) while true do pcall(function() return ("x"):y() end) end
--- garbage made in great strides
while true do local t = {} for i = 1, 100 do t[i] = ("x"):rep(1e5) end t = nil collectgarbage() end
--- garbage counts and steps
while true do collectgarbage("step", 2 ^ 53) collectgarbage("setpause", 0) collectgarbage("setstepmul", 2 ^ 53) collectgarbage("stop") pcall(collectgarbage, "x") end
