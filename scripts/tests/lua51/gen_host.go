package lua51

// This file writes programs that use the debug library, modules, files and the system.

import (
	"fmt"
	"strings"
)

// modules are loaded, preloaded, made and missed.
func (w *writer) modules() {
	w.p.Host, w.p.Still = true, true
	w.line("local print, pcall, require, package, G0, type, mask, tostring, string, module, show, ipairs = print, pcall, require, package, _G, type, mask, tostring, string, module, show, ipairs")
	w.line("package.path, package.cpath = './?.lua', '' -- no C modules here")
	for range 3 + w.IntN(5) {
		w.fill(strings.ReplaceAll(w.of(
			"package.preload['mN'] = function(...) print('loading', ...) return $any end print(pcall(require, 'mN')) print(pcall(require, 'mN')) print(package.loaded['mN'])",
			"package.preload['a.mN'] = function(...) print(...) module(...) x = 1 end print(type(require('a.mN')), a.mN.x, a.mN._NAME, a.mN._PACKAGE, a.mN._M == a.mN)",
			"package.preload['bN'] = function(name) module(name, package.seeall) function f() return print ~= nil end end require('bN') print(bN.f(), package.loaded.bN == bN)",
			"package.preload['eN'] = function() error('fails') end print(pcall(require, 'eN'))",
			"package.preload['eN'] = function() error({}) end print(pcall(require, 'eN'))",
			"package.preload['fN'] = function() return false end print(require('fN'), require('fN'), package.loaded.fN)",
			"package.preload['cN'] = function() return require('cN') end print(pcall(require, 'cN')) print(pcall(require, 'cN'))",
			"print(mask(select(2, pcall(require, 'no.such.mN'))))",
			"local p = package.path package.path = './?.none;/nonexistent/?/x.lua' print(pcall(require, 'no.mN')) package.path = p",
			"package.path = nil print(pcall(require, 'mN0')) package.path = './?.lua'",
			"package.loaded['lN'] = $any print(pcall(require, 'lN'))",
			"print(pcall(require, $any))",
			"print(type(package.loaders[1]), type(package.preload), type(package.path), type(package.cpath))",
			"print(pcall(package.loaders[1], 'no.mN')) print(pcall(package.loaders[2], 'no/mN'))",
			"local l = package.loaders table.insert(l, 2, function(n) print('loader', n) return n == 'viaN' and function(...) return {...} end or 'nope' end) print(pcall(require, 'viaN')) print(pcall(require, 'otherN')) table.remove(l, 2)",
			"local f = function() module('gN', function(m) print('option', m._NAME) m.opt = 1 end) v = 2 end setfenv(f, getfenv(1)) f() print(gN.opt, gN.v, package.loaded.gN == gN)",
			"print(pcall(module, 'string.x')) print(pcall(module)) print(pcall(module, 'hN.sub'))",
			"local f = function() module('iN') end f() print(pcall(function() iN.x = 1 return iN.x end))",
			"print((package.loadlib('nolib.so', 'f'))) print(pcall(package.seeall, $any))",
			"local t = {} package.seeall(t) print(t.print == print)",
			"print(package.loaded._G == _G, package.loaded.string == string, package.config)",
			"local name = os.tmpname() local f = io.open(name, 'w') f:write('print(...) return ', $n0) f:close() package.path = name .. ';./?' print(pcall(require, 'fileN')) print(dofile(name)) print(pcall(loadfile(name), 1)) os.remove(name)",
			"local name = os.tmpname() local f = io.open(name, 'w') f:write('#!shebang\\nx = = 1') f:close() print(loadfile(name)) print(pcall(dofile, name)) package.path = name print(pcall(require, 'badN')) os.remove(name)",
		), "N", fmt.Sprint(w.next)))
		w.next++
	}
}

// debugging is what the debug library tells of functions, levels and variables.
func (w *writer) debugging() {
	w.p.Host = true
	w.p.Still = true
	w.line("local up1, up2 = 'u1', 2")
	w.line("local function info(l, what) local t = debug.getinfo(l, what) if not t then return 'none' end t.func = t.func and 'func' t.activelines = nil return show(t) end")
	for range 5 + w.IntN(6) {
		w.fill(w.of(
			"local function tb() return debug.traceback($s0, $count) end print(mask(tb()))",
			"local function tb(n) if n == 0 then return (mask(debug.traceback('deep'))) end local r = tb(n - 1) return r end print(tb($depth))",
			"local function tb(n) if n == 0 then return debug.traceback('tail') end return tb(n - 1) end print(mask(tb(3)))",
			"print(mask(debug.traceback()))",
			"print(debug.traceback($any0 or 1))",
			"print(mask(select(2, xpcall(function() local x = nil x.y = 1 end, debug.traceback))))",
			"print(mask(select(2, xpcall(function() error('e', $small) end, debug.traceback))))",
			"print(mask(select(2, pcall(function() return debug.traceback('p') end))))",
			"local t = {m = function(self) return debug.traceback('m') end} print(mask(t:m())) print(mask(t.m()))",
			"function Gf() return debug.traceback('g') end print(mask(Gf()))",
			"local co = coroutine.create(function() local x = coroutine.yield() error('x') end) coroutine.resume(co) print(mask(debug.traceback(co))) print(mask(debug.traceback(co, 'msg'))) print(mask(debug.traceback(co, nil, 1))) coroutine.resume(co) print(mask(debug.traceback(co)))",
			"print(info($level)) print(info(1, $what)) ",
			"print(pcall(info, $infoof, $what))",
			"local function f(a, b, ...) return info(f or 1, 'nSlu') end print(f(1)) print(info(f, 'Slu'))",
			"print(info(print, 'Slunf'))",
			"local t = {f = function() return info(1, 'n') end} print(t.f()) print((t.f())) local r = t.f() print(r)",
			"function Gi() return info(1, 'n') end print(Gi()) local r = Gi() print(r) print((function() return info(1, 'n') end)())",
			"local m = setmetatable({}, {__index = function() return info(1, 'nS') end, __add = function() return info(1, 'n') end}) print(m.x) print(m + 1)",
			"for v in function(s, c) if not c then return info(1, 'nS') end end do print(v) end",
			"local function f(a, b) local c = 3 local names = {} for i = 1, 6 do local n, v = debug.getlocal(1, i) names[i] = tostring(n) .. '=' .. tostring(v) end return table.concat(names, ' ') end print(f(1))",
			"local function f(...) local a = 1 do local b = 2 end for i = 1, 1 do local c = 3 print(debug.getlocal(1, 1)) print(debug.getlocal(1, 2)) print(debug.getlocal(1, 3)) print(debug.getlocal(1, 6)) end end f(9, 8)",
			"local function f() local a = 1 print(debug.setlocal(1, 1, 'set'), a) print(debug.setlocal(1, 99, 0)) return a end print(f())",
			"print(pcall(debug.getlocal, 100, 1)) print(pcall(debug.getlocal, $t0, 1))",
			"local co = coroutine.create(function(p) local q = 5 coroutine.yield() end) coroutine.resume(co, 'P') print(debug.getlocal(co, 1, 1)) print(debug.getlocal(co, 1, 2)) print(debug.setlocal(co, 1, 2, 6)) print(pcall(debug.getlocal, co, 9, 1)) print(debug.getinfo(co, 1, 'l').currentline)",
			"local f = function() return up1, up2 end print(debug.getupvalue(f, 1)) print(debug.getupvalue(f, 2)) print(debug.getupvalue(f, 3)) print(debug.setupvalue(f, 1, 'new'), up1) up1 = 'u1'",
			"print(pcall(debug.getupvalue, $any, 1)) print(debug.getupvalue(print, 1)) print(debug.getupvalue(string.gmatch('a', 'a'), 1))",
			"print(pcall(debug.setupvalue, $any, 1, 2))",
			"print(debug.gethook()) print(pcall(debug.sethook))",
			"print(debug.getmetatable('').__index == string, debug.getmetatable({}), debug.setmetatable({}, nil) ~= nil) print(pcall(debug.setmetatable, {}, $any))",
			"local u = newproxy() debug.setmetatable(u, {__index = {k = $n}}) print(u.k)",
			"print(type(debug.getregistry()), pcall(debug.getfenv, print) , debug.getfenv(print) == _G, pcall(debug.setfenv, $any, {}))",
			"print(pcall(debug.setfenv, function() end, $any))",
			"local f = loadstring('local a\\n\\nreturn function()\\nlocal b\\nend', '=chunk') local t = debug.getinfo(f, 'SL') local l = {} for k in pairs(t.activelines) do l[#l + 1] = k end table.sort(l) print(table.concat(l, ' '), t.linedefined, t.lastlinedefined, t.what, t.short_src, t.source) print(info(f(), 'S'))",
			"local f = loadstring('return debug.getinfo(1, \"S\")', $s) local t = f() print(t.source, t.short_src, t.what, t.linedefined)",
		))
	}
}

// files are written, read, sought, closed and misused. Lines of files have no zero bytes, which Lua 5.1 takes for their ends.
func (w *writer) files() {
	w.p.Host = true
	w.line("local name = os.tmpname()")
	w.line("local f = assert(io.open(name, %s))", w.of("'w'", "'w+'", "'wb'", "'a+'", "'r+'"))
	for range 4 + w.IntN(5) {
		w.fill(w.of("print(f:write((($s0):gsub('%z', '0')), $n0, '\\n') == f)", "f:write('line $id\\n', $n0, ' ', $n0, '\\n')", "f:write('0x1F 1e3 -7 .5 abc 12')", "print(pcall(f.write, f, $t0))", "print(f:seek('cur'), f:seek('end'))", "print(f:seek('set', $small), f:seek('end'))", "print(pcall(f.seek, f, $s0))", "print(pcall(f.seek, f, 'set', $any0)) f:seek('end')", "print(f:setvbuf('no'), f:setvbuf('full', 1024), f:setvbuf('line'))", "print(pcall(f.setvbuf, f, $s0))", "print(f:flush() == true, io.type(f))", "print(f:read(1))", "print(pcall(f.lines, f))", "f:write('a b\\r\\n\\n')"))
	}
	w.line("print(f:close(), io.type(f), tostring(f)) print(pcall(f.read, f), pcall(f.close, f), pcall(function() f:write('x') end))")
	w.line("f = assert(io.open(name, %s))", w.of("'r'", "'rb'", "'r+'", "'a'"))
	for range 4 + w.IntN(5) {
		w.fill(w.of("print(f:read($readfmt))", "print(pcall(f.read, f, $readfmt, $readfmt))", "print(f:read('*n', '*n'))", "print(f:read())", "print(f:read(0), f:read(3))", "print(f:seek('set', $small), f:read('*l'))", "for l in f:lines() do print(l) break end", "print(f:read('*a'))", "print(f:seek(), f:seek('end'))", "print(f:seek('end') and f:write('x'), f:seek('cur') ~= nil)", "print(pcall(f.seek, f, 'set', -1))", "print(pcall(f.read, $any))", "print(f:read(1000))"))
	}
	w.line("f:close()")
	for range 3 + w.IntN(4) {
		w.fill(w.of(
			"for l in io.lines(name) do print(l) end", "local it = io.lines(name) print(it()) while it() do end print(pcall(it))", "print(pcall(io.lines, '/nonexistent/x'))", "print(io.open('/nonexistent/x')) print(io.open('/nonexistent/x', 'w'))", "print(pcall(io.open, name, $mode))",
			"io.output(name) io.write('via output ', $n0) io.close() io.output(io.stdout)", "io.input(name) print(io.read()) print(io.read('*a')) io.close(io.input()) print(pcall(io.read)) io.input(io.stdin)", "print(io.read($readfmt))", "print(io.read('*n', '*l'))", "print(io.type(io.stdout), io.type(f), io.type($any), io.type(io.input()), tostring(io.stdout):sub(1, 6))",
			"print(pcall(io.close, f))", "local t = io.tmpfile() t:write('tmp', $n0) t:seek('set') print(t:read('*a'), t:close())", "local t = io.tmpfile() t:write('a\\0b\\r', $s0, '\\0') t:seek('set', $count) print(t:read(2), show(t:read('*a')), t:close())", "print(pcall(io.stdout.write, $any, 'x'))", "print(io.write($s0, $n0, '\\n') == io.stdout)", "print(pcall(io.write, $any))", "print(pcall(io.lines))", "local g = io.open(name) local n = 0 for l in g:lines() do n = n + 1 end print(n, io.type(g), g:read()) g:close() print(pcall(function() for l in g:lines() do end end))",
			"print(os.rename(name, name .. '.x')) print(os.rename(name .. '.x', name)) print(os.rename('/nonexistent/a', name))", "print(os.remove('/nonexistent/x')) print(pcall(os.remove, $any))", "print(getmetatable(f).__index == getmetatable(io.stdout).__index, type(getmetatable(f).__gc), type(getmetatable(f).__tostring))",
			"print(f == f, pcall(function() return f < f end), pcall(function() return #f end), pcall(function() return f.x end), pcall(function() f.x = 1 end))", "print(pcall(io.output, '/nonexistent/out')) print(pcall(io.input, '/nonexistent/in'))", "print(io.stdout:seek('cur') == nil or true, io.stderr:write(''))", "print(pcall(f.close)) print(pcall(f.flush, f))",
			"local p = io.popen('echo out; echo two') print(p:read('*a'), io.type(p), p:close())", "local p = io.popen('exit 3') print(p:close())", "local p = io.popen('cat > /dev/null', 'w') print(p:write('x') == p, p:close())", "print(pcall(io.popen, 'true', $mode))", "for l in io.popen('echo a; echo b'):lines() do print(l) end",
		))
	}
	w.line("print(os.remove(name), os.remove(name))")
}

// system is what os tells and does.
func (w *writer) system() {
	w.p.Host = true
	for range 5 + w.IntN(6) {
		w.fill(w.of(
			"print(os.execute('exit ' .. 3 * $count), os.execute('true'), os.execute())", "print(os.execute('exit 7') / 256)", "print(type(os.time()), type(os.clock()), type(os.date()), type(os.tmpname()))", "print(os.time{year = 2000 + $small, month = $small, day = $small, hour = $small, min = $small, sec = $small})", "print(os.time($datetable))",
			"print(pcall(os.date, $date, $time))", "print(show(os.date('!*t', $time)))", "print(os.date('*t', os.time{year = 2020, month = 2, day = 29}).yday, os.date('%d', 0))", "print(os.getenv('LUA_51_SET'), os.getenv('LUA_51_UNSET'))", "print(os.setlocale(), os.setlocale(nil, 'all'), os.setlocale('C'), pcall(os.setlocale, $any))", "print(os.difftime(10, $small), pcall(os.difftime, $any, 1), pcall(os.difftime, 1))",
			"print(os.execute('kill -9 $$$$'))", "local t = {year = 2011, month = 13, day = 32} print(os.time(t), show(t))", "local t0 = os.time() print(os.time() - t0 < 5, os.clock() >= 0, math.abs(os.difftime(os.time(), t0)) < 5)", "print(pcall(collectgarbage, $gc)) print(type(collectgarbage('count')), collectgarbage(), collectgarbage('collect'))", "print(collectgarbage('setpause', 200), collectgarbage('setstepmul', 200))",
			"print(math.random() < 1, math.random(5) <= 5, math.random(3, 4) >= 3, pcall(math.random, 0), pcall(math.random, 2, 1), pcall(math.random, 1, 2, 3)) math.randomseed(1) local a = math.random() math.randomseed(1) print(a == math.random())",
			"local w = setmetatable({}, {__mode = 'k'}) w[1] = 1 print(w[1])", "local w = setmetatable({}, {__mode = 'v'}) local k = {} w[1] = k print(w[1] == k)", "print(_VERSION, _G._G == _G, type(arg), arg and arg[0])", "print(math.pi, math.huge, -math.huge)", "print(pcall(os.exit, {}))", "print(pcall(string.dump, print))",
		))
	}
}
