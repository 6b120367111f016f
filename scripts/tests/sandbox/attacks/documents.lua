--- json with an indent that is long
local j = require "json" local t = {} for i = 1, 900 do t = { t } end pcall(j.encode, t, { indent = ("x"):rep(1e6) }) pcall(j.encode, t, { indent = 2 ^ 53 }) pcall(j.encode, t, { indent = 1e6 }) pcall(j.encode, { 1, 2, 3 }, { indent = 2 ^ 31 }) while true do pcall(j.encode, t, { indent = 1e5 }) end
--- json with keys sorted again and again
local j = require "json" local t, k = {}, ("k"):rep(1000) for i = 1, 5e4 do t[k .. i] = i end while true do j.encode(t, { sort_keys = true }) end
--- json with methods that answer for its tables
local j = require "json" local n = 0 local t t = setmetatable({}, { __index = function(_, k) return t end, __len = function() return 2 ^ 53 end, __pairs = function() return function() n = n + 1 return n, t end end, __tojson = function() return t end }) j.encode(t) j.encode({ t }) j.encode(setmetatable({}, { __len = function() return 1e9 end }))
--- json of lists that say they are long
local j = require "json" j.encode({ n = 2 ^ 53 }) pcall(j.encode, j.array({ n = 2 ^ 31 })) pcall(j.encode, { [2 ^ 26 - 1] = 1 }) pcall(j.encode, j.array({ [2 ^ 53] = 1 })) pcall(j.encode, { n = 67108863, 1 })
--- json of deep lists, at each depth that is allowed
local j = require "json" for _, d in ipairs { 999, 1000, 1e4, 1e5, 4e5 } do pcall(j.decode, ("["):rep(d) .. ("]"):rep(d), { max_depth = 10000 }) pcall(j.decode, ('{"a":'):rep(d)) local t = {} for i = 1, d do t = { t } end pcall(j.encode, t) end
--- json with depths that are none
local j = require "json" for _, d in ipairs { 2 ^ 53, -1, 0, 0 / 0, math.huge, 1e300 } do pcall(j.decode, ("["):rep(9e5), { max_depth = d }) end
--- json of escapes
local j = require "json" local s = '"' .. ("\\u0041"):rep(1e6) .. '"' while true do j.decode(s) j.decode('"' .. ("\\ud83d\\ude00"):rep(5e5) .. '"') end
--- json objects with very many keys, kept
local j = require "json" local k = {} for i = 1, 1e5 do k[i] = '"k' .. i .. '":{}' end local s, t = "{" .. table.concat(k, ",") .. "}", {} for i = 1, 1e6 do t[i] = j.decode(s) end
--- json objects with one key very often
local j = require "json" local s = "{" .. ('"a":[],'):rep(1e6) .. '"a":1}' while true do j.decode(s) end
--- json numbers that are long, of each kind
local j = require "json" for _, o in ipairs { "number", "string", "error" } do for i = 1, 20 do pcall(j.decode, "[" .. ("123456789012345678901234567890,"):rep(3e4) .. ("9"):rep(1e6) .. "]", { bigint = o }) pcall(j.decode, "0." .. ("1"):rep(1e6) .. "e-" .. ("9"):rep(1000)) end end
--- json lines of a function that never gives an end of line
local j = require "json" for v in j.lines(function() return ("x"):rep(1e5) end) do end
--- json lines of a function that gives nothing for ever
local j = require "json" for v in j.lines(function() return "" end) do end
--- json lines of a function that waits, raises and reads itself
local j = require "json" local it it = j.lines(function() await(asyncio.sleep(0)) return it and it() or "1\n" end) for v in it do end
--- json lines of what has a read method that answers with anything
local j = require "json" for _, v in ipairs { 1, true, {}, print, 0 / 0 } do pcall(function() for x in j.lines({ read = function() return v end }) do end end) end local o o = setmetatable({}, { __index = function() return function() return o end end }) pcall(function() for x in j.lines(o) do end end)
--- json lines that are many and kept, and iterators that are left
local j = require "json" local s, t = ("[1]\n"):rep(1e6), {} for v in j.lines(s) do t[#t + 1] = v if #t % 100 == 0 then local it = j.lines(s) it() t[#t + 1] = it end end
--- json values in place of null
local j = require "json" local s = "[" .. ("null,"):rep(1e6) .. "null]" local big = {} for i = 1, 1e6 do big[i] = j.decode(s, { null = big }) end
--- json strings that are no text
local j = require "json" while true do pcall(j.encode, ("\255"):rep(1e6)) pcall(j.decode, ("\255"):rep(1e6)) pcall(j.decode, '"' .. ("\255"):rep(1e6) .. '"') pcall(j.decode, ('"\\ud800'):rep(1e5)) end
--- errors of json far in a long text
local j = require "json" local s = "[" .. ("1,\n"):rep(1e6) .. "x]" while true do pcall(j.decode, s) end
--- csv of one row without an end
local c = require "csv" for row in c.rows(function() return ('"' .. ("x"):rep(1e5)) end) do end
--- csv of one row without an end, which may be long
local c = require "csv" for row in c.rows(function() return ("x,"):rep(1e5) end, { max_row = 2 ^ 53 }) do end
--- csv with very many columns that have names
local c = require "csv" local h = ("a,"):rep(1e5) .. "a\n" local t = {} for i = 1, 1e6 do t[i] = c.decode(h:rep(3), { header = true }) end
--- csv with names of columns that are none
local c = require "csv" for _, h in ipairs { { n = 2 ^ 53 }, { n = 67108863 }, { {} }, setmetatable({}, { __len = function() return 2 ^ 53 end }) } do pcall(c.decode, ("a,b\n"):rep(1000), { header = h }) pcall(c.encode, { { a = 1 } }, { header = h }) end
--- csv encoded with long separators and shared rows
local c = require "csv" local row = {} for i = 1, 1e4 do row[i] = ("x"):rep(1000) end local rows = {} for i = 1, 1e4 do rows[i] = row end while true do pcall(c.encode, rows) pcall(c.encode, rows, { sep = ("x"):rep(1e5) }) end
--- csv of rows that are themselves
local c = require "csv" local r = {} r[1], r[2] = r, r pcall(c.encode, r) pcall(c.encode, setmetatable({}, { __index = function(t) return t end, __len = function() return 2 ^ 53 end })) pcall(c.encode, { n = 2 ^ 53 }) pcall(c.encode, { { n = 2 ^ 53 } }) pcall(c.encode, { { [2 ^ 26 - 1] = 1 } })
--- csv of quotes
local c = require "csv" local s = ('""'):rep(1e6) while true do pcall(c.decode, '"' .. s .. '"') pcall(c.decode, s) pcall(c.decode, ('"'):rep(1e6 + 1)) end
--- csv rows kept
local c = require "csv" local t = {} for row in c.rows(function() return ("a,b,c,d,e\n"):rep(1000) end) do t[#t + 1] = row end
--- csv iterators over long texts, kept
local c = require "csv" local t, s = {}, ("a,b\n"):rep(1e5) for i = 1, 1e6 do local it = c.rows(s .. i) it() t[i] = it end
--- toml with keys of very many parts
local t = require "toml" local k = ("a."):rep(2e5) .. "a" while true do pcall(t.decode, k .. " = 1") pcall(t.decode, "[" .. k .. "]\nb = 1") pcall(t.decode, "[[" .. k .. "]]") end
--- toml with very many tables of many parts
local t = require "toml" local l = {} for i = 1, 5000 do l[i] = "[" .. ("a."):rep(100) .. "b" .. i .. "]\nx = 1" end while true do pcall(t.decode, table.concat(l, "\n")) end
--- toml with very many tables of one list
local t = require "toml" local keep = {} for i = 1, 1e5 do keep[i] = t.decode(("[[a]]\n"):rep(1e5)) end
--- toml with lists within lists
local t = require "toml" for _, d in ipairs { 100, 1000, 1e4, 1e5, 4e5 } do pcall(t.decode, "a = " .. ("["):rep(d) .. ("]"):rep(d)) pcall(t.decode, "a = " .. ("{a = "):rep(d) .. "1" .. ("}"):rep(d)) end
--- toml with strings of all kinds that do not end
local t = require "toml" while true do for _, q in ipairs { '"', "'", '"""', "'''", "#" } do pcall(t.decode, "a = " .. q .. ("x\n"):rep(4e5)) pcall(t.decode, "a = " .. q .. ("\\u0041"):rep(1e5) .. q) end end
--- toml with numbers and dates that are long
local t = require "toml" while true do pcall(t.decode, "a = " .. ("9"):rep(1e6)) pcall(t.decode, "a = 0x" .. ("f"):rep(1e6)) pcall(t.decode, "a = 1e" .. ("9"):rep(1e6)) pcall(t.decode, "a = 1979-05-27T07:32:00." .. ("9"):rep(1e6) .. "Z") pcall(t.decode, "a = " .. ("1_"):rep(1e5) .. "1") end
--- toml encoded of what is deep, wide and lies
local t = require "toml" local deep, wide = { x = 1 }, {} for i = 1, 1e5 do deep = { a = deep } wide["k" .. i] = { x = 1 } end pcall(t.encode, deep) pcall(t.encode, { a = { n = 2 ^ 53 } }) pcall(t.encode, { a = { [2 ^ 26 - 1] = 1 } }) while true do t.encode(wide) end
--- env that refers to itself in doubles
local e = require "env" local l = { "A0=" .. ("x"):rep(100) } for i = 1, 60 do l[i + 1] = ("A%d=${A%d}${A%d}"):format(i, i - 1, i - 1) end return e.parse(table.concat(l, "\n"))
--- env that falls back on what falls back
local e = require "env" pcall(e.parse, "A=" .. ("${B:-"):rep(1e5) .. "x" .. ("}"):rep(1e5)) while true do pcall(e.parse, "A=" .. ("${B:-"):rep(500) .. "x" .. ("}"):rep(500)) pcall(e.parse, ("A=$A$A\n"):rep(1000)) end
--- env of very many variables and long quotes
local e = require "env" local l, keep = {}, {} for i = 1, 5e4 do l[i] = "A" .. i .. "='x'" end for i = 1, 1e5 do keep[i] = e.parse(table.concat(l, "\n")) pcall(e.parse, 'A="' .. ("\\n\n"):rep(2e5)) end
--- url of very many parts
local u = require "url" while true do pcall(u.parse, "http://" .. ("a."):rep(4e5) .. "com/" .. ("/.."):rep(3e5)) pcall(u.join, "http://a/" .. ("b/"):rep(3e5), ("../"):rep(3e5)) pcall(u.parse, "http://[" .. ("0:"):rep(4e5) .. "]") pcall(u.parse, "http://" .. ("a@"):rep(4e5)) end
--- url queries with very many fields
local u = require "url" local q, keep = ("a=1&"):rep(3e5), {} for i = 1, 1e5 do keep[i] = u.query(q) end
--- url queries of tables that are shared, cyclic and lie
local u = require "url" local c, sh = {}, { 1 } c.c = c for i = 1, 40 do sh = { sh, sh } end for _, t in ipairs { c, { a = c }, { a = sh }, { a = { n = 2 ^ 53 } }, { a = { [2 ^ 26 - 1] = "x" } }, { a = setmetatable({}, { __len = function() return 2 ^ 53 end }) } } do pcall(u.query, t) pcall(u.build, { query = t }) pcall(u.build, t) end
--- url quoting that triples, again and again
local u = require "url" local s = "%" while true do s = u.quote(s) end
--- url unquoting of what is broken
local u = require "url" while true do pcall(u.unquote, ("%"):rep(1e6)) pcall(u.unquote, ("%2"):rep(5e5)) pcall(u.unquote, ("%41"):rep(3e5)) pcall(u.quote, ("é"):rep(5e5), { safe = ("é"):rep(5e5) }) end
