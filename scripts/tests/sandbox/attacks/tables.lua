--- concat with a long separator
local t = {} for i = 1, 1e5 do t[i] = "" end while true do pcall(table.concat, t, ("x"):rep(1e4)) end
--- concat of numbers
local t = {} for i = 1, 1e6 do t[i] = i / 3 end local keep = {} for i = 1, 1e5 do keep[i] = table.concat(t) end
--- concat between positions that are none
for _, r in ipairs { { -2 ^ 53, 2 ^ 53 }, { 2 ^ 53, 2 ^ 53 + 2 }, { -math.huge, math.huge }, { 0 / 0, 0 / 0 }, { 1, 2 ^ 31 } } do for i = 1, 100 do pcall(table.concat, setmetatable({}, { __index = function() return "x" end }), "", r[1], r[2]) pcall(table.concat, {}, "", r[1], r[2]) end end
--- insert at positions that are none
for _, n in ipairs { 2 ^ 53, -2 ^ 53, 0, -1, 0 / 0, math.huge, 2 ^ 31, 2 ^ 26 } do for i = 1, 1000 do pcall(table.insert, { 1, 2, 3 }, n, 1) pcall(table.remove, { 1, 2, 3 }, n) end end
--- insert in the middle of what is long, by many tasks
local t = {} for i = 1, 5e5 do t[i] = i end for i = 1, 1000 do asyncio.create_task(function() while true do table.insert(t, 2, i) table.remove(t, 1) await(asyncio.sleep(0)) end end) end await(asyncio.sleep(1e6))
--- move from and to where nothing is
for _, r in ipairs { { 1, 2 ^ 53, 2 }, { -2 ^ 53, 0, 1 }, { 1, 1e8, -1e8 }, { 0 / 0, 1, 1 }, { 1, math.huge, 1 } } do pcall(table.move, { 1 }, r[1], r[2], r[3]) end
--- move of a table onto itself that answers for every key
local t = setmetatable({}, { __index = function() return 1 end, __newindex = function() end }) if table.move then pcall(table.move, t, 1, 2 ^ 53 - 2, 2) end while true do pcall(table.move, t, 1, 1e6, 2) end
--- pack of very many
local t = {} for i = 1, 1e6 do t[i] = (table.pack or function(...) return { ... } end)(unpack({}, 1, 2e5)) end
--- sort of what compares by awaiting
local t = {} for i = 1, 1e5 do t[i] = -i end table.sort(t, function(a, b) await(asyncio.sleep(0)) return a < b end)
--- sort of a table that the comparison changes
local t = {} for i = 1, 1e5 do t[i] = -i end pcall(table.sort, t, function(a, b) t[#t + 1] = 1 return a < b end) while true do pcall(table.sort, t, function(a, b) t[math.random(#t)] = nil return (a or 0) < (b or 0) end) end
--- sort of one table by many tasks at once
local t = {} for i = 1, 1e4 do t[i] = -i end for i = 1, 1000 do asyncio.create_task(function() table.sort(t, function(a, b) await(asyncio.sleep(0)) return math.random() < 0.5 end) end) end await(asyncio.sleep(1e6))
--- sort by comparing that never agrees
local t = {} for i = 1, 3e5 do t[i] = i end while true do pcall(table.sort, t, function() return math.random() < 0.5 end) end
--- sort of what takes the worst of pivots
local n = 2e5 local t = {} for i = 1, n do t[i] = i % 2 == 0 and i or n - i end local k = 0 table.sort(t, function(a, b) k = k + 1 return a % 7 < b % 7 end)
--- sort of long strings and mixed values
local t = {} for i = 1, 1e5 do t[i] = i % 2 == 0 and i or "x" .. i end while true do pcall(table.sort, t) pcall(table.sort, { 1, {}, "x", print }) end
--- length of tables that lie
local t = setmetatable({}, { __len = function() return 2 ^ 53 end }) while true do local _ = #t pcall(table.insert, t, 1) pcall(table.remove, t) pcall(table.sort, t) pcall(table.concat, t) pcall(ipairs, t) end
--- length of tables with far keys, asked while they grow
local t = {} for i = 0, 52 do t[2 ^ i] = true end for i = 1, 1e7 do t[#t + 1] = i end
--- maxn of tables with very many keys
local t = {} for i = 1, 1e6 do t[i + 0.5] = i end while true do table.maxn(t) end
--- ipairs over what never ends
for i, v in ipairs(setmetatable({}, { __index = function(t, k) return k end })) do end
--- pairs over tables made by pairs
local function copy(t) local u = {} for k, v in pairs(t) do u[k] = v end u[#u + 1] = t return u end local t = {} while true do t = copy(t) end
--- foreach over what grows
local t = { 1 } table.foreach(t, function(k) t[#t + 1] = 1 t[{}] = 1 end) table.foreachi(setmetatable({}, { __len = function() return 2 ^ 53 end }), function() end)
--- getn and setn, as they were
while true do pcall(table.getn, setmetatable({}, { __len = function() return 2 ^ 53 end })) pcall(table.setn, {}, 2 ^ 53) pcall(table.getn, { n = 2 ^ 53 }) end
--- rawset and rawget with keys that are long
local s, t = ("x"):rep(1e7), {} for i = 1, 1e5 do rawset(t, s .. i, i) rawget(t, s .. i) rawequal(s, s .. i) end
--- tables with one key of each kind, in great number
local t = {} for i = 1, 1e7 do t[i] = { [true] = 1, x = 2, [1.5] = 3, [{}] = 4, [print] = 5, 6 } end
--- reading arguments that are tables of tables of options
local o = {} for i = 1, 1e5 do o = { o, timeout = o, name = o } end while true do pcall(asyncio.wait, { asyncio.Future() }, o) pcall(asyncio.create_task, print, { name = o }) pcall(asyncio.timeout, o, print) end
