package compile

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse holds that any bytes give a tree or an error of the right kind, and that the work told is no more than the
// source can be.
func FuzzParse(f *testing.F) {
	for _, sources := range [][]string{samples, pieces, scopeSamples} {
		for _, s := range sources {
			f.Add(s)
		}
	}
	f.Add("\x1b")
	f.Add("for i = 1, 2 do goto n local x ::n:: end")
	f.Fuzz(func(t *testing.T, source string) {
		work := 0
		fn, err := Parse(source, Options{Name: "x", Work: func(n int) error { work += n; return nil }})
		if limit := len(source)*4 + 2; work > limit {
			t.Errorf("%d units for %d bytes", work, len(source))
		}
		if err == nil {
			if len(source) < 1<<16 && len(outline(fn)) == 0 {
				t.Error("no function")
			}
			return
		}
		var e *SyntaxError
		if !errors.As(err, &e) || fn != nil {
			t.Fatalf("got %v and %v", fn, err)
		}
		binary := strings.HasPrefix(source, "\x1b") // which has no lines, as lua5.1 says
		if e.Name != "x" || (e.Line < 1) != binary || e.Column < 0 || e.Message == "" {
			t.Errorf("a poor error: %#v", e)
		}
	})
}
