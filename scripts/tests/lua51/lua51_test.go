package lua51

// This file checks the generator.

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestGenerate checks that a seed always makes the same program, and that programs are Lua.
func TestGenerate(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		p := Generate(seed, "")
		if again := Generate(seed, ""); again.Source != p.Source {
			t.Fatalf("seed %d made two programs", seed)
		}
		if _, err := Parse(p.Source, nil); err != nil && p.Area != "ends" && p.Area != "goto" {
			t.Errorf("seed %d (%s): %v\n%s", seed, p.Area, err, near(p.Source, err))
		}
	}
}

// near is the line that a syntax error tells.
func near(source string, err error) string {
	var n int
	if _, scanErr := fmt.Sscanf(err.Error(), "line %d:", &n); scanErr != nil {
		return source
	}
	return strings.Split(source, "\n")[n-1]
}

// TestRun runs programs that must not depend on what remains to be done: they print what they say.
func TestRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source string
		want   Outcome
	}{
		{"print(1, 'a')", Outcome{Stdout: "1\ta\n"}},
		{"print(1) error('e')", Outcome{Stdout: "1\n", Message: "program.lua:1: e", Status: 1}},
		{"error({})", Outcome{Message: "(error object is not a string)", Status: 1}},
		{"io.write('no newline') os.exit(3)", Outcome{Stdout: "no newline", Status: 3}},
		{"print(io.read(), {})", Outcome{Stdout: "first line\ttable: ADDR\n"}},
	} {
		p := &Program{Source: c.source}
		for _, mode := range []Mode{Plain, Awaits} {
			if got := Run(p, mode); got != c.want {
				t.Errorf("%s (%s): got %+v, want %+v", c.source, mode, got, c.want)
			}
		}
	}
	p := &Program{Source: "print(1, select('#', 1, nil))"}
	if got, want := Run(p, Limits), (Outcome{Stdout: "1\t2\n"}); got != want {
		t.Errorf("in a World: got %+v, want %+v", got, want)
	}
}

// TestAddAwaits checks that awaits are put between statements, on the lines that are there.
func TestAddAwaits(t *testing.T) {
	t.Parallel()
	p := &Program{Source: strings.Repeat("local a = 1\nif a then\n  a = a + 1 else a = {\n2}\nend\nrepeat local x = a until x\n", 20)}
	text := AddAwaits(p)
	if n := strings.Count(text, "await("); n < 10 || n > 50 {
		t.Errorf("%d awaits in %d statements", n, 20*6)
	}
	if strings.Count(text, "\n") != strings.Count(p.Source, "\n") {
		t.Error("the lines have changed")
	}
	if _, err := Parse(text, nil); err != nil {
		t.Error(err)
	}
}

// TestShrink checks that what has nothing to do with a difference is left out.
func TestShrink(t *testing.T) {
	t.Parallel()
	p := &Program{Source: "local a = 1\nfor i = 1, 3 do\n  if i > 2 then print(math.max(i, #('abc' .. a)), a) end\nend\nprint(a)\n"}
	small := Shrink(p, time.Minute, func(q *Program) bool {
		_, err := Parse(q.Source, nil)
		return err == nil && strings.Contains(q.Source, "math.max(")
	})
	if want := "math.max()\n"; small.Source != want {
		t.Errorf("got %q, want %q", small.Source, want)
	}
}

// TestCompare checks what counts as a difference and which are alike.
func TestCompare(t *testing.T) {
	t.Parallel()
	a := Outcome{Stdout: "1\nbad argument #1 to 'f'\n"}
	if d := Compare(a, a); d != nil {
		t.Error(d)
	}
	d1 := Compare(a, Outcome{Stdout: "1\nbad argument #2 to 'f'\n"})
	d2 := Compare(Outcome{Stdout: "bad argument #7 to 'g'\n"}, Outcome{Stdout: "bad argument #9 to 'g'\n"})
	if d1 == nil || d2 == nil || d1.Where != "line 2" || d1.Kind() != d2.Kind() {
		t.Errorf("got %v and %v", d1, d2)
	}
	if d := Compare(a, Outcome{Stdout: a.Stdout, Message: "m", Status: 1}); d == nil || d.Where != "message" {
		t.Errorf("got %v", d)
	}
	if d := Compare(a, Outcome{Stdout: a.Stdout, Broken: "hung"}); d == nil || d.Where != "broken" {
		t.Errorf("got %v", d)
	}
	if got, want := normalise("table: 0x1234 function: 0xAB /tmp/lua_x1"), "table: ADDR function: ADDR TMPNAME"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
