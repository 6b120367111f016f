package lua51

// This file writes expressions: of all operators, of and, or and not, and literals in all forms.

import (
	"fmt"
	"strings"
)

// operators are expressions without parentheses, of values that tell how they were taken together.
func (w *writer) operators() {
	operand := func() string {
		switch w.IntN(12) {
		case 0:
			return w.of("nil", "false", "true")
		case 1:
			return w.of("1", "2", "0.5", "'3'", "\"x\"")
		case 2:
			return fmt.Sprintf("V'%c'%s", 'a'+w.IntN(6), w.of(".k", "[1]", "(1)", ":m()", "'s'", "{}"))
		}
		return fmt.Sprintf("V'%c'", 'a'+w.IntN(6))
	}
	for range 6 + w.IntN(8) {
		var b strings.Builder
		for i := range 2 + w.IntN(5) {
			if i > 0 {
				b.WriteString(w.expand(" $binop ", 0))
			}
			for w.chance(6) {
				b.WriteString(w.of("-", "not ", "#", "- ", "not"))
				b.WriteByte(' ')
			}
			if w.chance(8) {
				fmt.Fprintf(&b, "(%s %s %s)", operand(), w.rule("binop", 0), operand())
			} else {
				b.WriteString(operand())
			}
		}
		w.line("print(pcall(function() return %s end))", b.String())
	}
	for range 5 { // numbers, most of them constants
		w.fill(w.of(
			"print($n0 $arith $n0 $arith $n0, -$n0 ^ $n0, $n0 .. $n0 $arith $n0)",
			"print(pcall(function() return $n0 $binop $n0 $binop $s0 end))",
			"print(not $any == $any, -$n0 .. $s0, #$s0 + $n0)",
			"local n = $n0 print(n $arith $n0, $n0 $arith n, n $op $n0, -n, n $arith n)",
			"local s = $s0 print(s $op $s0, s .. $n0, #s, pcall(function() return s $arith $n0 end))",
			"print($b and $any or $any, $b or $any and $any, not $b and $any)",
			"local a, b = $any0, $any0 print(a == b, a ~= b, a and b, a or b, not a)",
		))
	}
}

// truth is an expression of and, or, not and comparisons whose operands tell when they are evaluated.
func (w *writer) truth(deep int) string {
	if deep <= 0 || w.chance(6) {
		return w.of("a", "b", "c", "d", "u", "t.x", "t.y", "t.z", "g", "h", "nil", "true", "false", "1", "0", "'s'", "1.5", "T(a)", "T(false)", "T(nil)", "T('v')", "T()", "(T(1, 2))", "t[a]", "t['y']", "u.k", "u.f()", "#'x'", "-1", "a", "b", "c")
	}
	x, y := w.truth(deep-1), w.truth(deep-1)
	switch w.IntN(10) {
	case 0, 1, 2:
		return x + " and " + y
	case 3, 4, 5:
		return x + " or " + y
	case 6:
		return "not " + x
	case 7:
		return "(" + x + ")"
	case 8:
		return "not (" + x + ")"
	}
	return "(" + x + w.of(" == ", " ~= ", " == ", " ~= ") + y + ")"
}

// logic takes such expressions everywhere: as values into new and old variables, arguments, conditions, fields, results.
func (w *writer) logic() {
	w.line("local t, u, a, b, c, d = {x = 1, y = false, [1] = 'one'}, {f = function() return nil, 1 end}, %s", w.of("1, nil, false, 's'", "nil, 2, true, false", "false, false, 'c', nil", "1, 2, 3, 4"))
	w.line("g, h = %s", w.of("nil, 1", "false, true", "'g', nil"))
	for range 8 + w.IntN(8) {
		e, f := w.truth(3), w.truth(2)
		v := w.of("a", "b", "c", "d")
		w.line("%s", strings.NewReplacer("§", e, "¶", f, "VAR", v).Replace(w.of(
			"print(§)", "local x = § print(x)", "VAR = § print(VAR)", "VAR = § VAR = ¶ print(VAR)", "t.x = § print(t.x)", "g = § print(g)", "VAR, t.y = §, ¶ print(VAR, t.y)", "u[1], VAR = ¶, § print(u[1], VAR)", "if § then print('then') else print('else') end", "if § then print('then') elseif ¶ then print('elseif') end",
			"print((function() return § end)())", "print((function(a, ...) return ¶, § end)(§))", "print(({§, ¶})[1] == nil, (§), ¶)", "print(show({§, k = ¶, [1 + 1] = §}))", "local n = 0 while § do n = n + 1 if n > 2 then break end VAR = nil end print(n, VAR)", "local n = 0 repeat n = n + 1 local z = § until n > 2 or z or ¶ print(n)",
			"local x, y = (§), ¶ print(x, y)", "do local x = VAR VAR = x and § or x print(x, VAR) end", "print(not (§), (¶) == (§), (§) ~= nil)", "print(tostring(§) .. tostring(¶))", "t[§ or 1] = ¶ print(t[1])", "local f = function() VAR = § return VAR end print(f(), VAR)", "for i = (§) and 1 or 2, (¶) and 2 or 3 do print(i) end", "do local VAR = § print(VAR) VAR = VAR and ¶ print(VAR) end print(VAR)",
			"local x = {VAR and §} print(x[1])", "print(pcall(function() return #(§ or '') end), -(tonumber(¶) or 1))", "print(select('#', §, ¶))", "VAR = VAR == § print(VAR)", "VAR = not VAR and § print(VAR)", "if not (§) or ¶ then VAR = ¶ end print(VAR)", "while not (§) do VAR = 1 print('once') break end",
		)))
	}
	w.line("print(a, b, c, d, show(t), g, h)")
}

// literals are numbers, strings and comments in all their forms.
func (w *writer) literals() {
	for range 8 + w.IntN(6) {
		switch w.IntN(10) {
		case 0, 1, 2:
			w.line("print(%s, %s, -%s)", w.numeral(), w.numeral(), w.numeral())
		case 3, 4:
			w.line("print(%s)", w.quoted(`"`))
		case 5:
			w.line("print(%s .. %s)", w.quoted(`'`), w.quoted(`"`))
		case 6:
			level := strings.Repeat("=", w.IntN(4))
			w.line("print(#[%s[%s]%s], [%s[%s%s]%s])", level, w.of("", "x", "x] ", "a]=b", "[[", "]=="+level+"="), level, level, w.of("\n", "\r\n", "\n\n", "", "\\n"), w.of("text", "two\nlines", " ", "--x"), level)
		case 7:
			level := strings.Repeat("=", w.IntN(4))
			w.line("--[%s[ comment %s]%s] print('after')", level, w.of("", "\n", "\n\n] ", "--", "print(1)"), level)
		case 8:
			w.line("print(1) %s", w.of("-- to the end", "--", "--[ not long", "--[=x", "--]]", "---[[ short"))
		default:
			w.line("print(loadstring(%s))", quote(w.of("return ", "x = ")+w.of(w.numeral(), w.badNumeral(), w.quoted("'"), `"\300"`, `'\256'`, `"\999"`, `'\`, `"abc`, "[[abc", "[==[abc]=]", "--[[", "[=abc", `"a`+"\n"+`b"`, "\"\\\n\"", "3..2", "0x", "1e", "1e+", ".", "..")))
		}
	}
}

func (w *writer) numeral() string {
	return w.of("3", "3.0", "3.1416", "314.16e-2", "0.31416E1", "0xff", "0x56", "0XA", "0xABCDEF", ".5", "5.", "1e5", "1E-5", "1e+10", "0xffffffff", "0xffffffffffffffff", "0x7fffffffffffffff",
		"12345678901234567890", "1e308", "1e309", "0.1", "1e-320", "00012", "0e12", "123456.789e3", "0x0", "9007199254740993", "3e0", ".0", "0.", "1e15", "1e14", "123456789012345", "100000000000000", "0.1e-6",
		fmt.Sprint(w.IntN(100000)), fmt.Sprintf("%d.%d", w.IntN(1000), w.IntN(100000)), fmt.Sprintf("0x%x", w.Uint32()), fmt.Sprintf("%de%d", w.IntN(100), w.IntN(40)-20))
}

func (w *writer) badNumeral() string {
	return w.of("0x", "0xg", "1e", "1e+", "3..4", "3.4.5", "0x1.8", "12abc", "1ee5", "0x1p4", "08f", "1_000", ".e1", "5.e", "0xx1", "1e5.0", "3a", "10do")
}

// quoted is a string literal.
func (w *writer) quoted(quote string) string {
	var b strings.Builder
	b.WriteString(quote)
	for range w.IntN(8) {
		b.WriteString(w.of("a", "Z", " ", `\a`, `\b`, `\f`, `\n`, `\r`, `\t`, `\v`, `\\`, `\"`, `\'`, "\\\n", `\0`, `\65`, `\065`, `\1234`, `\255`, `\q`, `\z`, `\x41`, "\x80", "é", "[[", "--", `\10`, `\9x`, "\t"))
	}
	return b.String() + quote
}
