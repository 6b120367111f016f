--- many values through await
local function f() return unpack({}, 1, 2e5) end for i = 1, 1e9 do await(f) end
--- many values through tasks
for i = 1, 1e9 do await(asyncio.create_task(function() return unpack({}, 1, 2e5) end)) end
--- many values through coroutines
local co = coroutine.wrap(function(...) while true do coroutine.yield(...) end end) for i = 1, 1e9 do co(unpack({}, 1, 2e5)) end
--- many values through pcall
for i = 1, 1e9 do pcall(function(...) return ... end, unpack({}, 1, 2e5)) end
--- many values in a chain
local function f(n) if n == 0 then return unpack({}, 1, 2e5) end return await(async(function() return f(n - 1) end)()) end f(1000)
--- tree of gathers cancelled
local p = asyncio.Future() for i = 1, 30 do p = asyncio.gather(p, asyncio.gather(p)) end p:cancel() await(asyncio.sleep(0))
--- tree of gathers closed
local p = asyncio.Future() for i = 1, 30 do p = asyncio.gather(p, asyncio.gather(p)) end t = asyncio.create_task(function() await(p) end) await(asyncio.sleep(0))
--- tree of gathers completed
local f = asyncio.Future() local p = f for i = 1, 30 do p = asyncio.gather(p, asyncio.gather(p)) end f:set_result(1) await(p)
--- tree of gathers shown
local p = asyncio.Future() for i = 1, 30 do p = asyncio.gather(p, asyncio.gather(p)) end t = asyncio.create_task(function() await(p) end) await(asyncio.sleep(0)) return tostring(t), tostring(p), asyncio.format_call_graph(t)
--- chain of gathers cancelled
local p = asyncio.Future() for i = 1, 3e4 do p = asyncio.gather(p) end p:cancel() await(asyncio.sleep(0))
--- chain of awaiting tasks
local t = asyncio.Future() for i = 1, 20000 do local u = t t = asyncio.create_task(function() return await(u) end) end await(asyncio.sleep(0)) t:cancel() await(asyncio.sleep(0))
--- chain of awaiting tasks left over
t = asyncio.Future() for i = 1, 20000 do local u = t t = asyncio.create_task(function() return await(u) end) end await(asyncio.sleep(0))
--- chain of shields
local t = asyncio.Future() for i = 1, 2e4 do t = asyncio.shield(t) end t:cancel() await(asyncio.sleep(0))
--- ring of tasks
local a, b a = asyncio.create_task(function() await(b) end) b = asyncio.create_task(function() await(a) end) await(asyncio.sleep(0)) a:cancel() await(asyncio.sleep(0))
--- tonumber of a long string
local s = ("1"):rep(2e7) for i = 1, 1e6 do tonumber(s) tonumber(s, 10) tonumber(s, 36) end
--- tonumber of spaces
local s = (" "):rep(2e7) for i = 1, 1e6 do tonumber(s) tonumber(s .. "x") end
--- arithmetic on long strings
local s = ("1"):rep(2e7) while true do local _ = s + s end
--- comparing long strings
local a, b = ("x"):rep(2e7), ("x"):rep(2e7 - 1) .. "y" while true do local _ = a < b, a <= b end
--- equal long strings
local a, b = ("x"):rep(2e7), ("x"):rep(2e7 - 1) .. "x" while true do local _ = a == b end
--- long strings as keys
local a, t = ("x"):rep(2e7), {} while true do t[a] = 1 end
--- long keys that differ
local a, t = ("x"):rep(1e6), {} for i = 1, 30 do t[a .. i] = 1 end while true do for k in pairs(t) do local _ = t[k] end end
--- tostring of futures
local f = asyncio.Future() f:set_result(("x"):rep(2e7)) while true do tostring(f) end
--- tostring of futures in futures
local f = asyncio.Future() f:set_result(1) for i = 1, 40 do local g = asyncio.Future() g:set_result({ f, f }) f = g end tostring(f)
--- results of many values shown
local f = asyncio.Future() f:set_result(unpack({}, 1, 1e4)) while true do tostring(f) end
--- upper lower reverse
local s = ("x"):rep(2e7) while true do s:upper() s:lower() s:reverse() s:len() end
--- find plain
local s = ("a"):rep(1e7) while true do s:find(("a"):rep(1e6) .. "b", 1, true) end
--- patterns
return ("a"):rep(1e5):find(".-.-.-.-b")
--- pattern with balances
return ("("):rep(1e6):find("%b()%b()")
--- gsub of many
local s = ("a"):rep(1e7) while true do s:gsub("a", "b") end
--- format of long strings
local s = ("x"):rep(1e7) while true do ("%q"):format(s) ("%s"):format(s) ("%10s"):format(s) end
--- byte and char
local s = ("x"):rep(1e7) while true do s:byte(1, 2e5) string.char(unpack({ s:byte(1, 1e5) })) end
--- sorting
local t = {} for i = 1, 5e5 do t[i] = -i end while true do table.sort(t, function(a, b) return a > b end) end
--- sorting inconsistent
local t = {} for i = 1, 5e5 do t[i] = i end table.sort(t, function() return true end)
--- inserting at the front
local t = {} for i = 1, 1e6 do table.insert(t, 1, i) end
--- removing at the front
local t = {} for i = 1, 2e6 do t[i] = i end for i = 1, 2e6 do table.remove(t, 1) end
--- moving
local t = {} for i = 1, 1e6 do t[i] = i end while true do table.move(t, 1, 1e6, 2) end
--- moving far
table.move({}, 1, 2 ^ 53, 2 ^ 40)
--- concat of empty
local t = {} for i = 1, 1e6 do t[i] = "" end while true do table.concat(t) end
--- length of tables with holes
local t = {} for i = 1, 2e6 do t[i] = i end for i = 2e6, 2, -1 do t[i] = nil end while true do local _ = #t end
--- next after deletions
local t = {} for i = 1, 1e6 do t["k" .. i] = i end for i = 1, 1e6 do t["k" .. i] = nil end while true do next(t) end
--- queue taken by next
local t = {} for i = 1, 3e5 do t["k" .. i] = i end for i = 1, 1e6 do local k = next(t) if not k then break end t[k] = nil end
--- repeated substrings
local s = ("x"):rep(2e7) while true do s:sub(2) s:rep(2) end
--- concat in a loop
local s = "" while true do s = s .. "x" end
--- many globals compiled
local t = {} for i = 1, 90000 do t[i] = "x" .. i .. "=1" end load(table.concat(t, " "))
--- many gotos compiled
local t = {} for i = 1, 24000 do t[i] = "goto l" .. i .. " ::l" .. i .. "::" end load(table.concat(t, " "))
--- many breaks compiled
load("while true do " .. ("if x then break end "):rep(40000) .. "end")
--- many locals compiled
load(("do local a, b, c = 1, 2, 3 "):rep(30000) .. ("end "):rep(30000))
--- nested source
for _, s in ipairs{ "{", "(", "-", "not ", "f(", "a.", "function() ", "do ", "if x then ", "a[", "x=" } do load("return " .. s:rep(1e6 / #s)) load(s:rep(1e6 / #s)) end
--- long expressions compiled
load("return " .. ("1+"):rep(4e5) .. "1") load("return " .. ("a.."):rep(3e5) .. "a") load("return " .. ("a and "):rep(1.5e5) .. "a")
--- many constants compiled
local t = {} for i = 1, 1e5 do t[i] = i .. ".5" end load("return {" .. table.concat(t, ",") .. "}")
--- many upvalues compiled
load("local a, b, c = 1 " .. ("local function f() return a, b, c end "):rep(20000))
--- long literals compiled
load("return '" .. ("x"):rep(9e5) .. "'") load("--[[" .. ("]"):rep(9e5)) load("return [" .. ("="):rep(9e5) .. "[x]") load("return 0x" .. ("f"):rep(9e5)) load("return " .. ("9"):rep(9e5))
--- compiling for ever
while true do load(("x = 1 "):rep(1e5)) end
--- reader that never ends
load(function() return "x = 1 " end)
--- reader of small pieces
load(function() return " " end)
--- shared errors
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.ExceptionGroup("g", { e, e }) end error(e)
--- shared errors split
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.ExceptionGroup("g", { e, e }) end e:split(function() return false end) e:subgroup(asyncio.ValueError) tostring(e)
--- shared errors caught
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.ExceptionGroup("g", { e, e }) end
asyncio.try(function() error(e) end, { { asyncio.ValueError, print, star = true } })
--- shared errors isinstance
local e = asyncio.RuntimeError("x") for i = 1, 40 do e = asyncio.ExceptionGroup("g", { e, e }) end while true do asyncio.isinstance(e, asyncio.ValueError) end
--- ring of causes
local a, b = asyncio.RuntimeError("a"), asyncio.RuntimeError("b") a.cause = b b.cause = a error(a)
--- ring of groups
local t = {} local g = asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x") }) pcall(function() g.exceptions[1] = g end) error(g)
--- error objects that fail to show
error(setmetatable({}, { __tostring = function() while true do end end }))
--- finally that never ends
asyncio.try(function() error("x") end, { finally = function() while true do end end })
--- cancelled for ever
while true do pcall(await, asyncio.sleep(1e6)) end
--- cancelled tasks for ever
for i = 1, 1000 do asyncio.create_task(function() while true do pcall(function() await(asyncio.sleep(1e6)) end) end end) end await(asyncio.sleep(1e6))
--- yields for ever
while true do await(asyncio.sleep(0)) end
--- tasks that make tasks
local function f() asyncio.create_task(f) asyncio.create_task(f) end f() await(asyncio.sleep(1e6))
--- timers at once
local l = asyncio.get_running_loop() local function f() for i = 1, 3 do l:call_later(0, f) end end f() await(asyncio.sleep(1e6))
--- wait for many again and again
local t = {} for i = 1, 5e4 do t[i] = asyncio.Future() end while true do pcall(function() await(asyncio.wait(t, { timeout = 0 })) end) end
--- as_completed of many
local t = {} for i = 1, 5e4 do t[i] = asyncio.Future() end while true do asyncio.as_completed(t) end
--- the same future awaited by many
local f = asyncio.Future() for i = 1, 5e4 do asyncio.create_task(function() await(f) end) end await(asyncio.sleep(0)) f:set_result(1) await(asyncio.sleep(0))
--- removing done callbacks
local f, t = asyncio.Future(), {} for i = 1, 3e4 do t[i] = function() end f:add_done_callback(t[i]) end for i = 3e4, 1, -1 do f:remove_done_callback(t[i]) end
--- all tasks again and again
for i = 1, 3e4 do asyncio.create_task(function() await(asyncio.sleep(1e6)) end) end await(asyncio.sleep(0)) while true do asyncio.all_tasks() end
--- semaphore with many waiters
local s = asyncio.Semaphore(0) for i = 1, 3e4 do asyncio.create_task(function() await(s:acquire()) end) end await(asyncio.sleep(0)) for i = 1, 3e4 do s:release() end await(asyncio.sleep(0))
--- priority queue
local q = asyncio.PriorityQueue() for i = 1, 1e6 do q:put_nowait(-i) end
--- stream reader separators
local r = asyncio.StreamReader() for i = 1, 1e6 do r:feed_data(("a"):rep(1000)) pcall(function() await(asyncio.wait_for(r:readuntil("aab"), 0)) end) end
--- regular expressions
local re = require "re" return re.find(("a"):rep(1e6), "(a*)*b"), re.match(("a"):rep(1e6), "(.*)(.*)(.*)b")
--- json numbers
local j = require "json" while true do pcall(j.decode, ("1"):rep(1e6)) pcall(j.decode, "1e" .. ("9"):rep(1e6)) end
--- date formats
while true do pcall(os.date, ("%c"):rep(1e5)) end
--- random
while true do math.random(1, 2 ^ 53) end
--- collectgarbage
local t = {} for i = 1, 5e5 do t[i] = {} end while true do collectgarbage() collectgarbage("count") end
--- traceback
local function f(n) if n > 0 then f(n - 1) return end while true do asyncio.current_task():get_stack() end end f(10000)
--- sleeping in the host
host_wait(1) while true do host_text(("x"):rep(1e6)) end
