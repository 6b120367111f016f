package repl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moonloop/bindings/asyncio"
	"moonloop/vm"
)

// runBare runs the prompt of a host that grants what o says and no more, over some input.
func runBare(t *testing.T, o asyncio.Options, input string) (*REPL, *lockedBuffer) {
	t.Helper()
	out := new(lockedBuffer)
	screen := NewScreen(out)
	rt, err := vm.New(vm.Options{Stdout: screen, Stderr: screen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rt.Close() })
	o.Stderr = screen
	r := New(asyncio.Open(rt, o), strings.NewReader(input), screen)
	if err := r.Run(context.Background()); err != nil {
		t.Error(err)
	}
	return r, out
}

// TestShellRefused is a prompt of a host that lets scripts use no processes: neither may who types there.
func TestShellRefused(t *testing.T) {
	_, out := runBare(t, asyncio.Options{}, "!echo $((1+1))\n:sh echo $((1+1))\n")
	const refused = "PermissionError: :sh: this host does not let scripts use processes\n"
	if out.String() != refused+refused {
		t.Errorf("%q", out.String())
	}
}

// TestShellOutput has the next prompt begin a line, also behind output without an end of line, and behind what was typed while
// an input ran.
func TestShellOutput(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("!printf half\r")
		tm.see(`(?m)^half\n\[1\]> $`)
		tm.press("\x0c:time nil\r")
		tm.see(`took(?s:.*)\[2\]> $`)
		tm.press("await(asyncio.sleep(0.2))\r")
		tm.press("typed")
		tm.see(`\n\[3\]> typed$`)
		tm.press("\x15!exit 3\r")
		tm.see(`(?m)^exit status 3\n\[3\]> $`)
	})
}

// TestFilesRefused is a prompt of a host that lets scripts use no files: neither may who types there, in no way.
func TestFilesRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "secret.lua")
	if err := os.WriteFile(name, []byte("local function f() end -- the secret\nreturn f\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := fmt.Sprintf(":load %s\n:save %s2\nf = load('local function g() end return g', '@%[1]s')()\nf?\n", name, name)
	r, out := runBare(t, asyncio.Options{Processes: true}, in)
	if c := r.completeFile(filepath.Dir(name) + "/"); len(c.names) > 0 {
		t.Errorf("completion shows %v", c.names)
	}
	const refused = "PermissionError: %s: this host does not let scripts use files\n"
	if want := fmt.Sprintf(refused+refused, ":load", ":save"); !strings.HasPrefix(out.String(), want) {
		t.Errorf("%q", out.String())
	}
	if strings.Contains(out.String(), "the secret") {
		t.Errorf("the source is shown: %s", out.String())
	}
	if _, err := os.Stat(name + "2"); err == nil {
		t.Error(":save wrote a file")
	}
}
