package vm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"moonloop/vm/coverage"

	lua "github.com/yuin/gopher-lua"
)

// covered runs a file and returns what it returns, with its error, and what was counted.
func covered(t *testing.T, source string) ([]lua.LValue, coverage.File, error) {
	t.Helper()
	c := coverage.NewCollector(func(file string) (string, bool) { return file, true })
	rt, err := New(Options{Coverage: c})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	chunk, err := rt.CompileFile(source, "x.lua")
	if err != nil {
		t.Fatalf("%v:\n%s", err, source)
	}
	vals, err := rt.Call(rt.Load(chunk))
	rt.TellCoverage()
	files := c.Take()
	if len(files) != 1 || files[0].Name != "x.lua" {
		t.Fatalf("files: %v", files)
	}
	return vals, files[0], err
}

// counted is a File in short: lines, functions and branches with their counts.
func counted(f coverage.File) string {
	var b strings.Builder
	for _, l := range f.Lines {
		fmt.Fprintf(&b, " %d:%d", l.Line, l.Count)
	}
	for _, fn := range f.Functions {
		fmt.Fprintf(&b, " %s():%d", fn.Name, fn.Count)
	}
	for _, br := range f.Branches {
		fmt.Fprintf(&b, " %s@%d:%d/%d", br.Kind, br.Line, br.Counts[0], br.Counts[1])
	}
	return strings.TrimSpace(b.String())
}

func TestCoverage(t *testing.T) {
	for _, k := range []struct{ source, want string }{
		{"local a = 1\n\na = a + 1 a = a\nlocal b", "1:1 3:1 4:1"},
		{"local function f()\n  error('x')\n  return 1\nend\nlocal x = pcall(f)\nreturn 1", "1:1 2:1 3:0 5:1 6:1 f():1"},
		{"local n = 0\nfor i = 1, 3 do\n  if i == 2 then\n    n = n\n  end\nend", "1:1 2:1 3:3 4:1 if@3:1/2 for@2:3/1"},
		{"for i = 1, 3 do\n  if i > 9 then\n    break\n  elseif i > 1 then\n    break\n  else\n    i = i\n  end\nend", "1:1 2:2 3:0 4:2 5:1 7:1 for@1:2/0 if@2:0/2 if@4:1/1"},
		{"for k in next, {1, 2} do\n  local x\nend\nfor k in next, {} do\n  local x\nend", "1:1 2:2 4:1 5:0 for@1:2/1 for@4:0/1"},
		{"local i = 0\nwhile i < 4 do\n  i = i + 1\n  if i == 3 then break end\nend\nwhile true do\n  do break end\nend", "1:1 2:1 3:3 4:3 6:1 7:1 while@2:3/0 if@4:1/2"},
		{"local i = 0\nrepeat\n  i = i + 1\n  local j = i\n  local f = function() return j end\nuntil j == 3\nrepeat until true", "1:1 3:3 4:3 5:3 6:3 7:1 f():0 repeat@6:2/1"},
		{"local i = 0\n::again::\ni = i + 1\nif i < 3 then\n  goto again\nend\nreturn", "1:1 3:3 4:3 5:2 7:1 if@4:2/1"},
		{"local t = { f = function(self)\n  return self\nend }\nfunction t.g() end\nfunction t:h() return self:f() end\nt:h()\nreturn t", "1:1 2:1 4:1 5:1 6:1 7:1 f():1 t.g():0 t:h():1"},
		{"if false then\n  local x\nend\nif true then\n  local y\nend", "1:1 2:0 4:1 5:1 if@1:0/1"},
		{"local x = nil or 1\nlocal y = x == 1 and x ~= 2 or x\nif not (x and y) then\n  return\nend", "1:1 2:1 3:1 4:0 and@2:1/0 or@2:0/1 and@3:1/0 if@3:0/1"},
		{"local co = coroutine.wrap(function()\n  coroutine.yield()\n  return 1\nend)\nco()", "1:1 2:1 3:0 5:1 ():1"},
	} {
		_, f, err := covered(t, k.source)
		if got := counted(f); err != nil || !sameWords(got, k.want) {
			t.Errorf("%s\ngot  %s\nwant %s (%v)", k.source, got, k.want, err)
		}
	}
}

func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// A condition is an expression of and, or, not and leaves, whose value and counts are known.
type condition struct {
	op          string // "and", "or", "not", "" for a leaf
	left, right *condition
	text        string
	value       lua.LValue
	line        int
	counts      [2]uint64
}

func randomCondition(r *rand.Rand, depth int) *condition {
	if depth == 0 || r.IntN(6) == 0 {
		leaves := []condition{
			{text: "nil", value: lua.LNil}, {text: "false", value: lua.LFalse}, {text: "true", value: lua.LTrue}, {text: "7", value: lua.LNumber(7)},
			{text: "'s'", value: lua.LString("s")}, {text: "yes", value: lua.LTrue}, {text: "no", value: lua.LFalse}, {text: "none", value: lua.LNil},
			{text: "f(yes)", value: lua.LTrue}, {text: "f(no)", value: lua.LFalse}, {text: "(f(3))", value: lua.LNumber(3)}, {text: "two == 2", value: lua.LTrue},
			{text: "two ~= 2", value: lua.LFalse}, {text: "two < 1", value: lua.LFalse}, {text: "two >= 1", value: lua.LTrue}, {text: "t.x", value: lua.LNil}, {text: "t.y", value: lua.LNumber(5)},
		}
		leaf := leaves[r.IntN(len(leaves))]
		return &leaf
	}
	switch r.IntN(7) {
	case 0:
		return &condition{op: "not", left: randomCondition(r, depth-1)}
	case 1, 2, 3:
		return &condition{op: "and", left: randomCondition(r, depth-1), right: randomCondition(r, depth-1)}
	}
	return &condition{op: "or", left: randomCondition(r, depth-1), right: randomCondition(r, depth-1)}
}

// write writes the expression, each operator on a line of its own.
func (c *condition) write(b *strings.Builder, line *int) {
	switch c.op {
	case "":
		b.WriteString(c.text)
	case "not":
		b.WriteString("not (")
		c.left.write(b, line)
		b.WriteString(")")
	default:
		b.WriteString("(")
		c.left.write(b, line)
		*line++
		c.line = *line
		b.WriteString("\n" + c.op + " ")
		c.right.write(b, line)
		b.WriteString(")")
	}
}

// evaluate is the value, and whether an operator inside has decided it: that is counted there, and not again of those
// around it, whose left side it ends too.
func (c *condition) evaluate() (v lua.LValue, decided bool) {
	switch c.op {
	case "":
		return c.value, false
	case "not":
		v, decided = c.left.evaluate()
		return lua.LBool(lua.LVIsFalse(v)), decided
	}
	v, decided = c.left.evaluate()
	if lua.LVAsBool(v) == (c.op == "and") {
		c.counts[0]++
		return c.right.evaluate()
	}
	if !decided {
		c.counts[1]++
	}
	return v, true
}

func (c *condition) each(visit func(*condition)) {
	if c != nil {
		visit(c)
		c.left.each(visit)
		c.right.each(visit)
	}
}

// TestCoverageOfConditions holds what is counted of random expressions against what their evaluation says, wherever the
// value goes. An operator whose left side is a constant may have no branch.
func TestCoverageOfConditions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	uses := []string{"return %s", "local x = %s return x", "return (f(%s))", "if %s then return true end return false", "local x = { %s } return x[1]",
		"local n = 0 while %s do n = n + 1 if n == 1 then return true end end return false", "local x = 1 x = %s return x", "return not (%s)", "local a, b = %s, 2 return a"}
	seen := 0
	for range 800 {
		c := randomCondition(r, 5)
		var b strings.Builder
		line := 1
		c.write(&b, &line)
		use := uses[r.IntN(len(uses))]
		source := "local yes, no, none, two, t = true, false, nil, 2, { y = 5 } local function f(...) return ... end " + strings.Replace(use, "%s", b.String(), 1)
		vals, file, err := covered(t, source)
		if err != nil {
			t.Fatalf("%v:\n%s", err, source)
		}
		want, _ := c.evaluate()
		switch {
		case strings.HasPrefix(use, "if") || strings.Contains(use, "while"):
			want = lua.LBool(lua.LVAsBool(want))
		case strings.HasPrefix(use, "return not"):
			want = lua.LBool(!lua.LVAsBool(want))
		}
		if len(vals) != 1 || vals[0] != want {
			t.Fatalf("%v, expected %v:\n%s", vals, want, source)
		}
		got := map[int]coverage.Branch{}
		for _, br := range file.Branches {
			if br.Kind == coverage.And || br.Kind == coverage.Or {
				got[br.Line] = br
			}
		}
		c.each(func(c *condition) {
			if c.right == nil {
				return
			}
			br, ok := got[c.line]
			if ok {
				seen++
			}
			if ok && (br.Counts != c.counts || string(br.Kind) != c.op) || !ok && c.left.op == "" && strings.ContainsAny(c.left.text, ".(=<>") {
				t.Fatalf("line %d: %v, expected %v:\n%s", c.line, br, c.counts, source)
			}
		})
	}
	if seen < 1500 {
		t.Errorf("%d branches only", seen)
	}
}

// TestCoverageChangesNothing runs what fails with and without it: the messages are the same.
func TestCoverageChangesNothing(t *testing.T) {
	for _, source := range []string{
		"local a = nil\nlocal b = a and 1 or a.x", "local t = {}\nif t.x.y then\nend", "local function f() return nil + 1 end\nreturn f()", "for i = 1, 'x' do end",
		"local t = {} local a = t and t.b and t.b.c or t.d.e", "x.y.z = 1", "for a in nil do end", "local s = 'a' < 1 and 2", "return (nil or missing)()",
	} {
		_, _, with := covered(t, source)
		rt, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		chunk, err := rt.CompileFile(source, "x.lua")
		if err != nil {
			t.Fatal(err)
		}
		_, without := rt.Call(rt.Load(chunk))
		_ = rt.Close()
		if with == nil || without == nil || with.Error() != without.Error() {
			t.Errorf("%s\nwith    %v\nwithout %v", source, with, without)
		}
	}
}
