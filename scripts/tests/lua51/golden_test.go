package lua51

// This file holds Moonloop against what lua5.1 has recorded.

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the list of recorded programs that differ")

// serveVariable makes the test binary a process that runs programs.
const serveVariable = "LUA51_SERVE"

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(serveVariable) != "" {
		if err := Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func newTestWorker(t *testing.T) *Worker {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWorker(self)
	if err != nil {
		t.Fatal(err)
	}
	w.Timeout = 3 * time.Minute // for what hangs only: the race detector makes some programs slow
	w.env = []string{serveVariable + "=1"}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

const (
	goldenFile  = "testdata/golden.gob.gz"
	failingFile = "testdata/failing.txt"
)

// recorded reads the recorded programs, and the seeds of those that are known to differ.
func recorded(t *testing.T) (list []Golden, failing map[string]bool) {
	t.Helper()
	list, err := ReadGolden(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(failingFile)
	if err != nil {
		t.Fatal(err)
	}
	failing = map[string]bool{}
	for _, seed := range strings.Fields(string(text)) {
		failing[seed] = true
	}
	return list, failing
}

// generate makes the program of a recorded outcome again.
func (g *Golden) generate(t *testing.T) *Program {
	t.Helper()
	p := Generate(g.Seed, "")
	if p.hash() != g.Program {
		t.Fatalf("seed %d makes another program now: record anew (see cmd)", g.Seed)
	}
	return p
}

// TestGolden runs the recorded programs. Those in failing.txt are known to differ, and the list must only get shorter:
// go test ./scripts/tests/lua51 -run Golden -update strikes out those that do no longer. To look at one:
// go run ./scripts/tests/lua51/cmd -print -seed SEED.
func TestGolden(t *testing.T) {
	t.Parallel()
	list, failing := recorded(t)
	if len(list) < 1000 {
		t.Errorf("got %d recorded programs, want at least 1000", len(list))
	}
	differs := make([]bool, len(list))
	var better atomic.Int64
	t.Run("programs", func(t *testing.T) {
		const parts = 4
		for part := range parts {
			t.Run(fmt.Sprint(part), func(t *testing.T) {
				t.Parallel()
				w := newTestWorker(t)
				for i := part; i < len(list); i += parts {
					p := list[i].generate(t)
					if p.Host && runtime.GOOS != "linux" {
						continue // what the machine tells is Linux's
					}
					got, err := w.Run(p, Plain)
					if err != nil {
						t.Fatal(err)
					}
					d := Compare(list[i].Outcome, got)
					differs[i] = d != nil
					known := failing[fmt.Sprint(p.Seed)]
					switch {
					case d == nil && known:
						better.Add(1)
					case d != nil && !known && !*update:
						t.Errorf("seed %d (%s): %v", p.Seed, p.Area, d)
					}
				}
			})
		}
	})
	t.Logf("%d of %d are known to differ; of those %d do no longer", len(failing), len(list), better.Load())
	if !*update {
		return
	}
	var b strings.Builder
	for i, g := range list {
		if differs[i] && (failing[fmt.Sprint(g.Seed)] || len(failing) == 0) {
			fmt.Fprintln(&b, g.Seed)
		}
	}
	if err := os.WriteFile(failingFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestModes runs programs that do as lua5.1 has recorded in a World with limits and with awaits put in: they must do
// the same.
func TestModes(t *testing.T) {
	t.Parallel()
	list, failing := recorded(t)
	for _, mode := range []Mode{Limits, Awaits} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := newTestWorker(t)
			ran := 0
			for _, g := range list {
				if failing[fmt.Sprint(g.Seed)] {
					continue
				}
				p := g.generate(t)
				if !mode.Suits(p) || p.Host && runtime.GOOS != "linux" {
					continue
				}
				got, err := w.Run(p, mode)
				if err != nil {
					t.Fatal(err)
				}
				ran++
				if d := Compare(g.Outcome, got); d != nil {
					t.Errorf("seed %d (%s): %v", p.Seed, p.Area, d)
				}
			}
			if ran < 50 {
				t.Errorf("only %d programs were run", ran)
			}
		})
	}
}

// TestWorker checks that a program which hangs or ends the process is told as such, and the next runs.
func TestWorker(t *testing.T) {
	t.Parallel()
	w := newTestWorker(t)
	w.Timeout = 1 << 28 // a quarter of a second
	for _, c := range []struct{ source, broken string }{
		{"while true do end", "still running"},
		{"print(1)", ""},
		{"os.execute('kill -9 $PPID')", "the process died"},
		{"print(2)", ""},
	} {
		if runtime.GOOS == "windows" && c.broken == "the process died" {
			continue // kill is a command of Unix
		}
		got, err := w.Run(&Program{Source: c.source}, Plain)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(got.Broken, c.broken) || c.broken == "" && got.Broken != "" {
			t.Errorf("%s: got %+v, want %q", c.source, got, c.broken)
		}
		w.Timeout = 20e9
	}
}
