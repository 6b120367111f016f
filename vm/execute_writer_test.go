package vm

// This file writes random Lua programs, which end and of which nothing but their results can be seen.

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// executePrelude has what the programs share. tick ends the loops and calls of a program that does too much.
const executePrelude = `
local fuel = 3000
local function tick()
  fuel = fuel - 1
  if fuel < 0 then error("out of fuel", 0) end
end
local meta = {}
meta.__index = function(t, k) tick() if k == "yields" then return coroutine.yield(k) end return #tostring(k) end
meta.__newindex = function(t, k, v) tick() rawset(t, k, v) end
meta.__add = function(a, b) tick() return type(a) == "table" and a[1] or b end
meta.__sub = meta.__add
meta.__concat = function(a, b) tick() return "cat" end
meta.__call = function(self, ...) tick() return ..., self[1] end
meta.__eq = function(a, b) tick() return a[1] == b[1] end
meta.__lt = function(a, b) tick() return #a < #b end
meta.__le = function(a, b) tick() await(sleep(0)) return #a <= #b end
meta.__unm = function(a) return pcall(error, a[1]) end
meta.__tostring = function() return "rich" end
local function rich(...) return setmetatable({ ... }, meta) end
local class = { x = 3, n = 10 }
class.__index = class
function class:get(k, ...) tick() return self[k], ... end
function class.add(self, n) self.n = self.n + n return self end
local function object(n) return setmetatable({ n, n = n }, class) end
local function upto(n, i) i = i + 1 if i <= n then return i, i * 0.5 end end
local g1, g2, g3 = 1, "g", { 1, 2, 3 }
N, S = 7, "global"
`

// A writer writes a random program. Names tell what they hold: n a number, s a string, t a table, f a function.
type writer struct {
	*rand.Rand
	b      *strings.Builder
	names  []string // variables in scope
	next   int
	depth  int
	size   int
	vararg bool // in a function with ...
	yields bool // in a coroutine
}

func (w *writer) line(format string, args ...any) {
	w.b.WriteString(strings.Repeat(" ", w.depth))
	fmt.Fprintf(w.b, format+"\n", args...)
}

func (w *writer) of(choices ...string) string { return choices[w.IntN(len(choices))] }

// fresh makes a variable; now and then one that hides another.
func (w *writer) fresh(kind string) string {
	if w.IntN(8) == 0 {
		if name := w.known(kind); name != "" {
			return name
		}
	}
	w.next++
	return kind + strconv.Itoa(w.next)
}

// known is a variable in scope, "" if there is none.
func (w *writer) known(kind string) string {
	for range 6 {
		if len(w.names) == 0 {
			break
		}
		if name := w.names[w.IntN(len(w.names))]; strings.HasPrefix(name, kind) {
			return name
		}
	}
	return ""
}

func (w *writer) declare(name string) { w.names = append(w.names, name) }

// kind is mostly what is wanted.
func (w *writer) kind(want string) string {
	if w.IntN(24) == 0 {
		return w.of("n", "s", "t", "f", "b")
	}
	return want
}

func (w *writer) expr(kind string, deep int) string {
	kind = w.kind(kind)
	if name := w.known(kind); name != "" && (deep <= 0 || w.IntN(3) == 0) {
		return name
	}
	sub := func(kind string) string { return w.expr(kind, deep-1) }
	if deep <= 0 {
		switch kind {
		case "n":
			return w.of("0", "1", "2", "3", "-1", "0.5", "7", "1e15", "1023", "1024", "N", "g1", "-0.0")
		case "s":
			return w.of(`"a"`, `"b"`, `"x"`, `""`, `"10"`, "S", "g2")
		case "t":
			return w.of("{}", "{1, 2, 3}", "g3", "{x = 1, n = 2}", "object(2)", "rich(1, 2)", "rich()", "{nil, 2}")
		case "f":
			return w.of("tostring", "function(...) return ... end", "function(a, b) return b, a end", "rich(3)", "select", "upto", "error")
		}
		return w.of("true", "false", "nil", "1 == 1")
	}
	switch kind {
	case "n":
		switch w.IntN(12) {
		case 0, 1, 2:
			return fmt.Sprintf("(%s %s %s)", sub("n"), w.of("+", "-", "*", "/", "%", "^"), sub("n"))
		case 3:
			return "#(" + sub(w.of("s", "t")) + ")"
		case 4:
			return "-(" + sub("n") + ")"
		case 5:
			return fmt.Sprintf("(%s or %s)", sub(w.of("n", "b")), sub("n"))
		case 6:
			return fmt.Sprintf("(%s)[%s]", sub("t"), sub("n"))
		case 7:
			return fmt.Sprintf("(%s).%s", sub("t"), w.of("x", "n", "y"))
		case 8:
			return fmt.Sprintf("select('#', %s)", w.list(deep-1))
		case 9:
			return fmt.Sprintf("(%s):%s", w.of("object(4)", sub("t")), w.of("get('n')", "add(1).n", "get('x', 2)"))
		case 10:
			return w.call(deep - 1)
		}
		return fmt.Sprintf("(%s and %s or %s)", sub("b"), sub("n"), sub("n"))
	case "s":
		switch w.IntN(5) {
		case 0, 1:
			return fmt.Sprintf("(%s .. %s)", sub(w.of("s", "n")), sub("s"))
		case 2:
			return fmt.Sprintf("tostring(%s)", sub(w.of("n", "b", "s")))
		case 3:
			return fmt.Sprintf("type(%s)", sub(w.of("n", "b", "s", "t", "f")))
		}
		return fmt.Sprintf("(%s .. %s .. %s)", sub("s"), sub("n"), sub("s"))
	case "t":
		switch w.IntN(6) {
		case 0:
			return "{" + w.list(deep-1) + "}"
		case 1:
			return fmt.Sprintf("{x = %s, %s, [%s] = %s}", sub("n"), sub("n"), sub(w.of("n", "s")), sub("n"))
		case 2:
			return fmt.Sprintf("object(%s)", sub("n"))
		case 3:
			return fmt.Sprintf("rich(%s)", w.list(deep-1))
		case 4:
			return fmt.Sprintf("{%s, %s}", sub("n"), w.call(deep-1))
		}
		return fmt.Sprintf("setmetatable({}, {__index = %s})", sub("t"))
	case "f":
		return w.function(deep, false)
	}
	switch w.IntN(5) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", sub("n"), w.of("<", "<=", ">", ">=", "==", "~="), sub("n"))
	case 1:
		return fmt.Sprintf("(%s %s %s)", sub("s"), w.of("<", "<=", "==", "~="), sub("s"))
	case 2:
		return fmt.Sprintf("(%s %s %s)", sub("t"), w.of("<", "<=", "==", "~="), sub("t"))
	case 3:
		return fmt.Sprintf("not %s", sub("b"))
	}
	return fmt.Sprintf("(%s %s %s)", sub("b"), w.of("and", "or"), sub("b"))
}

// list is some expressions, of which the last may have many values.
func (w *writer) list(deep int) string {
	var list []string
	n := w.IntN(4)
	if w.IntN(40) == 0 {
		n = 60
	}
	for range n {
		list = append(list, w.expr(w.of("n", "s", "t", "f", "b", "n"), deep))
	}
	switch {
	case w.vararg && w.IntN(3) == 0:
		list = append(list, "...")
	case w.IntN(4) == 0:
		list = append(list, w.call(deep))
	case w.IntN(40) == 0:
		list = append(list, fmt.Sprintf("unpack({1, 2, 3}, 1, %d)", w.IntN(400)))
	}
	if len(list) == 0 {
		return w.expr("n", deep)
	}
	return strings.Join(list, ", ")
}

func (w *writer) call(deep int) string {
	f := w.known("f")
	if f == "" || w.IntN(6) == 0 {
		f = "(" + w.expr("f", deep-1) + ")"
	}
	args := w.list(deep - 1)
	switch n := w.IntN(16); {
	case n == 0:
		return fmt.Sprintf("pcall(%s, %s)", f, args)
	case n == 1:
		return fmt.Sprintf("xpcall(%s, function(m) return 'handled', m end, %s)", f, args)
	case n == 2:
		return fmt.Sprintf("coroutine.wrap(%s)(%s)", f, args)
	case n == 3:
		return fmt.Sprintf("select(2, %s)", args)
	case n == 4:
		return fmt.Sprintf("await(async(%s)(%s))", f, args)
	case n == 5:
		return fmt.Sprintf("await(spawn(async(%s)(%s), %v))", f, args, w.IntN(2) == 0)
	case n == 6 && w.yields:
		return fmt.Sprintf("coroutine.yield(%s)", args)
	case n == 7:
		return fmt.Sprintf("await(sleep(%s))", w.of("0", "1"))
	case n == 8 && w.vararg:
		return fmt.Sprintf("%s(...)", f)
	}
	return fmt.Sprintf("%s(%s)", f, args)
}

// function writes a function; a coroutine's body may yield.
func (w *writer) function(deep int, yields bool) string {
	b, names, vararg, outerYields := w.b, w.names, w.vararg, w.yields
	w.b = new(strings.Builder)
	w.vararg, w.yields = w.IntN(2) == 0, yields
	var params []string
	for range w.IntN(4) {
		name := w.fresh(w.of("n", "s", "t", "n"))
		params = append(params, name)
		w.declare(name)
	}
	if w.vararg {
		params = append(params, "...")
	}
	w.b.WriteString("function(" + strings.Join(params, ", ") + ") tick()\n")
	w.block(1 + w.IntN(4))
	if w.IntN(4) > 0 {
		w.line(" return %s", w.of(w.list(deep-1), w.call(deep-1), w.list(deep-1)))
	}
	w.b.WriteString(strings.Repeat(" ", w.depth) + "end")
	text := w.b.String()
	w.b, w.names, w.vararg, w.yields = b, names, vararg, outerYields
	return text
}

func (w *writer) block(n int) {
	scope := len(w.names)
	w.depth++
	for range n {
		if w.depth > 7 || w.size > 110 {
			break
		}
		w.size++
		w.statement()
	}
	w.depth--
	w.names = w.names[:scope]
}

func (w *writer) statement() {
	switch w.IntN(22) {
	case 0, 1, 2:
		kind := w.of("n", "s", "t", "n")
		value := w.expr(kind, 3)
		name := w.fresh(kind)
		w.line("local %s = %s", name, value)
		w.declare(name)
	case 3:
		value := w.list(2)
		a, b := w.fresh("n"), w.fresh("t")
		w.line("local %s, %s = %s", a, b, value)
		w.declare(a)
		w.declare(b)
	case 4, 5:
		name := w.fresh("f")
		if w.IntN(2) == 0 {
			w.declare(name)
			w.line("local %s %s = %s", name, name, w.function(2, false))
		} else {
			text := w.function(2, false)
			w.line("local %s = %s", name, text)
			w.declare(name)
		}
	case 6:
		if name := w.known(""); name != "" {
			w.line("%s = %s", name, w.expr(name[:1], 3))
		}
	case 7:
		if t := w.known("t"); t != "" {
			w.line("%s[%s], %s.x = %s", t, w.expr(w.of("n", "s"), 1), t, w.list(2))
		}
	case 8:
		a, b := w.known("n"), w.known("s")
		if a != "" && b != "" {
			w.line("%s, N, %s = %s", a, b, w.list(2))
		}
	case 9:
		w.line("out(%s)", w.list(3))
	case 10:
		w.line("out(pcall(%s, %s))", w.function(2, w.yields), w.list(1))
	case 11:
		i := w.fresh("n")
		w.line("for %s = %s, %s%s do tick()", i, w.of("1", "-2", "0.5", "3", w.expr("n", 1)), w.of("3", "-3", "2.25", "5"), w.of("", "", ", -1", ", 0.5", ", 2", ", -0.75", ", #tostring(N)"))
		w.loop(i)
	case 12:
		a, b := w.fresh("n"), w.fresh("n")
		w.line("for %s, %s in %s do tick()", a, b, w.of("ipairs({4, 5, 6})", "upto, 3, 0", "pairs({7, 8, [3.5] = 9})", "ipairs("+w.expr("t", 1)+")", "coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i, -i) end end)", w.expr("f", 1)))
		w.declare(a)
		w.loop(b)
	case 13:
		w.next++
		i := fmt.Sprintf("k%d", w.next)
		w.line("local %s = 0", i)
		w.line("while %s < 4 do tick() %s = %s + 1", i, i, i)
		w.loop(i)
	case 14:
		w.next++
		i := fmt.Sprintf("k%d", w.next)
		w.line("local %s = 0", i)
		w.line("repeat tick() %s = %s + 1 local n%d = %s", i, i, w.next, w.expr("n", 1))
		w.block(1 + w.IntN(3))
		w.line("until %s > 3 or n%d == %s", i, w.next, w.expr("n", 1))
	case 15:
		w.line("if %s then", w.expr("b", 3))
		w.block(1 + w.IntN(3))
		if w.IntN(2) == 0 {
			w.line("elseif %s then", w.expr(w.of("b", "n"), 2))
			w.block(1 + w.IntN(2))
		}
		if w.IntN(2) == 0 {
			w.line("else")
			w.block(1 + w.IntN(2))
		}
		w.line("end")
	case 16:
		if w.IntN(3) == 0 {
			w.line("if %s then error(%s) end", w.expr("b", 2), w.expr(w.of("s", "n", "t", "b"), 1))
		} else {
			w.line("out(trace())")
		}
	case 17:
		w.next++
		co := fmt.Sprintf("c%d", w.next)
		w.line("local %s = coroutine.create(%s)", co, w.function(2, true))
		w.line("for i = 1, %d do out(coroutine.status(%s), coroutine.resume(%s, %s)) end", 1+w.IntN(4), co, co, w.list(1))
	case 18:
		if w.yields {
			w.line("out(coroutine.yield(%s))", w.list(1))
		} else {
			w.line("out(%s)", w.call(2))
		}
	case 19: // closures over the variables of a loop, called when it is over
		w.next++
		i := w.next
		w.line("local fs%d = {}", i)
		vararg := w.vararg
		w.vararg = false
		w.line("for i = 1, 3 do tick() local j = i * 2 fs%d[i] = function(d) i, j = i + d, j - d return i, j, %s end", i, w.expr("n", 1))
		w.vararg = vararg
		w.block(1 + w.IntN(2))
		w.line("end")
		w.line("for _, f in ipairs(fs%d) do out(f(1)) out(f(%s)) end", i, w.expr("n", 1))
	case 20:
		name := w.fresh("f")
		w.line("local function %s(n, ...) tick() if n <= 0 then return ... end return %s end", name,
			w.of(name+"(n - 1, n, ...)", "n, "+name+"(n - 1, ...)", "pcall("+name+", n - 1, ...)", "("+name+"(n - 1, ...))",
				"await(async("+name+")(n - 1, n))"))
		w.declare(name)
		w.line("out(%s(%d, %s))", name, w.IntN(12), w.list(1))
	case 21:
		w.line("%s = %s", w.of("N", "g1"), w.expr("n", 2))
	}
}

// loop is the rest of one whose head declares name.
func (w *writer) loop(name string) {
	scope := len(w.names)
	w.declare(name)
	w.next++
	label := fmt.Sprintf("next%d", w.next)
	jumps := w.IntN(5) == 0
	if jumps {
		w.line(" if %s then goto %s end", w.expr("b", 2), label)
		w.line(" do")
	}
	w.block(1 + w.IntN(3))
	if jumps {
		w.line(" end")
	}
	if w.IntN(4) == 0 {
		w.line(" if %s then break end", w.expr("b", 2))
	}
	if jumps {
		w.line(" ::%s::", label)
	}
	w.line("end")
	w.names = w.names[:scope]
}

// randomProgram is the program of a seed.
func randomProgram(seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1)), b: new(strings.Builder)}
	w.b.WriteString(executePrelude)
	w.vararg = true
	w.block(20)
	return w.b.String()
}
