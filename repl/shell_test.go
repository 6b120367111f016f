package repl

import (
	"context"
	"strings"
	"testing"

	"moonloop/bindings/asyncio"
	"moonloop/vm"
)

// TestShellRefused is a prompt of a host that lets scripts use no processes: neither may who types there.
func TestShellRefused(t *testing.T) {
	var out lockedBuffer
	screen := NewScreen(&out)
	rt, err := vm.New(vm.Options{Stdout: screen, Stderr: screen})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	m := asyncio.Open(rt, asyncio.Options{Stderr: screen})
	if err := New(m, strings.NewReader("!echo $((1+1))\n:sh echo $((1+1))\n"), screen).Run(context.Background()); err != nil {
		t.Error(err)
	}
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
