package compile

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record what lua5.1 says anew")

// beginnings are cut off where something else may follow.
var beginnings = []string{
	"", "local", "local x", "local x,", "local x =", "local x = 1", "local x = 1,", "local function", "local function f",
	"local function f(", "local function f(a", "local function f(a,", "local function f(...", "local function f() end",
	"function", "function f", "function f.", "function f.a", "function f:", "function f:m", "function f:m()", "function f(a, b)",
	"if", "if x", "if x then", "if x then else", "if x then elseif", "if x then elseif y then", "if x\nthen y()\n", "if x then end",
	"while", "while x", "while x do", "while x do break", "while x\ndo\n", "repeat", "repeat until", "repeat until x", "repeat\n\n",
	"for", "for i", "for i =", "for i = 1", "for i = 1,", "for i = 1, 2", "for i = 1, 2, 3", "for i = 1, 2, 3 do", "for i in",
	"for i,", "for i, j in x", "for i in x do", "for i in x,", "for i = 1, 2\ndo\n", "do", "do\n", "do end", "return", "return x", "return x,",
	"return;", "break", "do break end", "while 1 do break;", "x", "x.", "x.y", "x:", "x:y", "x:y(", "x[", "x[1", "x[1]", "x(", "x(1", "x(1,",
	"x(\n", "x\n(", "x =", "x = 1", "x, y", "x, y =", "x,", "x.y =", "x().y", "x() =", "(x)", "(x", "(\n", "(x).y", "(x())", "x'a'", "x{", "x{1", "x{1,",
	"x{1;", "x{a", "x{a=", "x{[", "x{[1", "x{[1]", "x{[1]=", "x{\n\n", "x = -", "x = not", "x = #", "x = 1 +", "x = 1 ..", "x = a and",
	"x = function", "x = function(", "x = function()", "x = function(...) return", "x = 'a'", "x = 1", "x = nil", "x = ...", "x = {...}", "x = {}",
	"function f() return ...", "function f(...) return", "f() return (", "x = [[a]]", "x = \"a\\n\"",
}

// followers follow them.
var followers = []string{
	"", "x", "1", "'s'", "[[l\nl]]", "=", "==", "(", ")", "{", "}", "[", "]", ",", ";", ":", ".", "..", "...", "+", "-", "not", "#", "~", "end",
	"else", "elseif", "until", "then", "do", "in", "function", "return", "break", "nil", "and", "local", "\x01", "\x7f", "\x00", "\xe9", "@", "!",
	"$", "\n", "\nx", "\n=", "-- c", "--[[c", "--[==[ c\n]=]",
}

// pieces are whole sources.
var pieces = []string{
	// names and reserved words
	"and = 1", "x = while", "local end = 1", "x.end = 1", "x:end()", "goto = 1", "local goto = goto goto = goto", "f(goto)", "goto.x = 1", "goto()",
	"goto:x()", "goto''", "goto\n=\n1", "t = {goto = 1, goto}", "function goto() end", "goto", "goto = ", "x = _ + _1 + a_", "été = 1", "x = é",
	// operators
	"x = 1 + + 2", "x = 1 - - 2", "x = - - 2", "x = a ~= b", "x = a ~ b", "x = a != b", "x = a <> b", "x = a =< b", "x = a => b", "x = a <= b >= c < d > e == f",
	"x += 1", "x++", "x = a ? b : c", "x = a && b", "x = a || b", "x = !a", "x = a // b", "x = a << b", "x = a & b", "x = a | b", "x = 2^-3^-2", "x = -2^2",
	"x = not not a", "x = #'a' .. #b", "x = a..b..c", "x = 1..2", "x = 1 ..2", "x = a.b.c[d].e:f(g)'h'{i}",
	// statements
	"f()", "f().x = 1", "f() = 1", "f", "f.x", "f[1]", "(f)()", "(f).x = 1", "(f) = 1", "(f()) = 1", "((f))()", "('x'):rep(1)", "'x':rep(1)", "'x'", "1", "{}", "{}.x = 1",
	"nil = 1", "x, 1 = 2", "x, f() = 2", "x, f().y = 2", "x, (y) = 2", "x, y", "x, y = ", "a, b.c, d[e] = 1, 2, 3", "x = y z = 1", "x = y; z = 1;", ";", "x = 1;;", ";;", "do ; end",
	"break", "break;", "while 1 do break end", "while 1 do break; end", "while 1 do break x() end", "while 1 do break; x() end", "while 1 do if x then break end end",
	"while 1 do local function f() break end end", "while 1 do f = function() break\nend end", "repeat break until x", "for i = 1, 2 do break end", "for i in x do do break end end",
	"do break end", "if x then break end", "break\n\n\nx", "return", "return;", "return 1", "return 1, 2;", "return 1 x = 1", "return; x = 1", "return return", "return break", "do return end x = 1",
	"do return 1 end return 2", "function f() return end", "function f() return f() end", "if x then return end return", "repeat return until x", "return f()\n()", "return f\n'x'",
	"local x <const> = 1", "local x = 1 local y", "local x, y, z", "local x.y = 1", "local function f.x() end", "local function f:x() end", "local f() end", "local a = function f() end",
	"local local x", "local x = x", "local x, x = 1, 2", "local 1", "local 'x'", "local x = local", "local x y", "local x, = 1", "local x 1",
	"function f.a.b.c:d() end", "function f:a:b() end", "function f:a.b() end", "function f[1]() end", "function f() end()", "function (x) end", "function f(x y) end", "function f(x,) end",
	"function f(..., x) end", "function f(1) end", "function f('x') end", "function f(x.y) end", "function f(...) return ... end", "function f(...) return function() return ... end end",
	"function f(...) return arg end", "function f(x) return ... end", "function f() x = {...} end", "function f() local ... end", "x = function(...) end", "x = ...", "local ...", "f(...)",
	"for i = 1 do end", "for i = 1, 2, 3, 4 do end", "for i do end", "for 1 = 1, 2 do end", "for i, j = 1, 2 do end", "for i.x in y do end", "for i in do end", "for i = 1, 2 end", "for i in x, y, z, w do end",
	"for i in x end", "for\n\ni = 1, 2 do\n\n", "for i = 1, 2 do\nif x then\nend", "for i = , 2 do end", "for in x do end", "for i, in x do end", "foreach x in y do end",
	"if x end", "if x then else else end", "if x then else elseif y then end", "if then end", "if x then elseif then end", "if x then if y then end", "if x then\nelse\nif y then\nend\n", "if x do end",
	"if (x then end", "if\nx\nthen\nelse\n", "elseif x then end", "else end", "end", "until x", "then", "in", "x end", "do end end", "while x then end", "while do end", "while x do\n\n", "while (x do end",
	"repeat x() end", "repeat\n\nx()", "repeat until", "repeat local x until x", "do\n\n\n", "do do end", "do\nwhile x do\nrepeat\n", "function f()\n\n", "function f() do end", "x = function()\n", "local function f()\n",
	"function f(\n", "function f(\n)\n", "function\nf()", "x = function\n(", "x = function\n(\n)\n",
	// calls over lines
	"f\n()", "f\n(x)", "f()\n()", "a.b\n(x)", "a[1]\n(x)", "a:b\n(x)", "x = f\n(g)", "(f)\n(g)", "f\n'x'", "f\n{}", "f\n[[x]]", "f --[[\n]] ()", "f(\n)", "f(\n", "f(\n1", "f(\n1\n2)", "f{\n", "f{\n1\n2}", "x = (\n1",
	"x = (1\n2)", "x = {\n1\n2\n}", "x = a[\n1\n", "f(1 2)", "f(,)", "f(1,)", "f(1,,2)", "f(;)", "x[1,2] = 3", "x[] = 1", "x. = 1", "x..y = 1", "x.1 = 2", "x.'y' = 1", "x:y = 1", "x:y", "x:y.z()", "x:1()", "x:y:z()", "x:y'z'", "x:y{}", "x::y()", "x: :y()",
	"::", "::a", "::1::", "::end::", ": :a: :", ":::a::", "a:: b", "x = a::b", "x = a :", "a:\n:b()",
	// constructors
	"x = {}", "x = {,}", "x = {;}", "x = {1,}", "x = {1;}", "x = {1,,}", "x = {1;,}", "x = {a=1, b=2; 'c', [d]=e, f}", "x = {a=}", "x = {a==1}", "x = {a.b=1}", "x = {[a]}", "x = {[a] 1}", "x = {[]=1}", "x = {[a]==1}", "x = {1=2}", "x = {'a'=2}", "x = {a b}", "x = {a 'b'}",
	"x = {a\n'b'}", "x = {a\n(b)}", "x = {a\n\n=1}", "x = {a\n\n1}", "x = {a\n\n", "x = {function() end, function(x) end}", "x = {f(), f()}", "x = {(f())}", "x = {and=1}", "x = {...}", "x = {{{{}}}", "x = {a={b={c=1}}", "x = {local}", "x = {return}",
	// strings
	`x = "a`, `x = 'a`, "x = \"a\n\"", "x = 'a\n'", `x = "a'`, `x = "a\`, "x = \"a\\\n", "x = \"a\\\nb\"", "x = \"a\\\r\nb\"", "x = \"a\\\n\rb\nc\"", `x = "\a\b\f\n\r\t\v\\\"\'\?\z\x41\u{41}"`, `x = "\0\00\000\1\12\123\1234"`, `x = "\255"`, `x = "\256"`, `x = "\300"`,
	`x = "\999"`, `x = "a\0b\300"`, `x = "a\065\300c"`, `x = "\400`, "x = 'tab\tin'", "x = 'nul\x00in' y", "x = 'a\x00b", "x = 'a\x00b\n'", `x = "a\0b" "c`, "x = 'a' 'b\\n'", "x = 'a' 'b\\0c'", "x = 'a' 'b\\\nc'", "f'a' 'b' 'c'", "x = '\xff' '\xfe'", "\"a\"", "'a\\65b'", "'\\\n'", "x = 'a\r'", "x = '\\\r'", "x = '",
	`x = "`, "x = '\\", "x = \"\\1", "x = \"\\1\n", "x = \"a\\q\n\"", "x = 'a\\\n\\\n",
	// long strings and comments
	"x = [[a]]", "x = [[\na]]", "x = [[\r\na]]", "x = [[\n\ra]]", "x = [[a\nb", "x = [[a", "x = [=[a]]", "x = [=[a]]]=]", "x = [==[a]=]]==]", "x = [=[a[[b]]c]=]", "x = [[a[[b]]c]]", "x = [[a[b]c]]", "x = [[a[=[b]]", "x = [=[a[=[b]=]", "x = [=a", "x = [=", "x = [==", "x = [==\n[", "x = [= [a]=]", "x = [a]", "x = [",
	"x = [[a]] [[b\nc]]", "x = [[\n]] [=[\nb\n]=]", "[[a]]", "[==[a]==]", "f[[a]]", "f[=[a]=] x", "a[[x]] = 1", "a[ [[x]]] = 1", "a[b[c]]=1", "a[b[[c]]]=1", "x = [[\x00a]]", "x = 1 [[\x00a]]", "x = 1 [[a\x00b]]", "x = [[]]", "x = [[]", "x = [[]]]", "x = []]", "x = [[a\\]]", "x = [[a\r\n\rb\n\n\rc]] y",
	"--", "--[[", "--[[]]", "--[[]", "--[=[", "--[=[]]", "--[=[]=]x", "--[=", "--[", "--[a", "--x\ny", "--x\r\ny", "--[[\n\n]] x", "--[[\n\n", "--[==[\n]==] = ", "--[[a[[b]]", "--[=[a[[b]]c]=]", "--[[[[]]", "---[[x]]", "-- [[\nx", "-", "--\x00x\ny", "--[[\x00]] y", "x --[[c]] = --[[c]] 1 -- c", "#!/bin/lua\nx", "# x", "x = 1 --[[",
	// numbers
	"x = 1", "x = 1.", "x = .5", "x = 1.5e3", "x = 1e+3", "x = 1e-3", "x = 1E3", "x = 1e", "x = 1e+", "x = 1e+x", "x = 1ex", "x = 1.2.3", "x = 1..2", "x = 1...", "x = ..1", "x = 1x", "x = 1_0", "x = 0x", "x = 0xg", "x = 0x1g", "x = 0xA", "x = 0XfF", "x = 0x1p4", "x = 0x1p", "x = 0x1p-4", "x = 0x1.8",
	"x = 0x.8", "x = 00x1", "x = 0.x1", "x = 0x1e+1", "x = 0xe+1", "x = 0b1", "x = 1e400", "x = 1e-400", "x = 0xffffffffffffffff", "x = 0xfffffffffffffffff", "x = 1e5e5", "x = 1e5.5", "x = 1e5x", "x = 1f", "x = 1LL", "x = 1i", "x = 3and 4", "x = 3 and4", "x = 0xfor 1", "x = 3..'a'", "x = 3 ..'a'",
	"x = 1\x00", "x = 1\x00abc", "x = 1\x00 abc", "x = 1\x00\x00abc y", "x = 1e\x00 y", "x = 1e5\x00 y", "x = .\x00 y", "x = a.\x00b", "x = a..\x00b", "f(.\x00)", "x = =\x00", "x = 08", "x = 1 2", "1 = x", "x = 1 y", "x.5 = 1", "x = a.5", "x = a .5",
	// odd bytes
	"\x00", "x\x00", "x = \x00", "\x01", "x = \x1f", "x \x7f", "x \x80", "\xef\xbb\xbfx = 1", "x = 1 \\ 2", "x = `a`", "x = 1 @", "x ? 1", "\t\v\f \r\n\n\rx", "x\r\r\ny", "x\n\r\n\ry", "x\r\n\r\ny", "\x0c=", "x = \u00a0 1", "x = “a”", "\r", "\n\r",
}

func manySources() []string {
	sources := pieces
	for _, b := range beginnings {
		for _, f := range followers {
			sources = append(sources, b+" "+f)
		}
	}
	return append(sources, limitSources()...)
}

// limitSources have as many of something as there may be, and more.
func limitSources() []string {
	names := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%sx%d", strings.Repeat(",", min(i, 1)), i)
		}
		return b.String()
	}
	return []string{
		"local " + names(200), "local " + names(201), "local " + names(200) + "\nlocal x", "local " + names(200) + "\ndo\nlocal x, y end",
		"local " + names(199) + "\nlocal function f() end", "local " + names(200) + "\nlocal function f() end", "do local " + names(200) + " end local x",
		"\nfunction f()\nlocal " + names(201) + "\nend", "\nx = function\n()\nlocal " + names(201) + " end", "function f(" + names(200) + ") end",
		"function f(" + names(201) + ") end", "function f(" + names(200) + ", ...) end", "function f(" + names(199) + ", ...) end",
		"function f:g(" + names(200) + ") end", "function f:g(" + names(199) + ") end", "local " + names(196) + "\nfor i = 1, 2 do end",
		"local " + names(197) + "\nfor i = 1, 2 do end", "local " + names(196) + "\nfor i in x do end", "local " + names(196) + "\nfor i, j in x do end",
		"local " + names(197) + "\nfor i\n,\nj in x do end", "local " + names(198) + "\nfor i", "local " + names(195) + "\nfor i = 1, 2 do local x end", "local " + names(196) + "\nfor i = 1, 2 do local x end",
		strings.Repeat("local x ", 200), strings.Repeat("local x ", 201), "local x = function() local " + names(200) + " end",
		"local " + names(150) + " = function() local " + names(150) + " end local " + names(50), strings.Repeat("do local x ", 150) + strings.Repeat("end ", 150),
	}
}

const goldenMessages = "testdata/messages.txt"

// TestMessages holds what is said to each source against lua5.1.
func TestMessages(t *testing.T) {
	if *update {
		sources := manySources()
		verdicts := oracle(t, sources)
		if verdicts == nil {
			t.Fatal("there is no lua5.1")
		}
		lines := make([]string, len(sources))
		for i, s := range sources {
			lines[i] = strconv.Quote(s) + "\t" + strconv.Quote(verdicts[i])
		}
		writeLines(t, goldenMessages, lines)
	}
	lines := readLines(t, goldenMessages)
	if want := len(manySources()); len(lines) != want {
		t.Errorf("%d messages are recorded for %d sources: record them with -update", len(lines), want)
	}
	for _, line := range lines {
		quoted, said, _ := strings.Cut(line, "\t")
		source, err1 := strconv.Unquote(quoted)
		want, err2 := strconv.Unquote(said)
		if err1 != nil || err2 != nil {
			t.Fatalf("bad line %s", line)
		}
		if got := verdict(source); got != want {
			t.Errorf("%.200q:\n got %.200q\nwant %.200q", source, got, want)
		}
	}
}

func writeLines(t *testing.T, path string, lines []string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

func readLines(t *testing.T, path string) (lines []string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
	return lines
}
