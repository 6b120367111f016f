package lua51

// This file writes programs about numbers as texts, string.format, patterns and sorting.

import (
	"fmt"
	"strings"
)

// numbers are printed, read and computed at their extremes.
func (w *writer) numbers() {
	value := func() string {
		return w.of("0", "-0", "1/0", "-1/0", "0/0", "-(0/0)", "2^53", "-2^53", "2^31", "2^32", "-2^31", "2^63", "-2^63", "2^64", "1e15", "1e14", "123456789012345", "1e16", "0.1", "0.1 + 0.2", "1/3", "-1/3", "1e-5", "1e-4", "123e-7", "5e-324", "1.7976931348623157e308", "1e100", "3.14159265358979", "100", "1e2", "99999999999999.9", "999999999999999.9", "0.30000000000000004", "1e-310", "7", "-7", "5.5", "-5.5", "0.5", "2.5", "1e300 * 1e10", "math.pi", "-math.huge", "255", "256",
			fmt.Sprintf("%d.%d", w.IntN(100000), w.IntN(100000)), fmt.Sprintf("%de%d", w.IntN(1000), w.IntN(60)-30), fmt.Sprintf("%d/%d", w.IntN(1000), 1+w.IntN(1000)), "'10'", "'0x10'", "' 5 '", "'abc'", "'1e1'")
	}
	for range 10 + w.IntN(10) {
		a, b := value(), value()
		w.fill(strings.NewReplacer("A", a, "B", b).Replace(w.of(
			"print(A, -(A), (A) .. '')", "print(pcall(function() return (A) $arith (B) end))", "print(pcall(function() local a, b = A, B return a $arith b, b $arith a, -a end))",
			"print(pcall(function() return (A) % (B), math.fmod(A, B) end))", "print(tostring(A), tonumber(A), tonumber(tostring(A)))", "print(tonumber($numeric, $base))", "print(tonumber($numeric))", "print(pcall(tonumber, $numeric, $i))",
			"print(pcall(function() return (A) < (B), (A) <= (B), (A) == (B) end))", "print(pcall(function() return math.floor(A), math.ceil(A), math.abs(A) end))", "print(pcall(math.modf, A))", "print(pcall(math.frexp, A))", "print(pcall(math.ldexp, A, $small))",
			"print(string.format('%.17g %g %.3f', tonumber(A) or 0, tonumber(B) or 0, tonumber(A) or 0))", "print(pcall(function() return math.max(A, B), math.min(A, B) end))", "print(pcall(math.sqrt, A), pcall(math.exp, B), pcall(math.log, A))",
			"print(pcall(math.pow, A, B), pcall(math.log10, A))", "local n = 0 for i = A, B do n = n + 1 if n > 5 then break end end print(n)", "print(pcall(function() for i = A, B, $n0 do print(i) if i ~= i or i > 1e3 or i < -1e3 then break end tick() end end))",
			"print(pcall(function() local t = {} t[A] = 1 return next(t) end))", "print(pcall(function() local t = {} t[A] = 'v' return t[A], t[tonumber(A)], #t end))", "print((A) == (A), rawequal(A, B))", "print(#tostring(A), (A .. '') == tostring(A))", "print(pcall(string.rep, 'x', $small), pcall(string.sub, 'hello', A, B))",
			"print(math.floor((tonumber(A) or 1) * 10 % 7), 7 % (tonumber(B) or 3))",
		)))
	}
}

// formats are directives of all kinds with arguments of all kinds.
func (w *writer) formats() {
	for range 12 + w.IntN(10) {
		var f strings.Builder
		var args []string
		for range 1 + w.IntN(3) {
			f.WriteString(w.of("", "", "a ", "|"))
			f.WriteByte('%')
			for w.chance(3) {
				f.WriteString(w.of("-", "+", " ", "#", "0"))
			}
			if w.chance(2) {
				f.WriteString(w.of("1", "5", "10", "20", "99", "3", "08", "100"))
			}
			if w.chance(3) {
				f.WriteString(w.of(".", ".0", ".3", ".10", ".20", ".99", ".5", ".123"))
			}
			f.WriteString(w.of("d", "i", "u", "c", "x", "X", "o", "e", "E", "f", "g", "G", "q", "s", "s", "d", "d", "g", "%", "y", "a", "", "p", "5", "ld", "n"))
			args = append(args, w.rule(w.of("n", "n0", "s", "wild0", "any", "s0", "n"), 1))
		}
		if w.chance(8) {
			args = args[:len(args)-1]
		}
		w.line("print(pcall(string.format, %s))", strings.Join(append([]string{quote(f.String())}, args...), ", "))
	}
}

// patterns are made of all items, well-formed and not.
func (w *writer) patterns() {
	for range 10 + w.IntN(10) {
		subject := literal(quote(w.subject()))
		p := literal(quote(w.pattern()))
		w.fill(w.of(
			"print(pcall(string.find, "+subject+", "+p+"))", "print(pcall(string.find, "+subject+", "+p+", $small))", "print(pcall(string.find, "+subject+", "+p+", $small, true))", "print(pcall(string.match, "+subject+", "+p+"))", "print(pcall(string.match, "+subject+", "+p+", $small))",
			"print(pcall(string.gsub, "+subject+", "+p+", $repl))", "print(pcall(string.gsub, "+subject+", "+p+", $repl, $small))", "print(pcall(function() for a, b in string.gmatch("+subject+", "+p+") do print(a, b) end end))", "print(pcall(string.gsub, "+subject+", "+p+", "+literal(quote(w.replacement()))+"))",
			"print(("+subject+"):find("+p+"))", "print(pcall(function() return ("+subject+"):gsub("+p+", '<%0>') end))",
		))
	}
}

func (w *writer) subject() string {
	var b strings.Builder
	for range w.IntN(14) {
		b.WriteString(w.of("a", "b", "c", "ab", " ", "1", "23", "(", ")", "[", "]", "%", ".", "-", "_", "\n", "x", "\x00", "é", "\xff", "A", "Hello", "key=value", "((x))", "^", "$"))
	}
	return b.String()
}

func (w *writer) pattern() string {
	var b strings.Builder
	if w.chance(6) {
		b.WriteByte('^')
	}
	captures := 0
	for range w.IntN(6) {
		switch w.IntN(14) {
		case 0:
			b.WriteString(w.of("(", "()", "(", ")", "())"))
			captures++
		case 1:
			b.WriteString("(" + w.item() + ")")
			captures++
		case 2:
			b.WriteString(w.of("%b()", "%b[]", "%bxy", "%b", "%b(", "%1", "%2", "%0", "%9", "%f[%w]", "%f[%z]", "%f", "%f[", "%faa"))
		default:
			b.WriteString(w.item())
		}
	}
	if w.chance(6) {
		b.WriteByte('$')
	}
	return b.String()
}

func (w *writer) item() string {
	single := w.of("a", "b", ".", "%a", "%d", "%l", "%s", "%u", "%w", "%x", "%p", "%c", "%z", "%A", "%D", "%S", "%W", "%P", "%%", "%.", "%(", "%]", "[abc]", "[^abc]", "[a-z]", "[%w_]", "[^%s]", "[]]", "[^]]", "[]", "[^]", "[a-]", "[-a]", "[%a-z]", "[a", "[%", "%", "[^", "[%]]", "x", "é", "[\xe9]", "-", "*", "[b-a]", "[a-%%]", "$", "^", "\x00")
	return single + w.of("", "", "", "*", "+", "-", "?")
}

func (w *writer) replacement() string {
	var b strings.Builder
	for range w.IntN(5) {
		b.WriteString(w.of("x", "%0", "%1", "%2", "%%", "%", "%9", "%a", "\x00", "<", ">", "%10"))
	}
	return b.String()
}

// sorting is table.sort with comparators that are right, wrong or fail.
func (w *writer) sorting() {
	for range 3 + w.IntN(4) {
		var items []string
		for range w.IntN(40) {
			items = append(items, fmt.Sprint(w.IntN(30)-10))
		}
		list := "{" + strings.Join(items, ", ") + "}"
		w.fill(strings.Replace(w.of(
			"local t = LIST table.sort(t) print(table.concat(t, ' '))",
			"local t = LIST table.sort(t, function(a, b) return a > b end) print(table.concat(t, ' '))",
			"local t, n = LIST, 0 print(pcall(table.sort, t, function(a, b) n = n + 1 if n == $small + 3 then error('stop', $small) end return a < b end)) print(n)",
			"local t = LIST print(pcall(table.sort, t, function(a, b) return true end))",
			"local t = LIST print(pcall(table.sort, t, function(a, b) return a <= b end)) print(table.concat(t, ' '))",
			"local t, n = LIST, 0 print(pcall(table.sort, t, function(a, b) n = n + 1 return n % 3 == 0 end)) print(table.concat(t, ' '), n)",
			"local t = LIST for i = 1, #t do t[i] = 's' .. t[i] end table.sort(t) print(table.concat(t, ' '))",
			"local t = LIST for i = 1, #t do t[i] = {v = t[i]} end table.sort(t, function(a, b) return a.v < b.v end) for i = 1, #t do t[i] = t[i].v end print(table.concat(t, ' '))",
			"local t, n = LIST, 0 table.sort(t, function(a, b) n = n + 1 return a < b end) print(n, table.concat(t, ' '))",
			"local t = LIST t[#t + 1] = 'x' print(pcall(table.sort, t))",
			"local m = {__lt = function(a, b) return a[1] < b[1] end} local t = LIST for i = 1, #t do t[i] = setmetatable({t[i]}, m) end table.sort(t) for i = 1, #t do t[i] = t[i][1] end print(table.concat(t, ' '))",
			"print(pcall(table.sort, LIST, $any))",
			"print(pcall(table.sort, $any, $f))",
			"local t = LIST for i = 1, #t do table.insert(t, $count, i) end print(table.concat(t, ' ')) print(table.remove(t), table.remove(t, 1), #t)",
		), "LIST", list, 1))
	}
}
