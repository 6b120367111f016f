package compile

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

func TestLabels(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"goto a ::a::", "ok"},
		{"::a:: goto a", "ok"},
		{":: a\n::\ngoto\na", "ok"},
		{"do goto a end ::a::", "ok"},
		{"do ::a:: end goto a", "x:1: no visible label 'a' for <goto> at line 1"},
		{"\ngoto a", "x:2: no visible label 'a' for <goto> at line 2"},
		{"::a:: function f() goto a end", "x:1: no visible label 'a' for <goto> at line 1"},
		{"goto b\ngoto a", "x:1: no visible label 'b' for <goto> at line 1"},
		{"::a::\n\n::a::", "x:3: label 'a' already defined on line 1"},
		{"::a:: do ::a:: goto a end function f() ::a:: end", "ok"},
		{"goto a\nlocal x\n::a:: f()", "x:1: <goto a> at line 1 jumps into the scope of local 'x'"},
		{"do goto a end local x, y ::a:: f()", "x:1: <goto a> at line 1 jumps into the scope of local 'x'"},
		{"local w goto a local x ::a:: local y f()", "x:1: <goto a> at line 1 jumps into the scope of local 'x'"},
		{"goto a local function x() end ::a:: f()", "x:1: <goto a> at line 1 jumps into the scope of local 'x'"},
		{"goto a local x ::a::", "ok"}, // at the end of a block its variables are gone
		{"goto a local x ::b:: ::a:: ::c::;", "ok"},
		{"do goto a local x ::a:: end f()", "ok"},
		{"while x do goto a local y = f() ::a:: end", "ok"},
		{"for i = 1, 2 do if i then goto a end local y ::a:: end", "ok"},
		{"function f(x) goto a local y ::a:: end", "ok"},
		{"goto a do local x end ::a:: f()", "ok"},
		{"local x ::a:: local y goto a", "ok"},
		{"repeat goto a local x ::a:: until x", "x:1: <goto a> at line 1 jumps into the scope of local 'x'"},
		{"repeat local x goto a ::a:: until x", "ok"},
		{"if x then goto a else ::a:: end", "x:1: no visible label 'a' for <goto> at line 1"},
		{"goto a; ::a:: return", "ok"},
		{"x = f ::a:: goto a", "ok"},
		{"x = f()::a::g()", "ok"},
		{"goto goto", "x:1: no visible label 'goto' for <goto> at line 1"},
		{"::goto:: goto goto", "ok"},
		{"goto goto = 1", "x:1: unexpected symbol near '='"},
		{"goto = goto", "ok"},
		{"::a: :", "x:1: unexpected symbol near ':'"},
		{"::and::", "x:1: unexpected symbol near ':'"},
		{"goto and", "x:1: '=' expected near 'and'"},
		{"goto 1", "x:1: '=' expected near '1'"},
		{"goto 'a", "x:1: unfinished string near '<eof>'"},
	} {
		if got := verdict(c.source); got != c.want {
			t.Errorf("%q: got %q, want %q", c.source, got, c.want)
		}
	}
}

const goldenLabels = "testdata/labels.txt"

// TestRandomLabels holds what programs with labels are accepted against LuaJIT, which has the same rules. It may find
// another one of several errors first.
func TestRandomLabels(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	sources := make([]string, 3000)
	for i := range sources {
		var b strings.Builder
		labelProgram(random, &b, 0)
		sources[i] = b.String()
	}
	if *update {
		var in strings.Builder
		for _, s := range sources {
			fmt.Fprintf(&in, "%d\n%s", len(s), s)
		}
		cmd := exec.Command("luajit", "-e", verdictScript)
		cmd.Stdin = strings.NewReader(in.String())
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for i, v := range splitVerdicts(t, string(out)) {
			lines = append(lines, fmt.Sprint(sum(sources[i]), " ", v == "ok"))
		}
		writeLines(t, goldenLabels, lines)
	}
	lines := readLines(t, goldenLabels)
	if len(lines) != len(sources) {
		t.Fatalf("%d are recorded of %d: record them with -update", len(lines), len(sources))
	}
	for i, s := range sources {
		got := verdict(s)
		if line := fmt.Sprint(sum(s), " ", got == "ok"); line != lines[i] {
			t.Errorf("%s\n got %s (%s)\nwant %s", s, line, got, lines[i])
		}
	}
}

// labelProgram writes statements of which many are labels, gotos and locals.
func labelProgram(r *rand.Rand, b *strings.Builder, depth int) {
	nest := func(open, end string) {
		b.WriteString(open)
		labelProgram(r, b, depth+1)
		b.WriteString(end)
	}
	for range 1 + r.IntN(4) {
		n := r.IntN(14)
		if depth > 3 && n < 6 {
			n += 6
		}
		switch n {
		case 0:
			nest("do ", "end ")
		case 1:
			nest("while c do ", "end ")
		case 2:
			nest("repeat ", "until c ")
		case 3:
			nest("if c then ", "")
			nest("else ", "end ")
		case 4:
			nest("f = function(p) ", "end ")
		case 5:
			nest("for i = 1, 2 do ", "end ")
		case 6, 7, 8:
			fmt.Fprintf(b, "goto %c ", 'a'+r.IntN(2))
		case 9, 10:
			fmt.Fprintf(b, "::%c:: ", 'a'+r.IntN(2))
		case 11:
			fmt.Fprintf(b, "local v%d ", r.IntN(3))
		case 12:
			b.WriteString("g() ")
		default:
			b.WriteString("local function v() return v end ")
		}
	}
}
