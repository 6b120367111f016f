package lua51

// This file writes metamethods, coroutines and environments.

import (
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
		w.line("local u = newproxy(true) local mu = getmetatable(u) for k, v in next, m do mu[k] = v end m.__len = nil") // of tables it is an addition of Moonloop's
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
			"print(pcall(load, $reader)) print(pcall(load, nil), pcall(load, {}), pcall(load))",
			"do local n = 0 print(pcall(load, function() n = n + 1 return ({'x = ', '= 1'})[n] end)) print(pcall(load, function() error('reader') end)) end",
			"print(loadstring($s), loadstring('return 1', $s)())",
		))
	}
}
