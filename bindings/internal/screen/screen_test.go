package screen

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
)

// A terminal does what a terminal does with what the package writes: it shows lines.
type terminal struct {
	mu    sync.Mutex
	lines []string
	line  []rune
	at    int
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := []rune(string(p))
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\r':
			t.at = 0
		case text[i] == '\n':
			t.lines = append(t.lines, string(t.line))
			t.line, t.at = nil, 0
		case text[i] == 0x1b:
			t.line = t.line[:t.at]
			i += 2
		default:
			t.line = append(t.line[:t.at], append([]rune{text[i]}, t.line[min(t.at+1, len(t.line)):]...)...)
			t.at++
		}
	}
	return len(p), nil
}

func (t *terminal) String() string { return strings.Join(append(t.lines, string(t.line)), "\n") }

func TestStatusStaysBelowOutput(t *testing.T) {
	term := &terminal{}
	s := New(term, func() int { return 20 })
	w := s.Writer(term)
	shown := func(want string) {
		t.Helper()
		if got := term.String(); got != want {
			t.Fatalf("the terminal shows %q, want %q", got, want)
		}
	}
	io.WriteString(w, "one\n")
	s.Set(1, "half")
	shown("one\nhalf")
	s.Set(1, "all")
	shown("one\nall")
	s.Set(2, "other")
	shown("one\nall  other")
	io.WriteString(w, "two\nthr")
	shown("one\ntwo\nthr")
	s.Set(1, "more")
	shown("one\ntwo\nthr")
	io.WriteString(w, "ee\n")
	shown("one\ntwo\nthree\nmore  other")
	s.Set(1, "a line that is too long")
	shown("one\ntwo\nthree\na line that is too ")
	s.Set(1, "")
	shown("one\ntwo\nthree\nother")
	s.Clear()
	shown("one\ntwo\nthree\n")
	io.WriteString(w, "open")
	s.Set(1, "hidden")
	shown("one\ntwo\nthree\nopen")
	s.Set(1, "")
	shown("one\ntwo\nthree\nopen")
}

func TestLinesOfManyGoroutinesStayWhole(t *testing.T) {
	term := &terminal{}
	s := New(term, func() int { return 80 })
	var done sync.WaitGroup
	for g := range 4 {
		w := s.Writer(term)
		done.Go(func() {
			for i := range 200 {
				s.Set(g, fmt.Sprint("status ", i))
				fmt.Fprintf(w, "line %d of %d\n", i, g)
			}
			s.Set(g, "")
		})
	}
	done.Wait()
	seen := map[string]int{}
	for _, line := range term.lines {
		seen[line]++
	}
	for g := range 4 {
		for i := range 200 {
			if line := fmt.Sprintf("line %d of %d", i, g); seen[line] != 1 {
				t.Fatalf("%q is there %d times", line, seen[line])
			}
		}
	}
	if len(term.lines) != 800 || len(term.line) != 0 {
		t.Errorf("%d lines and %q are left", len(term.lines), string(term.line))
	}
}

func TestOnlyTerminalsAreShared(t *testing.T) {
	var b strings.Builder
	if out, err, s := Share(&b, &b); out != io.Writer(&b) || err != io.Writer(&b) || s != nil {
		t.Errorf("Share gives %v, %v, %v", out, err, s)
	}
}
