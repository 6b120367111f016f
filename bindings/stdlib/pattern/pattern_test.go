package pattern

import (
	"errors"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		src, pat   string
		from       int
		start, end int // start -1: no match
	}{
		{"hello", "l+", 0, 2, 4},
		{"hello", "l", 3, 3, 4},
		{"hello", "", 5, 5, 5},
		{"hello", "", 6, -1, 0},
		{"hello", "", -3, 0, 0},
		{"hello", "^l", 0, -1, 0},
		{"hello", "^l", 2, 2, 3},
		{"hello", "o$", 0, 4, 5},
		{"a.b", "%.", 0, 1, 2},
		{"xay", "a", 0, 1, 2},
		{"xay", "a?y", 0, 1, 3},
		{"xay", "z", 0, -1, 0},
		{"f(a(b)c)d", "%b()", 0, 1, 8},
		{"THE (quick) fox", "%f[%a]%a+%f[%A]", 4, 5, 10},
		{"a\x00b", "%z", 0, 1, 2},
		{"a\x00b", "a\x00.*", 0, 0, 1},
		{"]x", "[]]x", 0, 0, 2},
	} {
		start, end, ok, err := New(c.src, c.pat).Find(c.from)
		if err != nil || ok != (c.start >= 0) || ok && (start != c.start || end != c.end) {
			t.Errorf("Find(%q, %q, %d) = %d %d %v %v", c.src, c.pat, c.from, start, end, ok, err)
		}
	}
}

func TestCaptures(t *testing.T) {
	m := New("key = value", "()(%w+)%s*=%s*(%w+)()")
	if _, _, ok, err := m.Find(0); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if m.Captures() != 4 || m.Text(1) != "key" || m.Text(2) != "value" {
		t.Errorf("captures %d %q %q", m.Captures(), m.Text(1), m.Text(2))
	}
	first, ok1 := m.Position(0)
	last, ok2 := m.Position(3)
	if _, text := m.Position(1); first != 1 || last != 12 || !ok1 || !ok2 || text {
		t.Errorf("positions %d %d", first, last)
	}
	if m.Text(0) != "" || m.Text(4) != "" || m.Text(-1) != "" {
		t.Error("what is no text capture has a text")
	}
	if _, ok, _ := m.MatchAt(1000); ok {
		t.Error("matched outside the subject")
	}
	if _, ok, _ := m.MatchAt(5); ok || m.Captures() != 0 {
		t.Errorf("a failed match left %d captures", m.Captures())
	}
}

func TestErrors(t *testing.T) {
	for pat, want := range map[string]error{
		"%":                       ErrEndsWithEscape,
		"[a":                      ErrMissingBracket,
		"[]":                      ErrMissingBracket,
		"[%":                      ErrMissingBracket,
		"%b":                      ErrUnbalanced,
		"%bx":                     ErrUnbalanced,
		"%f":                      ErrFrontier,
		"%fa":                     ErrFrontier,
		"%f[a":                    ErrMissingBracket,
		")":                       ErrPatternCapture,
		"%1":                      ErrCaptureIndex,
		"%0":                      ErrCaptureIndex,
		"(%1)":                    ErrCaptureIndex,
		strings.Repeat("()", 33):  ErrTooManyCaptures,
		strings.Repeat("a?", 4e4): ErrTooComplex,
	} {
		_, _, ok, err := New(strings.Repeat("a", 50000), pat).Find(0)
		if ok || err != want {
			t.Errorf("%.20q: %v %v, want %v", pat, ok, err, want)
		}
	}
}

// TestUnfinished reads captures that were not finished.
func TestUnfinished(t *testing.T) {
	m := New("abc", "(a)(b")
	if _, end, ok, err := m.Find(0); end != 2 || !ok || err != nil {
		t.Fatal(end, ok, err)
	}
	for i, want := range []error{nil, ErrUnfinished, ErrCaptureIndex} {
		if err := m.Check(i); err != want {
			t.Errorf("capture %d: %v, want %v", i, err, want)
		}
	}
}

func TestAnchor(t *testing.T) {
	if !New("", "^a").Anchored() || New("", "a^").Anchored() {
		t.Error("Anchored is wrong")
	}
	m := New("", "^b")
	m.ResetUnanchored("x^a", "^a")
	if start, _, ok, _ := m.Find(0); !ok || start != 1 || m.Anchored() {
		t.Error("ResetUnanchored takes ^ for an anchor")
	}
	if IsPlain("a.b") || !IsPlain("a b]\x00") {
		t.Error("IsPlain is wrong")
	}
}

func TestBudget(t *testing.T) {
	stop := errors.New("stop")
	for _, every := range []int{0, 1, 100} {
		calls := 0
		m := New(strings.Repeat("a", 2000), ".-.-.-.-b")
		m.Every = every
		m.Budget = func() error {
			if calls++; calls == 5 {
				return stop
			}
			return nil
		}
		if _, _, ok, err := m.Find(0); ok || err != stop || calls != 5 {
			t.Errorf("every %d: %v %v after %d calls", every, ok, err, calls)
		}
		if every == 1 {
			continue
		}
		// A stopped matcher may be used again.
		m.Budget = nil
		if end, ok, err := m.MatchAt(2000); ok || err != nil {
			t.Errorf("afterwards: %d %v %v", end, ok, err)
		}
	}
}

// FuzzFind looks for panics, endless matches and results out of range.
func FuzzFind(f *testing.F) {
	for _, pat := range []string{
		"", "^", "$", "%", "[", "[]", "[^]", "[%a-z]", "[a-]", "(()())", "%b()", "%f[%w]",
		"(a*(.)%w(%s*))", ".-.-b", "%1", "(.)%1", "a?b*c+d-e", "[]]", "[^%", "%b", "%f", "())",
	} {
		f.Add("hello (world) aab\x00\xff", pat, 0)
	}
	stop := errors.New("stop")
	f.Fuzz(func(t *testing.T, src, pat string, from int) {
		m := New(src, pat)
		calls := 0
		m.Every = 1000
		m.Budget = func() error {
			if calls++; calls > 100 {
				return stop
			}
			return nil
		}
		start, end, ok, err := m.Find(from)
		if !ok || err != nil {
			if ok {
				t.Error("a match and an error")
			}
			return
		}
		if start < 0 || start > end || end > len(src) {
			t.Errorf("match %d..%d in %d bytes", start, end, len(src))
		}
		for i := range m.Captures() {
			pos, isPos := m.Position(i)
			if isPos && (pos < 1 || pos > len(src)+1) || len(m.Text(i)) > len(src) {
				t.Errorf("capture %d: %d %q", i, pos, m.Text(i))
			}
		}
	})
}

func BenchmarkFindWord(b *testing.B) {
	src := strings.Repeat("some words and numbers 123 ", 100) + "key=value"
	for b.Loop() {
		m := New(src, "(%w+)=(%w+)")
		if _, _, ok, _ := m.Find(0); !ok {
			b.Fatal("no match")
		}
	}
}
