package gotest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/gotest"
	"moonloop/bindings/host"
	"moonloop/bindings/json"

	"moonloop/bindings/box"
)

// setup registers what the Lua cases of the tests call.
func setup(t *testing.T, w *host.World) {
	for name, fn := range map[string]any{
		"price": func(item string) (int, error) {
			if item == "" {
				return 0, errors.New("what?")
			}
			return len(item), nil
		},
		"blocks": func(ctx context.Context, n int) (int, error) { return 2 * n, ctx.Err() },
		"later": func(v int) *host.Future {
			f := w.NewFuture()
			time.AfterFunc(time.Millisecond, func() { _ = f.Complete(v) })
			return f
		},
	} {
		if err := w.Func(name, fn); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRun(t *testing.T) {
	gotest.Run(t, "testdata/host", gotest.Options{World: host.Options{Modules: []box.Module{json.Module}}, Setup: setup})
}

// TestFailures runs cases that fail, in a process of their own.
func TestFailures(t *testing.T) {
	if os.Getenv("GOTEST_CHILD") != "" {
		gotest.Run(t, "testdata/failing", gotest.Options{Timeout: 200 * time.Millisecond})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=TestFailures", "-test.v")
	cmd.Env = append(os.Environ(), "GOTEST_CHILD=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Error("it passes")
	}
	for _, want := range []string{
		"--- FAIL: TestFailures/bad_test/differs", "> 4 | ", "t.eq: the values differ", "- want  2", "printed:\n", "said",
		"--- FAIL: TestFailures/bad_test/leaves", "left behind: coroutine", "--- FAIL: TestFailures/bad_test/computes", "longer than 200ms of real time",
		"--- SKIP: TestFailures/bad_test/skipped", "--- PASS: TestFailures/bad_test/passes", "--- FAIL: TestFailures/none_test", "has no case",
		"--- FAIL: TestFailures/broken_test", "unexpected symbol near '='",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}
