--- gzip within gzip within gzip
local g = require "gzip" local s = ("\0"):rep(3e7) for i = 1, 5 do s = g.compress(s) end for i = 1, 100 do local t = s while true do local ok, u = pcall(g.decompress, t, { max = 2 ^ 53 }) if not ok then break end t = u end end
--- gzip with sizes that are none
local g = require "gzip" local s = g.compress(("x"):rep(1e6)) for _, n in ipairs { 2 ^ 53, -1, 0, 0 / 0, math.huge, 1e300 } do for i = 1, 100 do pcall(g.decompress, s, { max = n }) end end
--- gzip of very many members
local g = require "gzip" local one = g.compress("") local s = one:rep(2e5) while true do pcall(g.decompress, s) end
--- gzip of what is broken, cut and doubled
local g = require "gzip" local s = g.compress(("abc"):rep(1e5)) for _, f in ipairs { "gzip", "zlib", "deflate", "raw" } do for i = 1, #s do pcall(g.decompress, s:sub(1, i), { format = f }) pcall(g.decompress, s:sub(i), { format = f }) end end
--- gzip of what does not get smaller
local g = require "gzip" local t = {} for i = 1, 2e5 do t[i] = string.char(math.random(0, 255), math.random(0, 255), math.random(0, 255)) end local s = table.concat(t) local keep = {} for i = 1, 1e6 do keep[i] = g.compress(s) end
--- base64 that grows each time
local b = require "base64" local s = "x" while true do s = b.encode(s) end
--- base64 of what is broken
local b = require "base64" local s = ("AAAA"):rep(2e6) while true do pcall(b.decode, s .. "!") pcall(b.decode, s) pcall(b.decode, ("="):rep(1e6)) pcall(b.decode, ("\n"):rep(1e7)) end
--- hashes begun and kept
local h = require "hash" local t = {} for i = 1, 1e7 do local ok, x = pcall(h.new, "sha512") t[i] = x end
--- hashes begun with keys and kept
local h = require "hash" local t, k = {}, ("k"):rep(1e5) for i = 1, 1e7 do t[i] = h.new("sha512", { key = k .. i }) end
--- hashes of long keys and texts, fed and asked in turn
local h = require "hash" local s = ("x"):rep(1e7) for _, name in ipairs { "md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b" } do pcall(function() local x = h.new(name) for i = 1, 1e4 do x:update(s) x:digest() end end) end
--- hashes by names that are none
local h = require "hash" while true do for _, n in ipairs { "", ("sha256"):rep(1e5), "crc32", "SHA256" } do pcall(h.new, n) pcall(h.hmac, n, "k", "s") pcall(h.file, n, "x") end end
--- hash.equal of long strings
local h = require "hash" local a, b = ("x"):rep(2e7), ("x"):rep(2e7 - 1) .. "y" while true do h.equal(a, b) end
--- hash.random of sizes that are none
local h = require "hash" local t = {} for _, n in ipairs { -1, 2 ^ 20 + 1, 2 ^ 53, 0 / 0, math.huge } do pcall(h.random, n) end for i = 1, 1e6 do local ok, s = pcall(h.random, 2 ^ 20) t[i] = s end
--- hmac with long keys
local h = require "hash" local k = ("k"):rep(1e7) while true do h.hmac("sha256", k, "x") h.hmac("sha256", "x", k) end
--- expressions of very many alternatives
local r = require "re" local a = {} for i = 1, 2e4 do a[i] = "word" .. i end local p = table.concat(a, "|") while true do pcall(r.compile, p .. math.random()) pcall(r.find, ("x"):rep(1e5), p .. math.random()) end
--- expressions with classes that are large
local r = require "re" for i = 1, 1e3 do pcall(r.compile, ("\\pL"):rep(i * 100)) pcall(r.compile, ("[^a]\\PN"):rep(i * 100), { i = true }) pcall(r.compile, "[" .. ("a-zé-ü"):rep(i * 1000) .. "]") end
--- expressions with repeats within repeats of nothing
local r = require "re" for _, p in ipairs { "((a*)*)*", "(((a?){100})?){10}", "(?:(?:(?:a{0,30}){0,30})?)", ("("):rep(1000) .. ("*)"):rep(1000), ("(?:"):rep(1e5), ("(a"):rep(1e4) .. (")*"):rep(1e4), ("a**"):rep(1000), "a{1000}{1000}" } do for i = 1, 20 do pcall(r.find, ("a"):rep(1e5), p .. "b") end end
--- expressions whose states are many on a text that is long
local r = require "re" local x = r.compile("(a|aa|aaa|aaaa){1,200}(b|c)") while true do x:find(("a"):rep(1e5)) x:gsub(("a"):rep(1e5), "") end
--- expressions with very many groups
local r = require "re" local x = r.compile(("(a?)"):rep(2000)) while true do x:find(("a"):rep(1e5)) pcall(function() for _ in x:find_all(("a"):rep(1e5)) do end end) end
--- named groups in great number
local r = require "re" local p = {} for i = 1, 3000 do p[i] = "(?P<g" .. i .. ">a?)" end local x, keep = r.compile(table.concat(p)), {} for i = 1, 1e6 do keep[i] = x:groups("aaaa") end
--- expressions that match nothing everywhere
local r = require "re" local s = ("x"):rep(2e6) while true do r.split(s, "") r.gsub(s, "", "yy") for _ in r.find_all(s, "a*") do end end
--- pieces in great number, kept
local r = require "re" local s, t = (","):rep(1e6), {} for i = 1, 1e5 do t[i] = r.split(s, ",") end
--- iterators of matches over long texts, kept
local r = require "re" local t = {} for i = 1, 1e6 do local it = r.find_all(("x"):rep(1e5) .. i, ".") it() t[i] = it end
--- replacements that grow, by expressions
local r = require "re" while true do pcall(r.gsub, ("a"):rep(1e5), "a", ("%0"):rep(1e4)) pcall(r.gsub, ("a"):rep(1e4), "(.*)", ("%1"):rep(1e5)) pcall(r.gsub, ("a"):rep(1e5), ".", setmetatable({}, { __index = function() return ("x"):rep(1e4) end })) end
--- replacements that replace again, and wait
local r = require "re" local function f(s) await(asyncio.sleep(0)) return (r.gsub("aa", "a", f)) end r.gsub("a", "a", f)
--- escapes that grow each time
local r = require "re" local s = "*" while true do s = r.escape(s) end
--- matches at positions that are none, by expressions
local r = require "re" for _, n in ipairs { 2 ^ 53, -2 ^ 53, 0 / 0, math.huge, -1e300, 2 ^ 31 } do for i = 1, 1e4 do pcall(r.find, "abc", "b", n) pcall(r.match, "abc", "()", n) pcall(r.gsub, "abc", "b", "x", n) pcall(r.split, "abc", "b", n) end end
--- expressions kept, each with a text of its own
local r = require "re" local t = {} for i = 1, 1e6 do t[i] = r.compile(("x"):rep(1e4) .. i) end
--- expressions compiled once for each of very many texts
local r = require "re" for i = 1, 1e9 do r.find("x", "x" .. i) end
--- datetimes in years that are none
local d = require "datetime" for _, y in ipairs { 2 ^ 53, -2 ^ 53, 1e300, math.huge, 0 / 0, 2 ^ 31, -1e9 } do for i = 1, 1000 do pcall(d.new, { year = y, month = y, day = y, hour = y, minute = y, second = y }) pcall(d.at, y) pcall(d.format, d.at(0, "UTC"), "%Y") pcall(function() return d.at(0, "UTC"):add({ years = y, months = y, weeks = y, days = y, hours = y, minutes = y, seconds = y }) end) pcall(d.format_duration, y) end end
--- datetimes with formats that are long
local d = require "datetime" local now = d.at(0, "UTC") while true do pcall(now.format, now, ("%c%A"):rep(1e5)) pcall(d.parse, ("1970 "):rep(1e5), ("%Y "):rep(1e5)) pcall(d.format, now, ("%%"):rep(4e5)) end
--- datetimes in zones of very many names
local d = require "datetime" for i = 1, 1e7 do pcall(d.at, 0, "Zone/" .. i) pcall(d.at, 0, ("+%02d:%02d"):format(i % 24, i % 60)) pcall(d.at, 0, ("x"):rep(1e4) .. i) pcall(d.at, 0, "../../etc/passwd") end
--- datetimes in all zones, kept
local d = require "datetime" local t, z = {}, { "Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC", "Africa/Casablanca" } for i = 1, 1e7 do local ok, x = pcall(d.at, i, z[i % 5 + 1]) t[i] = x end
--- durations that are long
local d = require "datetime" while true do pcall(d.parse_duration, ("1h"):rep(1e5)) pcall(d.parse_duration, ("9"):rep(1e6) .. "s") pcall(d.parse_duration, "P" .. ("1Y"):rep(1e5)) pcall(d.parse_duration, "1." .. ("1"):rep(1e6) .. "h") end
--- datetimes parsed out of what is long
local d = require "datetime" while true do pcall(d.parse, ("2026-11-30T00:00:00." .. ("1"):rep(1e6) .. "Z"), "rfc3339") pcall(d.parse, ("x"):rep(1e6)) pcall(d.parse, (" "):rep(1e6) .. "2026", ("%s"):rep(1000)) end
--- arguments of programs in great number
local a = require "args" local l = {} for i = 1, 2e5 do l[i] = "-v" end local spec = { { "-v --verbose", many = true }, { "rest", many = true } } while true do pcall(a.parse, spec, l) end
--- arguments that are described by very many, and their help
local a = require "args" local spec = {} for i = 1, 2e4 do spec[i] = { "--option" .. i, help = ("word "):rep(50), choices = { "a", "b" } } end while true do a.help(spec) pcall(a.parse, spec, { "--optoin1" }) end
--- arguments with subcommands without end
local a = require "args" local spec = { name = "x" } spec.commands = { x = spec } local l = {} for i = 1, 1e5 do l[i] = "x" end pcall(a.help, spec) pcall(a.parse, spec, l) pcall(a.parse, spec, { "x", "x", "--help" })
--- arguments with help of one long word
local a = require "args" while true do a.help({ about = ("x"):rep(1e6), { "--a", help = (" "):rep(1e6) }, { "--" .. ("b"):rep(1e5), help = ("é "):rep(1e5) } }) end
--- arguments described by what lies
local a = require "args" local o o = setmetatable({}, { __index = function() return o end, __len = function() return 2 ^ 53 end }) pcall(a.parse, o, {}) pcall(a.help, o) pcall(a.parse, {}, o) pcall(a.parse, { { "x", choices = o } }, { "y" }) pcall(a.parse, { { "x", choices = { n = 2 ^ 53 } } }, { "y" })
--- logs of what is cyclic, shared, deep and long
local l = require "log" local c, sh, deep = {}, { 1 }, {} c.c = c for i = 1, 40 do sh = { a = sh, b = sh } end for i = 1, 1e5 do deep = { a = deep } end for _, f in ipairs { "text", "json" } do pcall(l.setup, { format = f }) for _, v in ipairs { c, sh, deep, ("x"):rep(1e7) } do pcall(l.error, v, v) pcall(l.error, "x", { v = v }) pcall(l.error, "x", v) end end
--- logs of what is shown by a method
local l = require "log" local o o = setmetatable({}, { __tostring = function() l.error(o, { o = o }) return "x" end }) l.error(o)
--- logs without end
local l = require "log" while true do l.error(("x"):rep(1e5), { a = 1, b = ("y"):rep(1e5) }) end
--- logs with very many fields
local l = require "log" local f = {} for i = 1, 1e5 do f["key" .. i] = i end while true do l.error("x", f) l.info("x", f) end
--- progress that goes on without end
local l = require "log" for _, n in ipairs { 2 ^ 53, 0, -1, 0 / 0, math.huge } do pcall(l.progress, n, { every = 0 }, function(p) for i = 1, 1e4 do p:add(n) p:set(n) end end) end while true do pcall(l.progress, 1e9, { title = ("x"):rep(1e5), every = 1e-9 }, function(p) for i = 1, 1e4 do p:add(1) end end) end
--- progress begun and kept
local l = require "log" local t = {} for i = 1, 1e7 do t[i] = l.progress(10, { title = ("x"):rep(1000) .. i }) end
--- colours put together by doubling
local t = require "term" local c = t.colors.red for i = 1, 40 do c = c .. c end return #tostring(c)
--- colours put together in a long line
local t = require "term" local c = t.colors.red for i = 1, 1e6 do c = c .. t.colors.bright end return #(c .. "x")
--- the cursor sent far
local t = require "term" while true do for _, n in ipairs { 2 ^ 53, -1, 0 / 0, math.huge } do pcall(t.cursor["goto"], n, n) pcall(t.cursor.jump, n, n) pcall(t.cursor.goup, n) end end
--- bits of very many numbers
local b, c = require "bit", require "bit32" local t = {} for i = 1, 1e5 do t[i] = i end while true do b.band(unpack(t)) c.bxor(unpack(t)) for _, n in ipairs { 2 ^ 53, -2 ^ 63, 0 / 0, math.huge } do pcall(b.lshift, n, n) pcall(b.tohex, n, n) pcall(c.extract, n, n, n) pcall(c.replace, n, n, n, n) end end
--- identifiers in great number
local u = require "uuid" local t = {} for i = 1, 1e8 do local ok, x = pcall(u.v7) t[i] = ok and x or i .. "" end
--- sleeping by other names
local ok, s = pcall(require, "socket") local ok2, y = pcall(require, "system") for _, n in ipairs { 0 / 0, -1, 1e300, math.huge } do for i = 1, 1e4 do asyncio.create_task(function() pcall(s.sleep, n) end) asyncio.create_task(function() pcall(y.sleep, n) end) end end await(asyncio.sleep(1e6))
--- tests within Worlds
local ok, t = pcall(require, "test") if ok then for i = 1, 1e6 do pcall(t.case, ("x"):rep(1e4) .. i, function() while true do end end) pcall(t.group, "g", function() t.before(print) end) end end
--- generators of values within each other
local ok, t = pcall(require, "test") if ok then local g = t.gen.int() for i = 1, 40 do g = t.gen.tuple(g, g) end local h = t.gen.int() for i = 1, 1e5 do h = t.gen.list(h, { min = 10, max = 2 ^ 53 }) end for _, x in ipairs { g, h, t.gen.string({ min = 2 ^ 53, max = 2 ^ 53 }), t.gen.list(t.gen.int(), { min = 1e9, max = 1e9 }) } do pcall(t.check, x, function() end) pcall(t.case, "x", function(c) c.check(x, function() end) end) end end
--- networks simulated within Worlds
local ok, t = pcall(require, "test") if ok then pcall(t.case, "x", { net = { latency = 0 }, seeds = 2 ^ 53, each = { n = 2 ^ 53 } }, function(c) for i = 1, 1e6 do c.host("h" .. i, function() while true do end end) end end) end
