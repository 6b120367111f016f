package sandbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"moonloop/bindings/host"
	"moonloop/vm"
)

// asChild, if not nil, is what this program does in the place of the tests if it is a child that an attack is made in.
var asChild func()

func TestMain(m *testing.M) {
	if asChild != nil {
		asChild()
	}
	goleak.VerifyTestMain(m)
}

// reached is what scripts report by: an attempt is a function that fails, or gives false or nil, as long as it is in vain.
const reached = `
local attempts, try = 0, pcall
function reached(what, attempt)
	attempts = attempts + 1
	local ok, v = try(attempt)
	if ok and v then escaped(what) end
end
function count() return attempts end
`

type object struct {
	Name   string
	Hidden string `lua:"-"`
}

func (*object) private() string { return "" }

var _ = (*object).private

// TestSandbox runs each script in two Worlds, one after the other, so that the second sees what the first has left.
func TestSandbox(t *testing.T) {
	files, err := filepath.Glob("*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts")
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first := open(t, file)
			defer first.Close()
			for i, w := range []*host.World{first, open(t, file)} {
				ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
				if _, err := w.RunString(ctx, reached, "reached"); err != nil {
					t.Fatal(err)
				}
				if _, err := w.RunString(ctx, string(source), file); err != nil {
					t.Errorf("World %d: %v", i, err)
				}
				if n, err := host.One[int](w.Call(ctx, "count")); n == 0 || err != nil {
					t.Errorf("World %d: %d attempts, %v", i, n, err)
				}
				cancel()
			}
		})
	}
}

func open(t *testing.T, file string) *host.World {
	t.Helper()
	w, err := host.New(host.Options{
		Grace:  100 * time.Millisecond,
		Limits: vm.Limits{MaxInstructions: 5e7, MaxMemory: 64 << 20, MaxOutput: 1 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	var mu sync.Mutex
	err = errors.Join(
		w.Func("escaped", func(what string) {
			mu.Lock()
			defer mu.Unlock()
			t.Errorf("%s: reached %s", file, what)
		}),
		w.Func("host_fails", func() error { return errors.New("a secret of the host") }),
		w.Set("host_object", &object{Name: "x", Hidden: "y"}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
