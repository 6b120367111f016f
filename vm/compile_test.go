package vm

import (
	"errors"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		source     string
		line       int
		incomplete bool
		message    string
	}{
		{"x = = 1", 1, false, "near '='"},
		{"x = 1\ny = = 1", 2, false, "near '='"},
		{"if x then", 1, true, "unexpected end of input near '<eof>'"},
		{"f(", 1, true, "<eof>"},
		{"for i = 1, 2 do\n\n", 3, true, "<eof>"},
		{"x = [[abc", 1, true, ""},
		{"x = 'abc", 1, false, "unterminated string"},
		{"break", 1, false, "no loop to break"},
		{"\n\nlocal function f() return ... end", 3, false, "cannot use '...' outside a vararg function"},
		{"goto nowhere", 1, false, "no visible label"},
		{"\x1bLua", 1, false, "binary chunk"},
		{"local x = {a.b.c = 1}", 1, false, ""},
	} {
		_, err := Compile(c.source, "t.lua")
		var se *SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("%q: error %v", c.source, err)
			continue
		}
		if c.source != "goto nowhere" && se.Line != c.line || se.Incomplete != c.incomplete || !strings.Contains(se.Message, c.message) {
			t.Errorf("%q: line %d, incomplete %v, %q", c.source, se.Line, se.Incomplete, se.Message)
		}
		if !strings.HasPrefix(err.Error(), "t.lua:") {
			t.Errorf("%q: %s", c.source, err)
		}
	}
}

func TestFirstLineMark(t *testing.T) {
	c, err := Compile("#!/usr/bin/env moonloop\nreturn 1", "t.lua")
	if err != nil {
		t.Fatal(err)
	}
	if line := c.proto.DbgSourcePositions[0]; line != 2 {
		t.Errorf("the second line counts as %d", line)
	}
}

func TestFunctionNames(t *testing.T) {
	c, err := Compile(`
local function a() end
local b = function() end
function c() end
d = function() end
local t = { e = function() end }
function t.f() end
function t.g.h() end
function t:i() end
t.j = function() end
local k = async(function() end)
local l = wrap(function() end)
call(function() end)
local m, n = function() end, function() end
local o = x and function() end or function() end
`, "t.lua")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range c.proto.FunctionPrototypes {
		names = append(names, protoName(p))
	}
	want := "a b c d e t.f t.g.h t:i t.j k   m n o o"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("names %q, want %q", got, want)
	}
}

// TestLinesArePlain: nothing of what the compiler carries in lines may remain there.
func TestLinesArePlain(t *testing.T) {
	c, err := Compile("local t = {}\nt.a.b = t.c + #t.d .. -t.e\nfunction t.x:y() return t:z(t.u.v) end\nfor k, v in t.f do t[k], v = v, t[v] end", "t.lua")
	if err != nil {
		t.Fatal(err)
	}
	var check func(p *lua.FunctionProto)
	check = func(p *lua.FunctionProto) {
		for pc, line := range p.DbgSourcePositions {
			if line < 0 || line > 5 {
				t.Errorf("line %d at instruction %d", line, pc)
			}
		}
		if p.LineDefined > 5 || p.LastLineDefined > 5 {
			t.Errorf("defined at %d to %d", p.LineDefined, p.LastLineDefined)
		}
		for _, f := range p.FunctionPrototypes {
			check(f)
		}
	}
	check(c.proto)
}

func TestOperandKeys(t *testing.T) {
	proto := &lua.FunctionProto{}
	for pc := range 300 {
		for i := range 200 {
			for kind := globalName; kind <= methodName; kind++ {
				if key := operandPc(pc, i, kind); key >= sourcePc {
					t.Fatalf("key %d of instruction %d, operand %d", key, pc, i)
				}
			}
		}
	}
	proto.DbgCalls = append(proto.DbgCalls, lua.DbgCall{Name: "x", Pc: operandPc(70000, 199, fieldName)}, lua.DbgCall{Name: "f", Pc: namePc})
	if o := operandAt(proto, 70000, 199); o != (operand{fieldName, "x"}) {
		t.Errorf("operand %+v", o)
	}
	if o := operandAt(proto, 70000, 198); o.kind != unnamed {
		t.Errorf("operand %+v", o)
	}
}

// TestDeepSyntax: the compiler recurses on the tree, and a Go stack overflow cannot be recovered from.
func TestDeepSyntax(t *testing.T) {
	for _, form := range [][3]string{{"{", "", "}"}, {"(", "1", ")"}, {"- ", "1", ""}, {"not ", "1", ""}, {"f(", "", ")"}, {"{a=", "1", "}"},
		{"function() return ", "1", " end"}, {"t[", "1", "]"}, {"1 + ", "1", ""}, {"1 .. ", "1", ""}, {"2 ^ ", "1", ""}, {"x and ", "1", ""}} {
		for _, n := range []int{50, 5000, 50000} {
			_, err := Compile("return "+strings.Repeat(form[0], n)+form[1]+strings.Repeat(form[2], n), "t.lua")
			if n == 50 && err != nil {
				t.Errorf("50 times %q: %v", form[0], err)
			}
			if n > 5000 && err == nil && form[0] != "(" {
				t.Errorf("%d times %q compiled", n, form[0])
			}
		}
	}
	for _, form := range [][2]string{{"do ", " end"}, {"if x then ", " end"}, {"while x do ", " end"}, {"for i = 1, 2 do ", " end"}, {"repeat ", " until x"}, {"for k in x do ", " end"}} {
		if _, err := Compile(strings.Repeat(form[0], 50000)+strings.Repeat(form[1], 50000), "t.lua"); err == nil {
			t.Errorf("50000 times %q compiled", form[0])
		}
	}
}
