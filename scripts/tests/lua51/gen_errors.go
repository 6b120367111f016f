package lua51

// This file writes programs that fail: errors at run time and their texts, places and levels, and source that does not
// compile.

import (
	"fmt"
	"strings"
)

// runtimeErrors name what could not be done to what.
func (w *writer) runtimeErrors() {
	w.line("local x, up, t = nil, nil, {k = {}, n = 1, s = 'str', f = print}")
	w.line("glob, globt = nil, {}")
	thing := func() string {
		return w.of("x", "up", "glob", "t.none", "t.k.none", "t[1]", "globt.a", "t.k", "t", "'lit'", "nil", "true", "(nil)", "1", "print", "t.f", "t[x]", "t.s", "globt", "('a')", "t['a b']", "t[1.5]", "#t", "loc", "arg1", "t.n", "(x)", "{}", "function() end", "loc.a", "arg1.b", "up.c", "t.f()", "t:f()", "-t.n", "not x", "(t.none)", "_G.none", "string.none", "1 + 1", "t.k[1]")
	}
	for range 8 + w.IntN(8) {
		w.open("print(pcall(function(arg1, ...)")
		w.line("local loc = %s", w.of("nil", "{}", "1", "'s'", "true", "print"))
		if w.chance(4) {
			w.line("up = %s", w.of("nil", "{}", "'up'", "true"))
		}
		a, b := thing(), thing()
		called := func() string {
			return w.of("x", "up", "glob", "t.none", "t.k.none", "globt.a", "t[1]", "loc", "arg1", "t.k", "t", "loc.a", "_G.none", "string.none", "(x)", "t.s", "('s')", "(1)", "(nil)", "t['a b']")
		}
		args := w.expand(w.of("", "$n", "$args", "..."), 1)
		switch w.IntN(12) {
		case 0:
			w.line("return (%s).field", a)
		case 1:
			w.line("return (%s)[%s]", a, b)
		case 2:
			w.line("%s.field = %s", w.of("x", "up", "glob", "t.none", "t.k.none", "globt.a", "t[1]", "loc", "arg1", "t.s", "loc.a"), b)
		case 3:
			w.line("return %s(%s)", called(), args)
		case 4:
			w.line("local r = %s(%s) return r", called(), args)
		case 5:
			w.line("%s:%s(%s)", called(), w.of("none", "upper", "k", "foo"), args)
		case 6, 7:
			w.line("return %s %s %s", a, w.rule("arith", 0), b)
		case 8:
			if w.chance(2) {
				b += " .. " + thing()
			}
			w.line("return %s .. %s", a, b)
		case 9:
			w.line("return %s %s %s", a, w.of("<", ">", "<=", ">="), b)
		case 10:
			w.line("return %s %s", w.of("-", "#", "- -", "#-"), a)
		default:
			w.line("for i = %s, %s, %s do return i end", a, b, thing())
		}
		w.close("end, %s))", w.of("nil", "{}", "1", "'a'", "print"))
	}
	for range 2 + w.IntN(4) {
		w.fill(w.of(
			"print(pcall(error, $any, $small))",
			"print(pcall(error))",
			"print(pcall(function() error($any, $small) end))",
			"print(pcall(function() error() end))",
			"print(select('#', pcall(error, nil)))",
			"local ok, e = pcall(error, {code = $n}) print(ok, type(e), e.code)",
			"local e = setmetatable({}, {__tostring = function() return 'E!' end}) print(select(2, pcall(error, e)) == e, tostring(select(2, pcall(error, e))))",
			"print(xpcall(function() error('a', $small) end, function(m) return 'h:' .. tostring(m), 2 end))",
			"print(xpcall(function() error('a') end, function(m) error('b') end))",
			"print(xpcall(function() return $args end, print))",
			"print(pcall(xpcall))",
			"print(pcall(xpcall, print))",
			"print(xpcall(error, $f))",
			"print(xpcall(function() local x = nil + 1 end, function(m) return #debug.traceback(m) > 10, m end))",
			"print(pcall(pcall))",
			"print(pcall(pcall, error, $s))",
			"print(pcall($any$more))",
			"print(pcall(assert$more))",
			"print(pcall(assert, $b, $any, $any))",
			"print(select('#', assert($n$more)))",
			"local function f(n) if n == 0 then error('deep', $small) end f(n - 1) end print(pcall(f, $depth))",
			"local function f(n) if n == 0 then error('tail', $small) end return f(n - 1) end print(pcall(f, $depth))",
			"local function lev1() error('l1', 1) end local function lev2() error('l2', 2) end print(pcall(lev1)) print(pcall(lev2)) print(pcall(function() lev2() end))",
			"local r = {pcall(function() local function f() return f() + 1 end return f() end)} print(r[1], (tostring(r[2]):gsub('%s*%(.*', '')))",
			"print(pcall(string.rep, 'x', -1), pcall(setmetatable, $any, $any))",
			"print(pcall(setmetatable, setmetatable({}, {__metatable = 'locked'}), {}), getmetatable(setmetatable({}, {__metatable = 'locked'})))",
		))
	}
}

// positions are the lines that errors and calls tell, of what spans several.
func (w *writer) positions() {
	w.line("local function where(n) return debug.getinfo(n or 2, 'l').currentline end local x")
	br := func() string { return w.of(" ", "\n", "\n\n", " ", " -- c\n", "--[[\n]]") }
	fail := func() string {
		return w.of("x.y", "x()", "x:m()", "x + 1", "-x", "#x", "x .. 'a'", "x < 1", "error('e')", "error('e', 2)", "where()", "where(1)", "where()", "('a').b.c", "string.rep()", "nosuch()", "1", "'s'", "f$id()", "({}).a.b")
	}
	for range 5 + w.IntN(6) {
		e, g := w.expand(fail(), 0), w.expand(fail(), 0)
		s := w.of(
			"print(§%s§,§%s§)", "local a =§%s§+§%s§print(a)", "local t = {§%s,§k =§%s§}§print(t[1], t.k)", "return§%s,§%s", "print(§'a'§..§%s§..§%s)", "if§%s§==§%s§then§print(1)§end",
			"print((§%s§)§<§%s)", "for i = 1,§%s§do§print(%s)§end", "string§.format(§'%%s %%s',§%s,§%s§)", "where§(§%s§,§%s)", "local function f(§a§,§b)§print(%s)§return§%s§end§f§(§1)",
			"x§=§%s§x§=§%s", "while§%s§==§%s§do§break§end", "repeat§local y =§%s§until§%s", "print§{§%s§,§%s}", "('x')§:rep(§%s§,§%s)", "local t = {}§t[§%s§]§=§%s", "(function()§print(%s)§end)§(§%s§)",
			"print(§not§%s§and§%s§or§where())", "error§{§%s,§%s}", "error(§'m' ..§%s§..§%s)", "t§=§{}§t.a,§t.b§=§%s,§%s",
		)
		s = fmt.Sprintf(s, e, g)
		var b strings.Builder
		for i, part := range strings.Split(s, "§") {
			if i > 0 {
				gap := br()
				// A call on a new line is ambiguous in 5.1: now and then that is what is wanted.
				if strings.HasPrefix(part, "(") && strings.Contains(gap, "\n") && !w.chance(4) {
					gap = " "
				}
				b.WriteString(gap)
			}
			b.WriteString(part)
		}
		if w.chance(3) {
			w.line("print(loadstring(%s, %s))", quote("local x, where = nil, ...\n"+b.String()), w.chunkName())
			w.line("print(pcall(loadstring(%s, %s) or print, where))", quote("local x, where = nil, ...\n"+b.String()), w.chunkName())
		} else {
			w.line("print(pcall(function() %s\nend))", b.String())
		}
	}
}

func (w *writer) chunkName() string {
	return w.of("'@file.lua'", "'=stdin'", "nil", "'plain'", "'two\\nlines'", "'='", "'@'", "''", "'"+strings.Repeat("long ", 5+w.IntN(16))+"'", "'@"+strings.Repeat("dir/", 10+w.IntN(12))+"x.lua'", "'="+strings.Repeat("name", 10+w.IntN(12))+"'", "'a\"b'", "('x'):rep(60)", "('x'):rep(59)", "('x'):rep(45)")
}

// syntaxErrors are correct pieces whose tokens were deleted, doubled, swapped or inserted, and some habits.
func (w *writer) syntaxErrors() {
	if w.chance(3) {
		for range 5 + w.IntN(8) {
			w.line("print(loadstring(%s))", quote(w.oddSource()))
		}
		return
	}
	inner := &writer{Rand: w.Rand, p: &Program{}, vararg: true}
	switch w.IntN(4) {
	case 0:
		inner.assignments()
	case 1:
		inner.tables()
	case 2:
		inner.closures()
	default:
		inner.statement()
		inner.block(5)
	}
	tokens, err := Lex(inner.b.String())
	if err != nil || len(tokens) < 3 {
		return
	}
	for range 6 + w.IntN(10) {
		w.line("print(loadstring(%s, %s))", quote(w.mutate(tokens)), w.of("'=m'", "'=m'", "'@m.lua'", "nil"))
	}
}

// mutate is the text of some of the tokens, with one to three changes.
func (w *writer) mutate(tokens []Token) string {
	tokens = tokens[:len(tokens)-1]
	if len(tokens) > 60 {
		from := w.IntN(len(tokens) - 50)
		tokens = tokens[from : from+20+w.IntN(30)]
	}
	tokens = append([]Token(nil), tokens...)
	for range 1 + w.IntN(3) {
		if len(tokens) < 2 {
			break
		}
		i := w.IntN(len(tokens) - 1)
		switch w.IntN(6) {
		case 0:
			tokens = append(tokens[:i:i], tokens[i+1:]...)
		case 1:
			tokens = append(tokens[:i+1:i+1], tokens[i:]...)
		case 2:
			tokens[i], tokens[i+1] = tokens[i+1], tokens[i]
		case 3:
			tokens = append(tokens[:i:i], append([]Token{{Text: w.token(), Gap: " "}}, tokens[i:]...)...)
		case 4:
			tokens[i].Text = w.token()
		default:
			tokens = tokens[:i+1]
		}
	}
	var b strings.Builder
	for _, t := range tokens {
		if gap := t.Gap; gap != "" {
			b.WriteString(gap)
		} else {
			b.WriteString(w.of("", "", " "))
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

func (w *writer) token() string {
	return w.of("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
		"+", "-", "*", "/", "%", "^", "#", "==", "~=", "<=", ">=", "<", ">", "=", "(", ")", "{", "}", "[", "]", ";", ":", ",", ".", "..", "...", "x", "f", "1", "'s'", "\"", "'", "[[", "[=", "@", "!", "&", "$", "~", "\\", "?", "`", "|", "\x01", "\x80", "\n", "3x", "--[[", "--", "!=", "goto_", "0x")
}

func (w *writer) oddSource() string {
	return w.expand(w.of(
		"x $op", "$n $op $n", "x = $n $n", "local $n = 1", "f(", "f($args", "f($args))", "a.b", "a.b.c, d", "(f()) ", "(f()) = 1", "f() = 1", "a + 1 = 2", "local a.b = 1", "function a.b:c.d() end", "function (x) end",
		"for i do end", "for i = 1 do end", "for i, j = 1, 2 do end", "for i in do end", "for 1 = 1, 2 do end", "if x then", "if x\n\nthen\n", "while x do\nif y then\nend", "repeat\nx = 1", "if x then else elseif y then end",
		"return 1 x = 2", "break", "while x do break x = 1 end", "do break end", "function f() break end", "for i = 1, 2 do return end break", "x = }", "x = {", "x = {1, 2", "x = {[1] 2}", "x = {a b}", "x = {,}", "x = {1,,2}", "x = {;}",
		"x = 'abc", "x = \"abc\ndef\"", "x = [[abc", "x = [==[abc]=]", "--[[ never", "--[==[ never ]]", "x = [=", "x = 3..2", "x = 0x", "x = 12e", "x = '\\300'", "x = '\\", "x = @", "x = a.1", "x = a.'b'", "x:y", "x:y = 1", "x:'a'", "x.:y()",
		"...", "x = ...", "function f() return ... end", "function f(...) return function() return ... end end", "function f(a, ..., b) end", "function f(a,) end", "function f(1) end", "function f(a b) end", "local function a.b() end", "local function", "local",
		"x = not", "x = -", "x = #", "x = (1", "x = 1)", "x = ()", "x = (1, 2)", "f\n(1)", "x = f\n(1)", "f()\n(g)()", "local x = a\n{1}", "a = b = c", "a += 1", "a++", "x != y", "if a = b then end", "10do", "for i=1,10do end", "x=1y=2", "x = 1 y = 2",
		"end", "else", "until x", ")", "]", "x[1", "x[1]", "x[]", "x[] = 1", "= 1", "1 = x", "nil = 1", "'a' = 1", "'a':f()", "('a'):f()", "{}:f()", "({}).x = 1", "('x').y.z", "(x)", "(x) = 1", "((x)) = 2", "(x).y = 1", "x, (y) = 1, 2", "x, f() = 1, 2", "local x y", "local x =", "local x, = 1", "return return", "return 1,", "do", "do end end", "\x1bLua", "# comment", "#", ";", ";;", "x = 1;;", "return;;", "x = 1; ; y = 2", "local x <const> = 1", "a.b:c = 1", "a:b.c()", "a:b:c()", "function f() end end", "function f(", "function f", "function", "x = function", "x = function f() end",
	), 1)
}

// ends are whole programs that end with an error or an exit.
func (w *writer) ends() {
	w.p.Host = true
	w.line("print('begin')")
	w.line("local function f(n) if n == 0 then %s end f(n - 1) end", w.expand(w.of("error($any)", "error($any, $small)", "error($s)", "error({})", "error(nil)", "error()", "local x x()", "local x = nil + 1", "os.exit($small)", "os.exit()", "os.exit(true)", "error(setmetatable({}, {__tostring = function() return 'x' end}))", "error('two\\nlines')", "error(12)", "assert(false)", "assert(nil, 'msg')", "io.write('no newline') os.exit(3)", "coroutine.wrap(function() error('in co') end)()", "coroutine.wrap(function() os.exit(4) end)()", "pcall(os.exit, 5)", "string.rep()", "print(('x'):bad())"), 1))
	w.fill(w.of("f($depth)", "f(0)", "pcall(f, 0)", "print(pcall(f, 1))", "f(0) print('not here')"))
	w.line("print('end')")
	if w.chance(6) {
		w.line("%s", w.oddSource())
	}
}
