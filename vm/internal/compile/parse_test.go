package compile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func syntaxError(t *testing.T, source string, o Options) *SyntaxError {
	t.Helper()
	fn, err := Parse(source, o)
	var e *SyntaxError
	if !errors.As(err, &e) {
		t.Fatalf("%.100q: got %v, %v, want a syntax error", source, fn, err)
	}
	return e
}

func TestIncomplete(t *testing.T) {
	for source, want := range map[string]bool{
		"x =":                 true,
		"f(":                  true,
		"f":                   true,
		"(f())":               true,
		"if x then":           true,
		"function f()\n":      true,
		"x = [[a":             true,
		"--[[ a\n":            true,
		"x = 'a\\":            true,
		"x = 'a\\\n":          true,
		"x = 'a":              false, // no further line closes it
		"x = 'a\\\nb":         false,
		"break":               false,
		"x = 1 +* 2":          false,
		"if x then end end":   false,
		"goto x":              false,
		"f(function() return": true,
	} {
		if e := syntaxError(t, source, Options{}); e.Incomplete != want {
			t.Errorf("%q: %v: incomplete is %t, want %t", source, e, e.Incomplete, want)
		}
	}
}

func TestErrorPosition(t *testing.T) {
	for _, c := range []struct {
		source    string
		line, col int
	}{
		{"x = = 1", 1, 5},
		{"\n\tx = )", 2, 6},
		{"x = é", 1, 5},
		{"if x then\n  y()\n", 3, 1},
		{"if x", 1, 5},
		{"x = 'abc", 1, 5},
		{"x = 3x", 1, 5},
		{"x = [[\n]] [[\n]]", 3, 0}, // the second string begins in the line before
		{"x = [[\nab", 2, 3},
		{"do\r\n  break\r\nx = \r\n!", 3, 1},
		{"\n  goto x", 2, 3},
		{"::a::\n  ::a::", 2, 3},
	} {
		if e := syntaxError(t, c.source, Options{}); e.Line != c.line || e.Column != c.col {
			t.Errorf("%q: %v at column %d, want line %d, column %d", c.source, e, e.Column, c.line, c.col)
		}
	}
}

func TestFirstLine(t *testing.T) {
	file := Options{Name: "f.lua", Shebang: true}
	for source, want := range map[string]string{
		"#!/usr/bin/lua\nx = = 1": "f.lua:2: unexpected symbol near '='",
		"#!/usr/bin/lua":          "",
		"# anything":              "",
		"#\n\n\nx = ) #":          "f.lua:4: unexpected symbol near ')'",
		"#\r\n\nx = )":            "f.lua:3: unexpected symbol near ')'",
		"\ufeffx = = 1":           "f.lua:1: unexpected symbol near '='",
		"\ufeff#!lua\nx = = 1":    "f.lua:2: unexpected symbol near '='",
		"\ufeff":                  "",
		"x = 1\n#":                "f.lua:2: unexpected symbol near '#'",
		"\x1bLua":                 "f.lua: unexpected end in precompiled chunk",
		"#\n\x1bLua":              "f.lua: unexpected end in precompiled chunk",
		"\n\x1bLua":               "f.lua:2: unexpected symbol near 'char(27)'",
		"":                        "",
		"#":                       "",
		"#\n":                     "",
	} {
		_, err := Parse(source, file)
		if got := text(err); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
	if got := verdict("# x"); got != "x:1: unexpected symbol near '#'" {
		t.Errorf("a string that begins with #: %s", got)
	}
	if got := verdict("\x1bLua"); got != "x: unexpected end in precompiled chunk" {
		t.Errorf("a binary string: %s", got)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// nests is what can stand in itself without end.
var nests = []struct{ open, in string }{
	{"x = ", "("}, {"x = ", "{"}, {"x = ", "- "}, {"x = ", "not "}, {"x = ", "a.."}, {"x = ", "2^"}, {"x = ", "2^-"}, {"", "f("}, {"", "do "},
	{"", "while a do "}, {"", "repeat "}, {"", "for i = 1, 2 do "}, {"", "if a then "}, {"", "if a then else "}, {"", "function f() "}, {"x = ", "function() return "},
	{"x = ", "a["}, {"x = ", "{["}, {"x = ", "{a="}, {"x = ", "f{"}, {"x = ", "a and ("}, {"x = ", "a:b("},
}

// TestNesting holds that any nesting comes to an end that is told.
func TestNesting(t *testing.T) {
	for _, n := range nests {
		source := n.open + strings.Repeat(n.in, 1_000_000)
		if got := syntaxError(t, source, Options{}).Message; got != "chunk has too many syntax levels" && !strings.Contains(got, "local variables") {
			t.Errorf("a million of %q: %s", n.in, got)
		}
	}
	if got := verdict("x = " + strings.Repeat("(", 2990) + "1" + strings.Repeat(")", 2990)); got != "ok" {
		t.Errorf("2990 parentheses: %s", got)
	}
	if got := verdict(strings.Repeat("do ", 2990) + strings.Repeat("end ", 2990)); got != "ok" {
		t.Errorf("2990 blocks: %s", got)
	}
}

// TestLong holds that what does not nest may be of any length.
func TestLong(t *testing.T) {
	const n = 300_000
	for _, source := range []string{
		"x = 1" + strings.Repeat("+1", n), "x = f" + strings.Repeat("()", n), "x = a" + strings.Repeat(".b", n), "x = a" + strings.Repeat(" and b", n),
		"x = function() end" + strings.Repeat(" or function() end", n), strings.Repeat("x = 1 ", n), "x = {" + strings.Repeat("1,", n) + "}", "f(1" + strings.Repeat(",1", n) + ")",
		"x" + strings.Repeat(",x", n) + " = 1", "if a then " + strings.Repeat("elseif b then ", n) + "end", strings.Repeat("x = y; ", n), "x = '" + strings.Repeat("\\65", n) + "'",
		"a" + strings.Repeat(".b", n) + " = function() end, function() end", strings.Repeat("\n", n), strings.Repeat("do goto l end ", n) + "::l::", strings.Repeat("do ::l:: goto l end ", n),
	} {
		if got := verdict(source); got != "ok" {
			t.Errorf("%.30q…: %s", source, got)
		}
	}
}

func TestUpvalueLimit(t *testing.T) {
	source := func(n int, line string) string {
		var b strings.Builder
		for _, name := range []string{"a", "b"} {
			for i := range (n + 1) / 2 {
				fmt.Fprintf(&b, "local %s%d ", name, i)
			}
			if name == "a" {
				b.WriteString("function f() ")
			}
		}
		b.WriteString(line + "function g() x = nil")
		for i := range n {
			fmt.Fprintf(&b, ", %s%d", "ab"[i%2:i%2+1], i/2)
		}
		return b.String() + " end end"
	}
	if got := verdict(source(255, "")); got != "ok" {
		t.Errorf("255 upvalues: %s", got)
	}
	if got := verdict(source(256, "\n\n")); got != "x:3: function at line 3 has more than 255 upvalues" {
		t.Errorf("256 upvalues: %s", got)
	}
}

// TestWork holds that work is told often, and is as much as there is source, not more.
func TestWork(t *testing.T) {
	for _, piece := range []string{"x = 1 ", "f(a, 'b', [[c]]) ", "do local a = function() return b end end ", "-- comment\n", "x = 'a long string of some bytes, which counts by its bytes: no token is free' ", "goto = 1 ", "for i = 1, 2 do goto n ::n:: end "} {
		units := func(n int) (all, largest int) {
			_, err := Parse(strings.Repeat(piece, n), Options{Work: func(units int) error {
				all, largest = all+units, max(largest, units)
				return nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			return all, largest
		}
		one, largest := units(5000)
		two, _ := units(10000)
		if largest > 2*workUnits && piece != "-- comment\n" {
			t.Errorf("%q: %d units are told at once", piece, largest)
		}
		if two < one*19/10 || two > one*21/10 {
			t.Errorf("%q: %d units, twice as much source %d", piece, one, two)
		}
		if one < 5000*len(piece)/64 {
			t.Errorf("%q: only %d units", piece, one)
		}
	}
	stop := errors.New("enough")
	calls := 0
	if _, err := Parse(strings.Repeat("x = 1 ", 1000), Options{Work: func(int) error { calls++; return stop }}); err != stop || calls != 1 {
		t.Errorf("got %v after %d calls, want the error of Work after one", err, calls)
	}
	if _, err := Parse("x = 1", Options{Work: func(int) error { return stop }}); err != stop {
		t.Errorf("a short source: got %v, want the error of Work", err)
	}
}

// TestPositions holds what the tree says of a program that has a bit of everything.
func TestPositions(t *testing.T) {
	fn := mustParse(t, strings.Join([]string{
		"local a, b = 1,",                 // 1
		"  x.y[",                          // 2
		"  z]",                            // 3
		"function a.b:c(p, ...)",          // 4
		"  return p,",                     // 5
		"    ...",                         // 6
		"end",                             // 7
		"f(1, 2):m 'x'",                   // 8
		"while a",                         // 9
		"do break; end",                   // 10
		"t = { 1,",                        // 11
		"  k = -a; [2]",                   // 12
		"  = 3",                           // 13
		"}",                               // 14
		"if a then elseif b",              // 15
		"then",                            // 16
		"  local c = function() b = c",    // 17
		"  end else",                      // 18
		"end",                             // 19
		"for i = 1",                       // 20
		"  , 2 do end",                    // 21
		"for k in next,",                  // 22
		"  t",                             // 23
		"do k() end repeat",               // 24
		"  local d = {f",                  // 25
		"  ()} until d == 1 ..",           // 26
		"  2 goto e do ::e:: end ::e::",   // 27
		"  f = (function() return a end)", // 28
	}, "\n"))
	s := fn.Body.Stmts
	l := s[0].(*LocalStmt)
	function := s[1].(*AssignStmt)
	method := function.Values.List[0].(*FunctionExpr)
	ret := method.Func.Body.Stmts[0].(*ReturnStmt)
	call := s[2].(*CallStmt).Call
	while := s[3].(*WhileStmt)
	table := s[4].(*AssignStmt).Values.List[0].(*TableExpr)
	ifs := s[5].(*IfStmt)
	inner := ifs.Clauses[1].Body.Stmts[0].(*LocalStmt).Values.List[0].(*FunctionExpr).Func
	numeric := s[6].(*NumericForStmt)
	generic := s[7].(*GenericForStmt)
	repeat := s[8].(*RepeatStmt)
	until := repeat.Cond.(*BinaryExpr)
	name := repeat.Body.Stmts[0].(*LocalStmt).Values.List[0].(*TableExpr).Items[0].Value.(*CallExpr).Func
	for i, c := range []struct{ got, want any }{
		{l.Names[1].Pos, Pos{1, 10}},
		{l.Values.Commas, []int32{1}},
		{l.Values.List[1].Start(), Pos{2, 3}},
		{l.Values.List[1].End(), int32(3)},
		{l.Values.List[1].(*IndexExpr).At, Pos{2, 6}},
		{l.Names[0].Captured, true}, // by the function at the end
		{l.Names[1].Captured, true},
		{fn.Body.HasCaptured, true},
		{fn.Body.EndLine, int32(28)},
		{fn.LastLine, int32(28)},
		{function.Func, true},
		{function.FuncLine, int32(4)},
		{function.Targets[0].(*IndexExpr).At, Pos{4, 13}},
		{method.Start(), Pos{4, 1}},
		{method.End(), int32(7)},
		{method.Func.Name, "a.b:c"},
		{method.Func.Line, int32(4)},
		{method.Func.LastLine, int32(7)},
		{method.Func.EndColumn, int32(1)},
		{len(method.Func.Params), 2},
		{method.Func.Params[0].Name, "self"},
		{method.Func.Arg.Name, "arg"},
		{method.Func.UsesDots, true},
		{method.Func.Body.HasCaptured, false},
		{ret.Pos, Pos{5, 3}},
		{ret.End, int32(6)},
		{call.Colon, Pos{8, 8}},
		{call.Paren, Pos{8, 11}},
		{call.Func.(*CallExpr).Paren, Pos{8, 2}},
		{while.DoLine, int32(10)},
		{while.End, int32(10)},
		{while.Body.EndLine, int32(10)},
		{table.Start(), Pos{11, 5}},
		{table.End(), int32(14)},
		{table.Items[0].Sep, int32(11)},
		{table.Items[1].Sep, int32(12)},
		{table.Items[1].Named, true},
		{table.Items[2].Sep, int32(14)},
		{table.Items[2].Named, false},
		{ifs.Clauses[0].ThenLine, int32(15)},
		{ifs.Clauses[0].End, int32(15)},
		{ifs.Clauses[0].Body.EndLine, int32(15)},
		{ifs.Clauses[1].ThenLine, int32(16)},
		{ifs.Clauses[1].End, int32(18)},
		{ifs.Clauses[1].Body.HasCaptured, false},
		{ifs.Else.EndLine, int32(18)},
		{ifs.End, int32(19)},
		{inner.Name, "c"},
		{inner.Upvalues, []Upvalue{{Name: "b", Local: l.Names[1]}}},
		{numeric.Comma1, int32(21)},
		{numeric.Step, Expr(nil)},
		{numeric.DoLine, int32(21)},
		{generic.Values.Commas, []int32{22}},
		{generic.DoLine, int32(24)},
		{generic.Body.Stmts[0].(*CallStmt).Call.Func.(*NameExpr).Local == generic.Vars[0], true},
		{until.Left.(*NameExpr).Local != nil, true},
		{until.At, Pos{26, 15}},
		{until.End(), int32(27)},
		{name.End(), int32(26)}, // PUC looks ahead in a constructor, and thinks to be at the next token then
		{s[9].(*GotoStmt).Label, "e"},
		{s[9].(*GotoStmt).Pos, Pos{27, 5}},
		{s[11].(*LabelStmt).Name, "e"},
		{s[12].(*AssignStmt).Values.List[0].(*ParenExpr).Inner.(*FunctionExpr).Func.Name, "f"},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%d: got %v, want %v", i, c.got, c.want)
		}
	}
}
