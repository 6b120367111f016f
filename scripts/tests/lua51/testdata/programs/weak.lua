local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
-- memoize with weak values
local calls = 0
local cache = setmetatable({}, {__mode = "v"})
local function make(name)
  local v = cache[name]
  if v then return v end
  calls = calls + 1
  v = {name = name}
  cache[name] = v
  return v
end
local function round() for i = 1, 100 do make("n" .. i % 10) end end
local keep = make("n3")
round() print(calls >= 10)
collectgarbage() collectgarbage()
print(count(cache), cache.n3 == keep)
-- memoize by weak keys
local sizes = setmetatable({}, {__mode = "k"})
local function size(t) local s = sizes[t] if not s then s = #t sizes[t] = s end return s end
local list = {1, 2, 3}
for i = 1, 50 do size({i}) end
print(size(list), count(sizes) >= 1)
collectgarbage() collectgarbage()
print(size(list), count(sizes))
-- values that refer to their keys stay, without ephemerons
local loops = setmetatable({}, {__mode = "k"})
for i = 1, 10 do local k = {} loops[k] = {k} end
collectgarbage() collectgarbage()
print(count(loops))
-- fully weak
local both = setmetatable({}, {__mode = "kv"})
for i = 1, 10 do local k = {} both[k] = {k} end
both[1], both[2], both.x = "s", 2, true
local obj = {}
both[obj], both.obj = obj, obj
collectgarbage() collectgarbage()
print(count(both), both[1], both[2], both.x, both[obj] == obj, both.obj == obj)
-- registries of objects
local Object = {} Object.__index = Object
local all = setmetatable({}, {__mode = "k"})
function Object.new(n) local o = setmetatable({n = n}, Object) all[o] = true return o end
local a, b = Object.new(1), Object.new(2)
for i = 1, 20 do Object.new(i) end
collectgarbage() collectgarbage()
local sum = 0 for o in pairs(all) do sum = sum + o.n end print(count(all), sum)
b = nil
collectgarbage() collectgarbage()
print(count(all), all[a])
-- private fields of objects, inherited
local private = setmetatable({}, {__mode = "k"})
local Account = {} Account.__index = Account
function Account.new(n) local o = setmetatable({}, Account) private[o] = {balance = n} return o end
function Account:deposit(n) private[self].balance = private[self].balance + n return private[self].balance end
local Special = setmetatable({}, {__index = Account}) Special.__index = Special
local acc = setmetatable(Account.new(1), Special) print(acc:deposit(5))
collectgarbage() collectgarbage()
print(acc:deposit(5), count(private))
-- weak lists
local observers = setmetatable({}, {__mode = "v"})
local o1, o2 = {id = 1}, {id = 2}
table.insert(observers, o1) table.insert(observers, {}) table.insert(observers, o2)
collectgarbage() collectgarbage()
print(observers[1] and observers[1].id, observers[2], observers[3] and observers[3].id)
local ids = {} for _, o in pairs(observers) do ids[#ids + 1] = o.id end table.sort(ids) print(table.concat(ids, " "))
-- the mode comes later, changes and goes
local m = {}
local late = setmetatable({}, m)
for i = 1, 5 do late[{}] = i end
collectgarbage() print(count(late))
m.__mode = "k"
collectgarbage() collectgarbage() print(count(late))
for i = 1, 5 do late[i] = {} end
collectgarbage() print(count(late))
m.__mode = "v"
collectgarbage() collectgarbage() print(count(late))
for i = 1, 5 do late[i] = {} end
m.__mode = nil
local n = count(late)
collectgarbage() collectgarbage() print(n == count(late) or count(late))
-- the metatable is the table itself
local own = {} setmetatable(own, own) own.__mode = "v" own.x = {} own.__index = function(t, k) return k .. "?" end
collectgarbage() collectgarbage() print(own.x, own.y, own.__mode)
-- functions, threads, userdata; strings and numbers as keys
local kinds = setmetatable({}, {__mode = "k"})
kinds[function() return kinds end] = 1 kinds[coroutine.create(function() end)] = 2 kinds[newproxy()] = 3
kinds["a" .. count(kinds)] = 4 kinds[1.5] = 5 kinds[false] = 6
local f, co, p = function() return kinds end, coroutine.create(function() end), newproxy(true)
kinds[f], kinds[co], kinds[p] = 7, 8, 9
collectgarbage() collectgarbage()
local vs = {} for _, v in pairs(kinds) do vs[#vs + 1] = v end table.sort(vs) print(table.concat(vs, " "))
print(kinds[f], kinds[co], kinds[p], kinds[print])
-- values that are held by an upvalue, a coroutine, a closure
local held = setmetatable({}, {__mode = "v"})
do
  local x = {"up"}
  held.up = x
  held.fn = function() return x end
  local fn = held.fn
  local w = coroutine.wrap(function(y) held.arg = y coroutine.yield() return y, fn end)
  w({"arg"})
  held.wrap = w
  collectgarbage() collectgarbage()
  print(held.up[1], held.arg[1], held.fn == fn, held.wrap == w)
end
-- deletion and change on the way
local walk = setmetatable({}, {__mode = "k"})
local ks = {} for i = 1, 100 do ks[i] = {} walk[ks[i]] = i end
local seen = 0
for k, v in pairs(walk) do walk[k] = nil seen = seen + 1 if seen % 10 == 0 then collectgarbage() end end
print(seen, count(walk), next(walk))
for i = 1, 100 do walk[ks[i]] = i end
for k, v in pairs(walk) do walk[k] = v * 2 end
local s = 0 for _, v in pairs(walk) do s = s + v end print(s)
print(pcall(next, walk, {}))
-- rawget, rawset, rawequal, metamethods
local meta = setmetatable({}, {__mode = "v", __index = function(t, k) return "default " .. tostring(k) end, __newindex = function(t, k, v) rawset(t, k, v) end})
meta.a = {} meta[1] = {} meta.s = "s"
print(meta.s, rawget(meta, "s"), rawget(meta, "zz"), meta.zz)
collectgarbage() collectgarbage()
print(meta.a, meta[1], meta.s, rawget(meta, "a"))
local base = setmetatable({}, {__mode = "v"}) local part = {} base.part = part
local derived = setmetatable({}, {__index = base})
print(derived.part == part, derived.none) part = nil
collectgarbage() collectgarbage() print(derived.part)
print(unpack(setmetatable({1, 2, "x"}, {__mode = "v"})), #setmetatable({1, 2, "x"}, {__mode = "v"}))
local w = setmetatable({5, 3, 4}, {__mode = "v"}) table.sort(w) print(table.concat(w, ","))
print(table.remove(w), table.remove(w, 1), #w, w[1])
