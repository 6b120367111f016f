package lua51

// This file writes statements, assignments, closures, varargs and table constructors.

import (
	"fmt"
	"strings"
)

// statements are blocks of all statements, nested.
func (w *writer) statements() {
	for range 2 + w.IntN(4) {
		w.protected(func() { w.block(4 + w.IntN(5)) })
	}
}

// protected writes a block whose errors are printed.
func (w *writer) protected(body func()) {
	if w.chance(5) {
		w.open("do")
		w.scope(body)
		w.close("end")
		return
	}
	w.open("print(pcall(function(...)")
	w.function(body)
	w.close("end%s))", w.expand(w.of("", "$more", ", $n, $s, $t"), 1))
}

// function runs body as the inside of a function.
func (w *writer) function(body func()) {
	vararg := w.vararg
	w.scope(func() {
		w.vararg, w.loop = true, false
		body()
	})
	w.vararg = vararg
}

// block writes statements; the last of them may leave it, and then it is over.
func (w *writer) block(size int) (over bool) {
	w.scope(func() {
		for range size {
			w.statement()
		}
		if over = w.chance(6); over {
			w.last()
		}
	})
	return over
}

func (w *writer) last() {
	if w.loop && w.chance(2) {
		w.fill(w.of("break", "break", "break;"))
	} else {
		w.fill(w.of("return", "return $args", "return $n, $s", "return ($f)($args)", "return $any;", "do return end", "do return $any end"))
	}
}

func (w *writer) inner() (over bool) {
	if w.depth > 6 {
		w.fill("print($args)")
		return false
	}
	return w.block(1 + w.IntN(3))
}

// statement writes one of any kind.
func (w *writer) statement() {
	end := w.of("", "", "", ";")
	switch w.IntN(24) {
	case 0, 1, 2, 3:
		kind := w.of("n", "s", "t", "f")
		value := w.expand("$"+kind, 3)
		w.line("local %s = %s%s", w.declare(kind), value, end)
	case 4:
		if w.chance(4) {
			a, b := w.declare("n"), w.declare("s")
			w.line("local %s, %s%s", a, b, end)
			return
		}
		values := w.expand(w.of("$n, $s", "$n", "$n, $s, $t", "($f)($args)", "..."), 2)
		if strings.Contains(values, "...") && !w.vararg {
			values = "nil"
		}
		a, b := w.declare("n"), w.declare("s")
		w.line("local %s, %s = %s%s", a, b, values, end)
	case 5, 6, 7:
		w.fill("print($args)" + end)
	case 8:
		w.fill(w.of("$nv = $n", "$sv = $s", "$tv = $t", "$fv = $f", "$nv, $sv = $n, $s", "($t).$name = $any", "($t)[$n] = $any", "G1 = $n", "G2 = $t") + end)
	case 9:
		w.fill("do")
		w.depth++
		w.inner()
		w.close("end%s", end)
	case 10, 11:
		w.open("if %s then", w.expand(w.of("$b", "$any", "$n < $n"), 2))
		w.inner()
		for w.chance(3) {
			w.middle("elseif %s then", w.expand("$b", 2))
			w.inner()
		}
		if w.chance(2) {
			w.middle("else")
			w.inner()
		}
		w.close("end%s", end)
	case 12, 13:
		n := w.declare("n")
		w.line("local %s = %d", n, w.IntN(4))
		w.open("while %s < %d do", n, 3+w.IntN(3))
		w.looped(func() {
			w.line("tick() %s = %s + 1", n, n)
			w.inner()
		})
		w.close("end%s", end)
	case 14:
		n := w.declare("n")
		w.line("local %s = %d", n, w.IntN(4))
		w.open("repeat")
		w.looped(func() {
			w.line("tick() %s = %s + 1", n, n)
			inside := w.declare("n")
			w.line("local %s = %s * 2", inside, n)
			w.block(1 + w.IntN(2))
			w.close("until %s > %d or %s%s", inside, 3+w.IntN(6), w.expand("$b", 1), end)
			w.depth++
		})
		w.depth--
	case 15, 16:
		bounds := w.of("1, 3", "3, 1, -1", "0, 1, 0.25", "$n, $n", "$small, $small", "1, $n", "'1', '3'", "$small, $small, $small", "10, 1", "1, 3, $n")
		w.open("for %s = %s do", w.declareLater("n"), w.expand(bounds, 1))
		w.looped(func() {
			w.names = append(w.names, w.later...)
			w.line("tick()")
			w.inner()
		})
		w.close("end%s", end)
	case 17, 18:
		in := w.expand(w.of("ipairs($t)", "ipairs({$args})", "next, {$n}", "pairs({$s})", "string.gmatch($s, '.')", "ipairs($t), nil", "(function() local n = 0 return function() n = n + 1 if n < 4 then return n, n * n end end end)()", "($s):gmatch('%a')", "$any"), 1)
		a, b := w.fresh("n"), w.fresh("s")
		w.open("for %s, %s in %s do", a, b, in)
		w.looped(func() {
			w.names = append(w.names, a, b)
			w.line("tick() print(%s, %s)", a, b)
			w.inner()
		})
		w.close("end%s", end)
	case 19, 20:
		form := w.IntN(6)
		name := w.declare("f")
		params := w.of("", "n1", "n1, s1", "n1, ...", "...", "n1, s1, t1")
		switch form {
		case 0:
			w.open("function %s(%s) tick()", name, params)
		case 1:
			w.open("function G.%s(%s) tick()", name, params)
		case 2:
			w.open("function G.G.%s(%s) tick()", name, params)
		case 3:
			w.open("function G.G:%s(%s) tick() print(type(self))", name, params)
		case 4:
			w.open("function G:%s(%s) tick() print(self == G)", name, params)
		default:
			w.open("local function %s(%s) tick()", name, params)
		}
		vararg := w.vararg
		w.scope(func() {
			w.loop = false
			w.vararg = strings.HasSuffix(params, "...")
			for _, p := range strings.Split(params, ", ") {
				if p != "..." && p != "" {
					w.names = append(w.names, p)
				}
			}
			if !w.inner() && w.chance(2) {
				w.fill(w.of("return $args", "return $n, $s", "return $any"))
			}
		})
		w.vararg = vararg
		w.close("end%s", end)
	case 21:
		w.fill(w.of("($f)($args)", "T($args)", "T{$args}", "T'text'", "T[[long]]", "G:method($args)", "G:method{$args}", "G:method'text'", "G.G:method($n)", "T(T)(T)", "(T)($any)", "G.T{1}'x'()", "G:T(1):upper()", "T{x = 1}.x()") + end)
	case 22:
		w.fill("print(($fv)($args))" + end)
	default:
		w.fill("print(pcall($fv$more))" + end)
	}
}

// declareLater makes a name that is in scope in the block that follows only: w.later.
func (w *writer) declareLater(kind string) string {
	name := w.fresh(kind)
	w.later = []string{name}
	return name
}

func (w *writer) looped(body func()) {
	w.scope(func() {
		w.loop = true
		body()
	})
}

// quote is a string literal of any text.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c >= 127:
			fmt.Fprintf(&b, `\%03d`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// assignments show in which order things are evaluated and stored.
func (w *writer) assignments() {
	w.line("local t, u, i, j = setmetatable({}, {__newindex = function(t, k, v) print('new', k, v) rawset(t, k, v) end}), {}, 1, 2")
	for range 4 + w.IntN(5) {
		w.fill(w.of(
			"t[T($small)], t[T($small)] = T($n), T($s)",
			"i, t[i] = i + 1, $any print(i)",
			"i, j = j, i print(i, j)",
			"t.a, t.b, t.c = T($args)",
			"t.a, i = (T($args)) print(i)",
			"i, j = T($n) print(i, j)",
			"i, j = T($n), T($n), T($n) print(i, j)",
			"i = T(1), T(2)",
			"t[i], i, t[j] = i, $n, T(j) print(i)",
			"T(t).x, T(u).y = T(1), T(2)",
			"T(t)[T('k')], T(u)[T('l')] = T(1)",
			"local a, b = T(1), T(2) print(a, b)",
			"local a, a = 1, 2 print(a)",
			"local i = i print(i)",
			"local x = t.a and $any print(x)",
			"local x = $any x = u.y or $any print(x)",
			"local x = 5 x = u.none and x print(x)",
			"u.p = u.q and $any or $any print(u.p)",
			"u = {T(1), x = T(2), T(3), [T(4)] = T(5), T(6, 7)} print(show(u))",
			"print((T(1)) + T(2) * T(3) ^ T(4) .. T(5))",
			"print(T($n) < T($n), T($n) >= T($n), T(nil) == T(false))",
			"print(T(nil) and T(1) or T(2), T(false) or T(nil), not T(1))",
			"for k = T(1), T(2), T(1) do print(k) end",
			"i, u.x, u[i] = 7, i, u.x print(i, u.x, u[7], u[1])",
			"local a = {} a.b, a = 1, {} print(a.b)",
			"local a = {x = 1} a, a.x = {x = 2}, 3 print(a.x)",
			"local f = function(a, b) a, b = b, a return a, b end print(f(T(1), T(2)))",
			"(T(t)).z = T(9)",
			"t[T(1)] = T(u)[T(2)]",
			"local a, b, c = (function() return 1, 2, 3 end)(), 4 print(a, b, c)",
		))
	}
	w.line("print(i, j, show(t), show(u))")
}

// closures share variables, in loops and after blocks end.
func (w *writer) closures() {
	w.line("local list = {}")
	for range 2 + w.IntN(3) {
		start := w.of("for i = 1, 3 do", "for i, v in ipairs{4, 5, 6} do", "local i = 0 while i < 3 do i = i + 1", "local i = 0 repeat i = i + 1", "for _, i in ipairs{1, 2} do for j = 1, 2 do")
		w.open("do %s", start)
		w.fill("local x$id, y = i * $small, $any0")
		w.line("local x = i")
		w.line("list[#list + 1] = function(v) x = x + (v or 1) return x, i, y end")
		w.line("list[#list + 1] = function(v) x = v or x y = x return x end")
		if w.chance(2) {
			w.line("do local z = x list[#list + 1] = function() z = z + x return z end end")
		}
		if w.chance(3) {
			w.line("if x > %d then break end", w.IntN(4))
		}
		if w.chance(3) {
			w.line("print(pcall(function() x = x * 2 list[#list + 1] = function() x = x + 1 return x end error('leave') end))")
		}
		switch {
		case strings.Contains(start, "repeat"):
			w.close("until x >= 3 end")
		case strings.Contains(start, "for j"):
			w.close("end end end")
		default:
			w.close("end end")
		}
	}
	w.line("for n, f in ipairs(list) do print(n, pcall(f, n)) end for n, f in ipairs(list) do print(n, pcall(f)) end")
	w.fill("local function counter(n) return function() n = n + 1 return n end, function() return n end end")
	w.fill("local a, b = counter($n) print(a(), a(), b()) print(pcall(counter($s)))")
	if w.chance(2) {
		w.line("local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end print(fact(%d))", w.IntN(30))
		w.line("local g g = function(n) if n == 0 then return 'done', g ~= nil end return g(n - 1) end print(g(%d))", w.IntN(500))
		w.line("local function outer() local a = 1 local function mid() local b = a + 1 return function() a = a + b return a, b end end return mid end")
		w.line("local m = outer() local p, q = m(), m() print(p(), q(), p())")
	}
}

// varargs are passed, counted, cut and kept.
func (w *writer) varargs() {
	w.line("local function count(...) return select('#', ...), ... end")
	w.line("local function none() end local function two() return 1, nil end local function many(n) if n > 0 then return n, many(n - 1) end end")
	for range 6 + w.IntN(5) {
		w.fill(w.of(
			"print(count($args))",
			"print(count(none()), count((none())), count(none(), none()))",
			"print(count(two(), two()), (two()))",
			"print(select($small, many(5)))",
			"print(pcall(select, $small$more))",
			"print(#{many($small)}, #{many(3), many(2)}, #{(many(3))})",
			"(function(...) local a, b = ... print(a, b, ...) local t = {...} print(#t, select('#', ...)) end)(many(3))",
			"(function(a, ...) local x = (...) print(x, a) x = (...) print(x) return ... end)($args)",
			"print((function(...) return (...) end)($args))",
			"print((function(...) return ... end)(), (function(...) return ..., 1 end)(2, 3))",
			"(function(...) for i = 1, select('#', ...) do print((select(i, ...))) end end)($args)",
			"local t = {n = select('#'$more)$more} print(t.n)",
			"print(unpack({1, 2, 3}, $small, $small))",
			"print(pcall(unpack, $t, $small, $small))",
			"print((function(a, b, ...) return select('#', ...), b end)($args))",
			"(function(...) local arg = 1 print(arg, ...) end)($n, $s)",
			"(function(...) print(type(arg), arg and arg.n) end)(1, nil, 3)",
			"print(table.concat({many(9)}, ','))",
			"print(#{'v', 'v', 'v', many($small)}, ({'v', many(3)})[2])",
			"print(string.format('%s %s', two()), (string.format('%s', 'x')))",
			"print(many(3), many(2))",
			"local a, b, c = many(2) print(a, b, c) a, b, c = 0, many(5) print(a, b, c)",
			"print(#{n = 1, many(60)}, #{many(50), many(49)}, select('#', unpack({many(120)})))",
			"print(pcall(function(...) return select(-1, ...) end$more))",
			"local function f(...) return pcall(function(...) return ... end, ...) end print(f($args))",
		))
	}
}

// tables are constructors, borders where they are defined, deleting while iterating.
func (w *writer) tables() {
	for range 4 + w.IntN(5) {
		switch w.IntN(11) {
		case 9, 10:
			w.holes()
		case 0:
			var items []string
			for range w.IntN(60) {
				items = append(items, w.expand(w.of("$n0", "$s0", "[$n0] = $n0", "$name = $n0", "nil", "{}", "[$s0] = $s0"), 0))
			}
			w.line("print(show({%s}))", strings.Join(items, w.of(", ", "; ", ",", ";\n")))
		case 1:
			w.line("local t = {} for i = 1, %d do t[i] = i end for i = 1, %d do t[#t] = nil end print(#t, t[#t], next(t) ~= nil)", w.IntN(100), w.IntN(60))
		case 2:
			w.line("local t = {} for i = %d, 1, -1 do t[i] = i * 2 end print(#t, t[1], t[%d])", w.IntN(70), w.IntN(70))
		case 3:
			w.line("local t, n = {}, 0 for i = 1, %d do t['k' .. i] = i end for k, v in pairs(t) do n = n + v t[k] = nil end print(n, next(t))", w.IntN(50))
		case 4:
			w.fill("local t = {} t[$n] = 1 t[$s] = 2 t[$b] = 3 t[2^53] = 4 t[-1] = 5 t[1.5] = 6 print(show(t), t[2^53], t['-1'], t[-1])")
		case 5:
			w.fill("print(pcall(function() local t = {} t[$any] = $any return show(t) end), pcall(rawset, $t, $any, $any), rawget($t, $any))")
		case 6:
			w.line("local t = {10, 20, 30, nil} print(#t) t[#t + 1] = 40 print(#t, unpack(t)) t = {n = 1, [1] = 'a', 'b'} print(t[1])")
		case 7:
			w.line("local t = {%s} local sum = 0 for k, v in pairs(t) do sum = sum + k * v end print(sum, #t)", strings.TrimSuffix(strings.Repeat("7, ", 1+w.IntN(400)), ", "))
		default:
			w.fill("local t = $t print(type(next(t)), next({}), pcall(next, {}, $any), pcall(next, $any))")
			w.fill("for i, v in ipairs({$args}) do print(i, v) end")
			w.fill("print(show({[$n] = $any, [$n] = $any, $any, $any}))")
		}
	}
}
