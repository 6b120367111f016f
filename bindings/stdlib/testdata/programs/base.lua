local rawtostring, write, rawselect, rawtype = tostring, io.write, select, type
local function show(...)
  for i = 1, rawselect("#", ...) do
    local v = (rawselect(i, ...))
    local t = rawtype(v)
    write(i > 1 and "\t" or "", (t == "table" or t == "function" or t == "userdata" or t == "thread") and t or rawtostring(v))
  end
  write("\n")
end
local function p(...) show(pcall(...)) end
p(assert) p(assert, false) p(assert, nil, "m") p(assert, false, {}) p(assert, false, 12) p(assert, 1, 2, 3) p(assert, false, nil)
p(function() assert(false) end) p(function() assert(false, "hi") end) p(function() assert(nil, 5) end) p(function() assert(false, {}) end) p(function() assert() end)
p(error) p(error, nil) p(error, "m", 0) p(error, "m", 1) p(error, "m", 2) p(error, {}, 2) p(error, 42) p(error, true) p(error, "m", "1") p(error, "m", "x") p(error, "m", {}) p(error, "m", -1) p(error, "m", 100)
p(function() error("m") end) p(function() error("m", 2) end) p(function() error(42) end) p(function() error("m", 1.9) end) p(function() error(nil) end)  p(function() error() end)
p(function() local function f() error("lev2", 2) end f() end)
p(function() local function f() error("lev3", 3) end local function g() f() end g() end)
p(type) p(type, nil) p(type, 1, 2) p(tostring) p(tostring, nil) p(tostring, 12) p(tostring, "x") p(tostring, true)
p(tostring, setmetatable({}, {__tostring = function() return 12 end})) p(tostring, setmetatable({}, {__tostring = function() return {} end}) == nil) p(tostring, setmetatable({}, {__tostring = 1})) p(tostring, setmetatable({}, {__tostring = function() return end}))
print(type(tostring(setmetatable({}, {__tostring = function() return 12 end}))), type(tostring(setmetatable({}, {__tostring = function() return nil end}))))
p(getmetatable) p(getmetatable, nil) p(getmetatable, "x") print(getmetatable("").__index == string, getmetatable(setmetatable({}, {__metatable = "locked"}))) print(getmetatable(setmetatable({}, {__metatable = false})))
p(setmetatable) p(setmetatable, 1) p(setmetatable, {}) p(setmetatable, {}, 1) p(setmetatable, 1, {}) p(setmetatable, {}, nil, 1 == 2) p(setmetatable, setmetatable({}, {__metatable = 1}), {}) p(function() setmetatable(setmetatable({}, {__metatable = false}), {}) end) p(function() setmetatable({}) end)
p(rawequal) p(rawequal, 1) p(rawequal, 1, 1) p(rawequal, "a", "b") p(rawget) p(rawget, {}) p(rawget, {}, nil) p(rawget, 1, 1) p(rawget, {5}, 1) p(rawset) p(rawset, {}) p(rawset, {}, 1) p(rawset, {}, nil, 1) p(rawset, {}, 0/0, 1) p(function() rawset({}, nil, 1) end) p(function() rawset({}, 0/0, 1) end) print(rawset({}, 1, 2)[1], select("#", rawset({}, 1, 2, 3)))
p(next) p(next, 1) p(next, {}) p(next, {}, 1) p(next, {1}, 2) p(next, {1}, "x") p(function() next({}, 1) end) p(next, {10}) p(next, {10}, 1) p(next, {10}, 1.5) p(next, {}, {}) p(next, {10, 20}, 1) p(next, {a=1}, "a") p(next, {10}, 0) p(next, {10}, -1) p(next, {}, 0/0)
p(pairs) p(pairs, 1) p(pairs, nil) p(pairs, "x") p(ipairs) p(ipairs, 1) p(ipairs, nil) p(ipairs, "x") p(function() for i in ipairs("x") do end end) p(function() for k in pairs(nil) do end end) print(select("#", pairs({})), select("#", ipairs({}))) print((pairs({})) == next)
local step, t, z = ipairs({10, nil, 30}) print(z, step(t, 0)) print(select("#", step(t, 1))) p(step) p(step, t) p(step, t, "x") p(step, 1, 1) p(step, t, "2")
for i, v in ipairs(setmetatable({1, 2}, {__index = function(t, k) return k < 5 and k or nil end})) do print(i, v) end
p(select) p(select, "#") p(select, "#", 1, nil) p(select, "#x", 1) p(select, 1) p(select, 1, "a", "b") p(select, 2, "a", "b") p(select, 3, "a", "b") p(select, -1, "a", "b") p(select, -2, "a", "b") p(select, -3, "a", "b") p(select, 0, "a") p(select, "2", "a", "b") p(select, "x") p(select, {}) p(select, 1.9, "a", "b") p(select, nil)  p(function() select(0) end) p(select, "-1", 1, 2)
p(unpack) p(unpack, 1) p(unpack, {1, 2, 3}) p(unpack, {1, 2, 3}, 2) p(unpack, {1, 2, 3}, 2, 3) p(unpack, {1, 2, 3}, "1", "2") p(unpack, {1, 2}, 1, 4) p(unpack, {}, -1, 1) p(unpack, {1, 2}, nil, nil) p(unpack, {1}, "x") p(unpack, {1}, 1, {}) p(unpack, {1}, 1, 1e8) p(unpack, {1, 2}, 3) p(unpack, {}, 1, 0) p(unpack, {1,2,3}, 1.9, 2.9) p(function() unpack({}, 1, 1e8) end) p(unpack, "x")
p(getfenv, -1) p(getfenv, 100) p(getfenv, {}) p(getfenv, "x") p(getfenv, 1.5) print(getfenv() == _G, getfenv(0) == _G, getfenv(1) == _G, getfenv(print) == _G, getfenv("1") == _G, getfenv(nil) == _G) p(function() getfenv(100) end)
p(setfenv) p(setfenv, 1) p(setfenv, 1, 1) p(setfenv, 100, {}) p(setfenv, -1, {}) p(setfenv, {}, {}) p(setfenv, print, {}) p(setfenv, "x", {}) p(function() setfenv(print, {}) end)
local f = function() return x1 end print(setfenv(f, {x1 = "env"}) == f, f(), getfenv(f).x1) print(select("#", setfenv(f, _G)))
do local function g() setfenv(2, {y = 5, setfenv = setfenv}) end local function h() g() return y end print(h()) end
do local env = {print = print, getfenv = getfenv} local function h() setfenv(1, env) print(getfenv(1) == env, getfenv() == env, getfenv(2) == env) end h() end
p(function() local function tail() return getfenv(2) end return tail() end)
p(pcall) p(xpcall) p(xpcall, print) p(xpcall, nil, nil) p(xpcall, function() return 1, 2 end, nil) p(xpcall, function() error("x", 0) end, nil) p(xpcall, function() error("x", 0) end, {}) p(xpcall, function() error("x", 0) end, function(m) return m .. "!", 2 end) p(xpcall, 1, function(m) return m end) p(xpcall, function() error({}) end, function(m) return type(m) end) p(xpcall, function() return "ok" end, 1)
p(pcall, 1) p(pcall, nil) p(pcall, {}) p(pcall, pcall) p(pcall, pcall, error, "e") p(pcall, error) p(pcall, function(...) return select("#", ...) end, nil, nil)
p(xpcall, function() error("a", 0) end, function(m) error("b", 0) end)
p(collectgarbage, "x") p(collectgarbage, {}) p(collectgarbage, "collect") p(collectgarbage, nil) p(collectgarbage, "stop") p(collectgarbage, "restart") p(collectgarbage, "setpause", 100) p(collectgarbage, "setpause", 200) p(collectgarbage, "setstepmul", 100) p(collectgarbage, "setstepmul", 200) p(collectgarbage, "collect", "x") p(function() collectgarbage("bad") end) print(type(collectgarbage("count")), select("#", collectgarbage("count")), type(collectgarbage("step")), type(gcinfo()), select("#", gcinfo())) p(collectgarbage, "isrunning") p(collectgarbage, "generational") p(collectgarbage, 1)
p(newproxy) print(type(newproxy()), getmetatable(newproxy()), type(getmetatable(newproxy(true))), getmetatable(newproxy(false)) ) local px = newproxy(true) print(getmetatable(newproxy(px)) == getmetatable(px)) p(newproxy, 1) p(newproxy, {}) p(newproxy, "x") p(newproxy, newproxy()) p(newproxy, io.stdout) getmetatable(px).__index = function(_, k) return k end print(px.foo)
p(loadstring) p(loadstring, {}) p(loadstring, "return 1", {}) p(loadstring, "error('e')") print(loadstring("return ...")(1, 2)) p(loadstring, "") p(loadstring("error('e')")) p(loadstring("error('e')", "=n")) p(loadstring("error('e')", "@f.lua"))  p(loadstring("\nerror('e')"))
p(load) p(load, 1) p(load, nil) p(load, function() return nil end) p(load, function() return 1 end == nil) p(load, function() return {} end) p(load, function() error("reader", 0) end) p(load, function() error("reader") end) p(load, function() error({}) end == nil) local parts = {"return ", "1", "+1"} local i = 0 print(load(function() i = i + 1 return parts[i] end)()) p(load, function() end, {}) i = 0 print(load(function() i = i + 1 return ({"return 5", ""})[i] end)()) p(function() load(function() return {} end) end) print(pcall(function() return load(function() return {} end) end))
p(loadfile, "nofile") p(loadfile, {}) p(loadfile, "/tmp") p(dofile, "nofile") p(dofile, {}) p(function() dofile("nofile") end) p(loadfile, "/tmp/nodir/x.lua")
p(require) p(require, {}) p(module) p(module, {}) p(function() module() end)
p(print, setmetatable({}, {__tostring = function() return 5 end})) p(print, setmetatable({}, {__tostring = function() return {} end})) p(function() print(setmetatable({}, {__tostring = function() return {} end})) end) p(print, 1, setmetatable({}, {__tostring = function() error("ts", 0) end}))
print() print(nil, true, 1, "x") do local old = tostring tostring = function(v) return "<" .. old(v) .. ">" end print(1, nil) tostring = function() return {} end p(print, 1) tostring = nil p(print, 1) tostring = old end
print(_VERSION, _G._G == _G, type(gcinfo), bit32, rawlen and 1 or 1)
