--- chunks kept that hold long constants in common
local s = "return '" .. ("x"):rep(9e5) .. "'" local t = {} for i = 1, 1e6 do t[i] = load(s) end
--- chunks with very many lines
while true do load(("\n"):rep(1e6)) load(("x()\n"):rep(2e5)) end
--- chunks with long names
while true do load(("x"):rep(9e5) .. " = 1") load("local " .. ("x"):rep(9e5)) load("return a." .. ("x"):rep(9e5)) end
--- chunk names that are long, shown in errors
local t = {} for i = 1, 1e6 do local f = load("error('x')", "=" .. ("n"):rep(1e6) .. i) t[i] = select(2, pcall(f)) end
--- chunk names that are long, kept
local t = {} for i = 1, 1e6 do t[i] = load("return", ("n"):rep(1e5) .. i) end
--- local variables up to what is allowed, in very many functions
local l = {} for i = 1, 190 do l[i] = "a" .. i end local one = "do local function f() local " .. table.concat(l, ",") .. " return a1 end end " load(one:rep(800))
--- upvalues through very many levels
local src = "local x " for i = 1, 150 do src = src .. "return function() " end src = src .. "return x " .. ("end "):rep(150) local t = {} for i = 1, 1e6 do t[i] = load(src) end
--- functions nested as deep as it goes
for _, n in ipairs { 100, 190, 200, 250, 1000, 10000, 60000 } do load(("function f() "):rep(n) .. ("end "):rep(n)) load("return " .. ("function() return "):rep(n) .. "1 " .. ("end "):rep(n)) end
--- blocks, loops and branches nested as deep as it goes
for _, s in ipairs { "while true do ", "for i=1,2 do ", "repeat ", "if x then else ", "do local a ", "for k in x do " } do for _, n in ipairs { 190, 1000, 50000 } do local e = s == "repeat " and "until x " or "end " load(s:rep(n) .. e:rep(n)) load(s:rep(n)) end end
--- one branch with very many arms
load("if x then y() " .. ("elseif x then y() "):rep(50000) .. "end") load("return " .. ("x and y or "):rep(70000) .. "z") load("return " .. ("x == y == "):rep(70000) .. "z")
--- assignments to very many at once
local l = {} for i = 1, 60000 do l[i] = "a" end local list = table.concat(l, ",") load(list .. "=" .. list) load("local " .. list) load("return " .. list) load("f(" .. list .. ")") load("for " .. list .. " in x do end") load("function f(" .. list .. ") end")
--- chains of calls, fields and indexes
load("return x" .. ("()"):rep(4e5)) load("return x" .. (".y"):rep(4e5)) load("return x" .. ("[1]"):rep(3e5)) load("return x" .. (":y()"):rep(2e5)) load("return x" .. ("'y'"):rep(3e5)) load("return x" .. ("{}"):rep(4e5))
--- signs without end
load("return " .. ("- "):rep(4e5) .. "1") load("return " .. ("not "):rep(2e5) .. "1") load("return " .. ("#"):rep(9e5) .. "x") load("return " .. ("2^"):rep(4e5) .. "2") load("return " .. ("-2^"):rep(3e5) .. "2")
--- constants folded into what is huge
load("return " .. ("9"):rep(300) .. "e308") load("return 2^2^2^2^2^2^2^2") load("return -(-(-(1e308*10)))") load("return " .. ("1e308*"):rep(1e5) .. "1") load("return 0/0 == 0/0, 0x" .. ("f"):rep(1e5)) load("return " .. ("1%0*"):rep(1e5) .. "1")
--- labels that are many and gotos that jump over all
local t = {} for i = 1, 20000 do t[i] = "::l" .. i .. "::" end load(table.concat(t) .. ("goto l1 "):rep(20000)) load(("goto l20000 "):rep(20000) .. table.concat(t)) load(("do goto continue local x ::continue:: end "):rep(15000))
--- gotos into nothing from deep blocks
load(("do "):rep(190) .. ("goto nowhere "):rep(50000) .. ("end "):rep(190)) load(("while x do "):rep(190) .. ("break "):rep(50000) .. ("end "):rep(190))
--- repeat loops whose conditions see their locals
load(("repeat local x = function() return x end until x "):rep(15000)) load(("repeat local x = 1 local f = function() return x end if x then break end until f() "):rep(9000))
--- constructors within constructors, each with very many elements
local inner = "{" .. ("1,"):rep(1000) .. "}" load("return {" .. (inner .. ","):rep(400) .. "}") load("return " .. ("{1,"):rep(190) .. ("}"):rep(190)) load("return {" .. ("[x]=x,"):rep(1e5) .. "}") load("return {" .. ("f(),"):rep(2e5) .. "f()}")
--- comments, strings and escapes without end
for _, s in ipairs { "--[[", "--[==[", "[[", "'", '"', "'\\", "--", "[=" } do load(s .. ("x"):rep(9e5)) load("return " .. s .. ("\\n"):rep(4e5)) end load("return '" .. ("\\065"):rep(2e5) .. "'") load("return '" .. ("\\z \\x41"):rep(1e5) .. "'")
--- readers that give what is no source
for _, v in ipairs { 1, {}, true, print } do pcall(load, function() return v end) end local n = 0 load(function() n = n + 1 return n < 1e7 and ("-"):rep(1000) or nil end)
--- readers that raise, wait, yield and load
pcall(load, function() error(("x"):rep(1e6)) end) pcall(load, function() await(asyncio.sleep(0)) return nil end) coroutine.wrap(function() load(function() coroutine.yield() end) end)() local function r() load(r) load("return 1") return "x " end load(r)
--- errors of syntax with long texts, kept
local t = {} for i = 1, 1e6 do t[i] = select(2, load("x " .. ("y"):rep(1e5) .. i .. " = = 1")) end
--- errors of syntax that are found at the very end
while true do load(("x = 1 "):rep(1e5) .. "end") load(("("):rep(150) .. ("x + "):rep(1e5)) end
--- compiled functions called once each
while true do load("local a = {1, 2, 3, function() return 1 end} return a")() end
--- compiled environments and arguments
for i = 1, 1e6 do local f = load("return ...") setfenv(f, setmetatable({}, { __index = function() return f end })) f(unpack({}, 1, 1e5)) end
--- tasks that all compile
for i = 1, 1000 do asyncio.create_task(function() while true do load(("x = 1 "):rep(1e5)) await(asyncio.sleep(0)) end end) end await(asyncio.sleep(1e6))
--- source that a metamethod makes
pcall(load, setmetatable({}, { __tostring = function() return ("x"):rep(1e6) end, __call = function() return " " end })) pcall(loadstring, ("return "):rep(1e5)) pcall(dofile, ("x"):rep(1e6)) pcall(loadfile, ("x"):rep(1e6))
