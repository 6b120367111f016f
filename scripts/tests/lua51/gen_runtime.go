package lua51

// This file writes metamethods, coroutines, environments, modules, the debug library, files and the system.

import (
	"fmt"
	"strings"
)

var events = []string{"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__concat", "__len", "__eq", "__lt", "__le", "__index", "__newindex", "__call", "__tostring", "__metatable"}

// metamethods are functions, callable tables and wrong values, for every event.
func (w *writer) metamethods() {
	w.line("local function handler(name) return function(...) print(name, select('#', ...), type(...), type((select(2, ...)))) return name, 2 end end")
	w.line("local function callable(name) return setmetatable({}, {__call = function(self, ...) print(name, 'called', select('#', ...)) return name, 2 end}) end")
	for range 2 + w.IntN(2) {
		var fields []string
		for _, e := range events {
			if !w.chance(2) {
				continue
			}
			value := w.of("handler('E')", "handler('E')", "handler('E')", "callable('E')", "callable('E')", "1", "'s'", "{}", "function() error('in E') end", "function(a, b) return b end", "function(...) return ... end", "function() end", "true", "false", "print", "rawequal", "rawget", "setmetatable({}, {__index = handler('E')})")
			fields = append(fields, e+" = "+strings.ReplaceAll(value, "E", e))
		}
		w.line("do local m = {%s}", strings.Join(fields, ", "))
		w.line("local m2 = {__eq = m.__eq, __lt = handler('lt2'), __concat = m.__concat, __le = %s}", w.of("m.__le", "nil", "handler('le2')"))
		w.line("local a, b, c = setmetatable({1}, m), setmetatable({2}, m), setmetatable({}, m2)")
		w.line("local u = newproxy(true) for k, v in next, m do getmetatable(u)[k] = v end")
		other := func() string {
			return w.of("a", "b", "c", "u", "1", "'s'", "'10'", "nil", "{}", "a", "b", "print", "true")
		}
		for range 8 + w.IntN(8) {
			x, y := other(), other()
			w.fill(w.of(
				"print(pcall(function() return "+x+" $op "+y+" end))", "print(pcall(function() return "+x+" $op "+y+" end))", "print(pcall(function() return -"+x+", -"+y+" end))", "print(pcall(function() return #"+x+" end))", "print(pcall(function() return ("+x+").k, ("+y+")[1], ("+x+")[$any0] end))",
				"print(pcall(function() local t = "+x+" t.k = 1 t[1] = 2 return rawget(t, 'k') end))", "print(pcall(function() return ("+x+")($args) end))", "print(pcall(tostring, "+x+"))", "print(pcall(function() return ("+x+"):m($n) end))", "print(pcall(function() local r = "+x+" .. "+y+" .. "+other()+" return r end))",
				"print(getmetatable("+x+") == m, pcall(setmetatable, "+x+", nil))", "print("+x+" == "+y+", "+x+" ~= "+y+", not ("+x+" == "+y+"))", "print(rawequal("+x+", "+y+"), type("+x+"))", "print(pcall(next, "+x+"))", "print(pcall(ipairs, "+x+"))", "print(pcall(table.concat, {"+x+", "+y+"}))", "print(pcall(print, "+x+"))", "print(pcall(unpack, "+x+"))",
				"local f = function(...) return "+x+" < "+y+", ... end print(pcall(f$more))", "print(pcall(function() if "+x+" < "+y+" then return 'less' else return 'not' end end))", "print(pcall(function() return not ("+x+" <= "+y+") end))", "print(pcall(string.rep, "+x+", 2))", "print(pcall(error, "+x+"))",
			))
		}
		w.line("end")
	}
	w.fill("local p = setmetatable({}, {__index = function(t, k) return k * 2 end, __newindex = function(t, k, v) rawset(t, k, v + 1) end}) p[1] = $n print(pcall(function() return p[1], p[21], p.x end))")
	w.line("local chain = {x = 1} for i = 1, %d do chain = setmetatable({}, {__index = chain}) end print(pcall(function() return chain.x, chain.y end))", w.IntN(130))
	if w.chance(3) {
		w.line("local s = getmetatable('').__index print(s == string) getmetatable('').__index = function(s, k) return k .. s end print(('x').k, pcall(function() return ('x'):y() end)) getmetatable('').__index = string")
	}
	if w.chance(3) {
		w.line("debug.setmetatable(1, {__index = function(n, k) return k end, __call = function(n, ...) return n, ... end}) print((5).x, (5)(6)) debug.setmetatable(1, nil) print(pcall(function() return (5).x end))")
		w.p.Host = true
	}
}

// coroutines are in all states, and yield from everywhere.
func (w *writer) coroutines() {
	w.line("local yield, create, resume, status, wrap = coroutine.yield, coroutine.create, coroutine.resume, coroutine.status, coroutine.wrap")
	body := func() string {
		var b strings.Builder
		for range 1 + w.IntN(4) {
			b.WriteString(w.expand(w.of(
				"print('in', yield($args)) ", "local a, b = yield($args) print(a, b) ", "for i = 1, $count do yield(i) end ", "error($any) ", "return $args ", "yield() ", "print(status(coroutine.running() or self)) ", "local x = yield(1) + 1 print(x) ", "print(pcall(error, 'inner')) ", "print(resume(self)) ",
				"local c = create(function() print(status(self)) yield(2) return 3 end) print(resume(c)) print(resume(c)) print(resume(c)) ", "for v in wrap(function() for i = 1, 3 do yield(i) end end) do print(v) end ", "return yield(yield($any)) ", "print((yield())) ", "local t = {yield(1), yield(2)} print(#t) ",
				"table.foreach({1}, function(...) print(...) end) ", "if yield('if') then print('then') end ", "string.gsub('ab', '.', print) ", "(function(...) print(yield(...)) end)($args) ", "self = coroutine.running() ", "wrap(function() error('deep') end)() ", "wrap(function() error({}) end)() ",
			), 1))
			if strings.Contains(b.String(), "return") || strings.Contains(b.String(), "error($any)") {
				break
			}
		}
		text := b.String()
		if i := strings.Index(text, "return "); i >= 0 && strings.Count(text, "return ") > 1 {
			return text
		}
		return text
	}
	for range 2 + w.IntN(3) {
		w.line("do local self self = create(function(...) print('start', ...) %send)", body())
		for range 1 + w.IntN(6) {
			w.fill(w.of("print(resume(self$more))", "print(resume(self$more))", "print(status(self), resume(self))", "print(status(self))", "print(type(self), pcall(resume, $any))"))
		}
		w.line("print(status(self)) end")
	}
	for range 2 + w.IntN(4) {
		w.fill(w.of(
			"do local self local f = wrap(function(...) self = coroutine.running() "+body()+"end) for i = 1, $count + 2 do print(pcall(f, i)) end end",
			"print(pcall(wrap(function() error('w', $small) end)))",
			"print(pcall(function() wrap(function() local x = nil + 1 end)() end))",
			"local f = wrap(function() return 1 end) f() print(pcall(f))",
			"print(coroutine.running())",
			"print(pcall(create, $any))",
			"print(pcall(wrap, $any))",
			"print(pcall(status, $any))",
			"print(pcall(create, print), pcall(wrap, print))",
			"local c c = create(function() return resume(c) end) print(resume(c))",
			"local c c = wrap(function() return c() end) print(pcall(c))",
			"local function gen(n) return wrap(function() for i = 1, n do yield(i, i * i) end end) end for a, b in gen($count) do print(a, b) end",
			"local c = create(function(a) while true do a = yield(a and a * 2) if not a then break end end return 'end' end) print(resume(c, 1), resume(c, 2), resume(c), resume(c))",
			"local c = create(function() local ok, e = pcall(error, {1}) yield(type(e)) error('late') end) print(resume(c)) print(resume(c)) print(resume(c)) print(status(c))",
			"print(select('#', resume(create(function() return end))))",
			"print(resume(create(function() return unpack({1, nil, 3}, 1, 3) end)))",
			"local c = create(function() yield() end) resume(c) print(status(c), debug.traceback(c))",
			"local c = create(function(...) local t = {...} for i = 1, #t do t[i] = yield(t[i]) end return unpack(t) end) print(resume(c, 1, 2)) print(resume(c, 'a')) print(resume(c, 'b')) print(resume(c))",
			"local log = {} local function co(n) return wrap(function() for i = 1, 2 do log[#log + 1] = n .. i yield() end end) end local a, b = co('a'), co('b') a() b() b() a() print(table.concat(log, ' '))",
			"local c = create(function() error() end) print(resume(c))",
			"local c = create(function() error(nil) end) print(resume(c))",
			"local c = create(function() error('x', 0) end) print(resume(c))",
			"local c = create(function() error('x', 2) end) print(resume(c))",
			"print(pcall(resume, create(function() end), 1), pcall(resume))",
		))
	}
}

// environments are those of functions, threads and chunks.
func (w *writer) environments() {
	w.p.Still = true
	w.line("local print, pcall, setfenv, getfenv, type, G0, loadstring, tostring = print, pcall, setfenv, getfenv, type, getfenv(0), loadstring, tostring")
	for range 4 + w.IntN(5) {
		w.fill(w.of(
			"local f = function() return x1, x2 end setfenv(f, {x1 = 'env', x2 = $any}) print(pcall(f))",
			"local f = setfenv(function() y = $any return y end, {}) print(f(), getfenv(f).y, y)",
			"print(getfenv(print) == G0, getfenv(1) == G0, getfenv() == G0)",
			"print(pcall(setfenv, print, {}))",
			"print(pcall(setfenv, $any, {}))",
			"print(pcall(setfenv, 100, {}))",
			"print(pcall(getfenv, $any))",
			"print(pcall(getfenv, 100))",
			"print(pcall(getfenv, -1))",
			"local function f() setfenv(2, {print = print, z = $n}) end local function g() f() return z end print(g())",
			"local f = loadstring('v = ... return v, w') setfenv(f, setmetatable({}, {__index = function(t, k) return 'no ' .. k end})) print(f($any))",
			"local e = {} local f = setfenv(loadstring('function g() return h end'), e) f() e.h = 5 print(e.g(), g)",
			"local f = function() local function inner() return q end return inner end setfenv(f, {q = 'Q'}) print(f()())",
			"local f = function() undefined.x = 1 end print(pcall(setfenv(f, {})))",
			"local f = function() undefinedf() end print(pcall(setfenv(f, {})))",
			"setfenv(1, setmetatable({}, {__index = G0, __newindex = function(t, k, v) print('global', k, v) rawset(t, k, v) end})) aa = 1 print(aa, G0.aa) setfenv(1, G0)",
			"local f = setfenv(function() return rawequal(getfenv(), getfenv(1)) end, {rawequal = rawequal, getfenv = getfenv}) print(f())",
			"print(pcall(setfenv, function() end, nil))",
			"local co = coroutine.wrap(function() setfenv(0, {a = 'thread'}) return loadstring('return a')() end) print(pcall(co))",
			"local m = setmetatable({}, {__fenv = 1}) print(pcall(getfenv, setfenv(function() end, m)) , getfenv(setfenv(function() end, m)) == m)",
			"print(pcall(getfenv, setfenv(function() end, setmetatable({}, {__metatable = 'p'}))) )",
			"local f = load(coroutine.wrap(function() for _, s in ipairs{'return ', 'x', ' .. ', '1'} do coroutine.yield(s) end end), '=load') print(pcall(f)) print(pcall(setfenv(f, {x = 'X'})))",
			"print(load($reader)) print(pcall(load, nil), pcall(load, {}), pcall(load))",
			"local n = 0 print(load(function() n = n + 1 return ({'x = ', '= 1'})[n] end)) print(load(function() error('reader') end))",
			"print(loadstring($s), loadstring('return 1', $s)())",
		))
	}
}

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
			"print(pcall(debug.getlocal, 100, 1)) print(pcall(debug.getlocal, $any, 1))",
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

// files are written, read, sought, closed and misused.
func (w *writer) files() {
	w.p.Host = true
	w.line("local name = os.tmpname()")
	w.line("local f = assert(io.open(name, %s))", w.of("'w'", "'w+'", "'wb'", "'a+'", "'r+'"))
	for range 4 + w.IntN(5) {
		w.fill(w.of("print(f:write($s0, $n0, '\\n') == f)", "f:write('line $id\\n', $n0, ' ', $n0, '\\n')", "f:write('0x1F 1e3 -7 .5 abc 12')", "print(pcall(f.write, f, $any))", "print(f:seek('cur'), f:seek('end'))", "print(f:seek('set', $small))", "print(pcall(f.seek, f, $s0))", "print(pcall(f.seek, f, 'set', $any0))", "print(f:setvbuf('no'), f:setvbuf('full', 1024), f:setvbuf('line'))", "print(pcall(f.setvbuf, f, $s0))", "print(f:flush() == true, io.type(f))", "print(f:read(1))", "print(pcall(f.lines, f))", "f:write('a\\0b\\r\\n\\n')"))
	}
	w.line("print(f:close(), io.type(f), tostring(f)) print(pcall(f.read, f), pcall(f.close, f), pcall(function() f:write('x') end))")
	w.line("f = assert(io.open(name, %s))", w.of("'r'", "'rb'", "'r+'", "'a'"))
	for range 4 + w.IntN(5) {
		w.fill(w.of("print(f:read($readfmt))", "print(pcall(f.read, f, $readfmt, $readfmt))", "print(f:read('*n', '*n'))", "print(f:read())", "print(f:read(0), f:read(3))", "print(f:seek('set', $small), f:read('*l'))", "for l in f:lines() do print(l) break end", "print(f:read('*a'))", "print(f:seek(), f:seek('end'))", "print(f:write('x'))", "print(pcall(f.seek, f, 'set', -1))", "print(pcall(f.read, $any))", "print(f:read(1000))"))
	}
	w.line("f:close()")
	for range 3 + w.IntN(4) {
		w.fill(w.of(
			"for l in io.lines(name) do print(l) end", "local it = io.lines(name) print(it()) while it() do end print(pcall(it))", "print(pcall(io.lines, '/nonexistent/x'))", "print(io.open('/nonexistent/x')) print(io.open('/nonexistent/x', 'w'))", "print(pcall(io.open, name, $mode))",
			"io.output(name) io.write('via output ', $n0) io.close() io.output(io.stdout)", "io.input(name) print(io.read()) print(io.read('*a')) io.close(io.input()) print(pcall(io.read)) io.input(io.stdin)", "print(io.read($readfmt))", "print(io.read('*n', '*l'))", "print(io.type(io.stdout), io.type(f), io.type($any), io.type(io.input()), tostring(io.stdout):sub(1, 6))",
			"print(pcall(io.close, f))", "local t = io.tmpfile() t:write('tmp', $n0) t:seek('set') print(t:read('*a'), t:close())", "print(pcall(io.stdout.write, $any, 'x'))", "print(io.write($s0, $n0, '\\n') == io.stdout)", "print(pcall(io.write, $any))", "print(pcall(io.lines))", "local g = io.open(name) local n = 0 for l in g:lines() do n = n + 1 end print(n, io.type(g), g:read()) g:close() print(pcall(function() for l in g:lines() do end end))",
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
