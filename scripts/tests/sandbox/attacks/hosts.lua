--- lists that say they are longer than they are
for _, n in ipairs { 2 ^ 53, 2 ^ 31, 67108863, -1, 0 / 0, math.huge, 1e300 } do pcall(host_list, { n = n }) pcall(host_any, { n = n, 1 }) pcall(host_tree, { children = { n = n } }) end
--- lists within lists that say they are long
local t = { n = 1e6 } for i = 1, 5 do t = { t, t, t, t, n = 1e6 } end pcall(host_any, t) pcall(host_list, t)
--- trees that share what they hold by different names
local t = { value = 1 } for i = 1, 40 do t = { children = { t }, named = { a = t, b = t }, value = t } end host_tree(t)
--- trees that are deep by different ways
local t = { value = 1 } for i = 1, 1e6 do t = i % 2 == 0 and { children = { t } } or { named = { a = t } } end pcall(host_tree, t) local v = 1 for i = 1, 1e6 do v = { value = v } end host_tree(v)
--- maps with very many keys, again and again
local t = {} for i = 1, 2e5 do t["key" .. i] = i end while true do host_map(t) host_any(t) end
--- maps kept by the results of the host
local t, keep = {}, {} for i = 1, 1e4 do t["key" .. i] = { i } end for i = 1, 1e6 do keep[i] = host_any(t) end
--- lists kept by the results of the host
local t, keep = {}, {} for i = 1, 1e5 do t[i] = i end for i = 1, 1e6 do keep[i] = host_any(t) end
--- strings that go to the host and back
local t = {} for i = 1, 1e6 do t[i] = host_any(("x"):rep(1e5) .. i) end
--- strings to the host, long and often
local s = ("x"):rep(2e7) while true do host_text(s) host_any(s) pcall(host_many, s, s, s, s) end
--- numbers for texts and texts for numbers
local s = ("1"):rep(1e7) while true do pcall(host_text, 1) pcall(host_list, s) pcall(host_map, s) pcall(host_tree, s) pcall(host_tree, { value = s }) end
--- blocking functions of the host in very many tasks
for i = 1, 1e7 do asyncio.create_task(function() host_wait(i) end) if i % 1000 == 0 then await(asyncio.sleep(0)) end end
--- blocking functions of the host with long arguments in very many tasks
for i = 1, 1e7 do asyncio.create_task(function() host_wait(("x"):rep(1e5) .. i) end) if i % 1000 == 0 then await(asyncio.sleep(0)) end end
--- blocking functions of the host in coroutines that are left
local t = {} for i = 1, 1e6 do local co = coroutine.wrap(function() host_wait(1) coroutine.yield() end) co() t[i] = co end
--- blocking functions of the host in tasks that are cancelled
while true do local t = asyncio.create_task(function() while true do host_wait(1) end end) await(asyncio.sleep(0)) t:cancel() end
--- blocking functions of the host within metamethods, sorts and patterns
local mt = { __index = function(t, k) host_wait(1) return k end, __lt = function() host_wait(1) return true end } local t = setmetatable({}, mt) while true do local _ = t.x, t < t ("abc"):gsub(".", function(c) host_wait(c) end) table.sort({ 3, 2, 1 }, function(a, b) host_wait(1) return a < b end) end
--- functions of the host kept with what is bound to them
local t = {} for i = 1, 1e7 do t[i] = async(host_any) t[-i] = coroutine.wrap(host_any) end
--- objects of the host asked for what they do not have
while true do pcall(function() return host_object[("x"):rep(1e6)] end) pcall(function() host_object.name = ("x"):rep(1e6) end) pcall(function() host_object[{}] = 1 end) pcall(function() return host_object + 1 end) pcall(function() return host_object() end) pcall(tostring, host_object) end
--- objects of the host sent back in shared tables
local t = { host_object } for i = 1, 40 do t = { t, t } end pcall(host_any, t) pcall(host_any, { [host_object] = host_object }) pcall(host_map, { [host_object] = 1 })
--- functions, tasks, futures and loops to the host
local l = asyncio.get_running_loop() for _, v in ipairs { print, asyncio.current_task(), asyncio.Future(), l, coroutine.create(print), newproxy(true), asyncio.Queue(), asyncio.RuntimeError("x") } do for i = 1, 1e4 do pcall(host_any, v) pcall(host_list, { v, v }) pcall(host_tree, v) pcall(host_text, v) pcall(host_wait, v) end end
--- errors that share members to the host
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.ExceptionGroup("g", { e, e }) end pcall(host_any, e) pcall(host_list, { e }) pcall(host_wait, e) error({ e })
--- errors with long texts that leave the World
error(setmetatable({}, { __tostring = function() return ("x"):rep(3e7) end }))
--- errors that are tables with cycles
local t = {} t.t, t[1] = t, t error(t)
--- results that are many
return unpack({}, 1, 2.4e5)
--- results that are long strings, many times the same
local s = ("x"):rep(3e7) local t = {} for i = 1, 1000 do t[i] = s end return t, s, s
--- results that say they are long
return { n = 2 ^ 53 }, { n = 67108863 }, { { n = 67108863 } }
--- results that are futures, tasks and generators without end
return asyncio.Future(), asyncio.create_task(function() while true do await(asyncio.sleep(0)) end end), coroutine.wrap(function() while true do coroutine.yield() end end), function() while true do end end
--- results that hold every object of the library
local t = {} for k, v in pairs(asyncio) do local ok, o = pcall(v) t[k] = ok and o or v end return t, _G
--- iterators of the host left and asked again
for i = 1, 1e4 do local f = host_any(function() return 1 end) pcall(f) end local ok, it = pcall(host_any, pairs) while true do pcall(host_any, it) end
--- variables of the World replaced by what lies
setmetatable(_G, { __index = function(t, k) while true do end end, __newindex = function(t, k, v) while true do end end }) asyncio, await, print, tostring, error, pcall = nil
--- what the host calls replaced
for k in pairs(_G) do _G[k] = nil end
--- the metatable of strings taken away
local mt = getmetatable("") for k in pairs(mt) do mt[k] = nil end mt.__tostring, mt.__eq, mt.__lt, mt.__concat = error, error, error, error return "x" .. "y", "x"
