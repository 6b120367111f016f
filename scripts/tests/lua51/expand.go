package lua51

// This file expands templates: $n is a number, $s a string, $any anything, and so on.

import (
	"fmt"
	"strings"
)

// expand replaces the words after $ by what their rules give, and $$ by $; deep bounds how deep expressions nest.
func (w *writer) expand(template string, deep int) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if strings.HasPrefix(rest, "$") {
			b.WriteByte('$')
			template = rest[1:]
			continue
		}
		n := 0
		for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n])) {
			n++
		}
		text := w.rule(rest[:n], deep)
		if text != "" && (text[0] == '[' || text[0] == '-') && strings.HasSuffix(b.String(), text[:1]) {
			b.WriteByte(' ') // no long string, no comment
		}
		b.WriteString(text)
		template = rest[n:]
	}
}

// rule expands a word.
func (w *writer) rule(name string, deep int) string {
	switch name {
	case "n", "s", "t", "f":
		if v := w.known(name); v != "" && (deep <= 0 || w.chance(3)) {
			return v
		}
		if w.chance(30) {
			name = w.of("n", "s", "t", "b")
		}
	case "nv", "sv", "tv", "fv": // a variable to assign to
		if v := w.known(name[:1]); v != "" {
			return v
		}
		return w.of("G1", "G2")
	case "any":
		name = w.of("n", "s", "t", "f", "b", "n", "s", "wild")
	case "more": // further arguments
		if list := w.rule("args", deep); list != "" {
			return ", " + list
		}
		return ""
	case "args":
		var list []string
		for range w.IntN(4) {
			list = append(list, w.rule("any", deep-1))
		}
		if w.vararg && w.chance(8) {
			list = append(list, "...")
		}
		return strings.Join(list, ", ")
	case "binop":
		return w.of("+", "-", "*", "/", "%", "^", "..", "<", ">", "<=", ">=", "==", "~=", "and", "or")
	case "any0":
		return w.rule(w.of("n0", "s0", "b0", "t0", "wild0"), 0)
	case "name":
		return w.of("a", "b", "x", "n", "foo", "bar", "key")
	case "id":
		w.next++
		return fmt.Sprint(w.next)
	case "small":
		return fmt.Sprint(w.IntN(12) - 2)
	}
	choices := rules[name]
	if deep <= 0 && rules[name+"0"] != nil {
		choices = rules[name+"0"]
	}
	if choices == nil {
		choices = argumentRules[name]
	}
	if choices == nil {
		panic("BUG: no rule for $" + name)
	}
	return w.expand(w.of(choices...), deep-1)
}

// rules are the choices of a word; those of the word with a 0 are taken where nothing more may nest.
var rules = map[string][]string{
	"n0": {"0", "1", "2", "3", "-1", "0.5", "7", "1e15", "1e100", "-0", "255", "100", "3.25", "2^53", "10", "1/3", "-2.5", "65"},
	"n": {
		"$n + $n", "$n - $n", "$n * $n", "$n / $n", "$n % $n", "$n ^ $n", "-$n", "($n)", "($n + $n) * $n", "#$s", "#$t",
		"($b and $n or $n)", "($n or $n)", "select('#'$more)", "tonumber($s)", "($t)[$n]", "($t).$name", "math.floor($n)", "math.max($n, $n)", "$n0", "$n0",
		"#($s .. $s)", "G1", "(T($n))", "($f)($args)", "(function($name) return $name end)($n)", "string.len($s)", "($n)",
	},
	"s0": {`"a"`, `'b'`, `"xyz"`, `""`, `"10"`, "[[long]]", `"0x1p"`, `" 7 "`, `"hello world"`, `"a\0b"`, `"\n"`, `"1e2"`, `"k"`},
	"s": {
		"$s .. $s", "$s .. $n", "$n .. $s", "($s)", "tostring($n0)", "tostring($b0)", "type($any)", "($s):upper()", "($s):sub($small, $small)", "($s):rep($count)", "string.format($s)", "(T($s))",
		"$s0", "$s0", "($b and $s or $s)", "($t)[$s]", "table.concat({$args})", "($s):lower()", "($s):reverse()", "string.char(65 + $small)", "('%d'):format($n)", "($s):gsub($s, $s)",
	},
	"t0": {"{}", "{1, 2, 3}", "{x = 1, n = 2}", "{nil, 2}", "{'a', 'b'; c = 'd'}", "{[1] = 'one'}", "G2"},
	"t": {
		"{$args}", "{$n; $s, $name = $any}", "{[$n] = $any, [$s] = $any}", "{$n, $n, $n}", "({$args})", "setmetatable({}, {__index = $t})", "$t0", "{{$args}, {$args}}", "{$s, $t}", "{f = $f, $n}",
		"{$s,}", "{$n, [2] = $n;}", "{$f, $name = $t}", "{(select($n$more))}", "{unpack($t)}",
	},
	"f0": {"tostring", "type", "function() end", "function(...) return ... end", "function(a, b) return b, a end", "print", "math.floor", "select"},
	"f": {
		"function(a) return a end", "function(a, ...) return ..., a end", "function() return $args end", "(function(a) return function() return a end end)($any)", "$f0", "function(a) return T(a) end", "($b and $f or $f)",
	},
	"b0": {"true", "false", "nil", "1 == 1", "not nil"},
	"b": {
		"$n < $n", "$n <= $n", "$n > $n", "$n >= $n", "$s < $s", "$s >= $s", "$any == $any", "$any ~= $any", "not $any", "$b and $any", "$b or $any", "($b)", "$b0", "$n == $n", "not ($b)", "rawequal($any, $any)", "next($t) == nil",
	},
	"wild0": {"nil", "true", "0/0", "1/0", "-1/0", "print", "io.stdout", "coroutine.create(function() end)", "{}", `"\255"`, "-1e15", "2^31", "-2^31", "1e300", "3.7"},
	"wild":  {"nil", "true", "0/0", "1/0", "-1/0", "print", "io.stdout", "coroutine.create(function() end)", "{}", `"\255"`, "-1e15", "2^31", "-2^31", "1e300", "3.7", "setmetatable({}, {__tostring = $f})", "newproxy(true)"},
	"count": {"0", "1", "2", "3", "7", "-1", "2.7", "'2'"},
	"depth": {"0", "1", "2", "5"},
	"op":    {"+", "-", "*", "/", "%", "^", "..", "<", ">", "<=", ">=", "==", "~="},
	"arith": {"+", "-", "*", "/", "%", "^"},
}

// literal is text in a template that is not to be expanded.
func literal(text string) string { return strings.ReplaceAll(text, "$", "$$") }
