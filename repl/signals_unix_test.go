//go:build unix

package repl

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// victim is set in the environment of the process that TestTerminalRestoredByDeath kills.
const victim = "MOONLOOP_TEST_VICTIM"

// TestVictim is a session to be killed.
func TestVictim(t *testing.T) {
	if os.Getenv(victim) == "" {
		t.Skip("for TestTerminalRestoredByDeath")
	}
	screen := NewScreen(os.Stdout)
	w := newWorld(t, screen, os.Stdin, true)
	_ = New(w.modules.Asyncio, os.Stdin, screen).Run(context.Background())
	w.close(t)
}

// TestTerminalRestoredByDeath kills a session at its prompt: the terminal has its modes again, and the process ends by
// the signal.
func TestTerminalRestoredByDeath(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			keys, tty, err := pty.Open()
			if err != nil {
				t.Skipf("no pseudo-terminal: %v", err)
			}
			defer keys.Close()
			defer tty.Close()
			before := modesOf(t, tty)
			handled := make(chan os.Signal, 1) // so that the session has it as usual, though nohup runs this
			signal.Notify(handled, sig)
			defer signal.Stop(handled)
			cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$")
			cmd.Env = append(os.Environ(), victim+"=1", "TERM=xterm", "NO_COLOR=1")
			cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			var seen bytes.Buffer
			for buf := make([]byte, 256); !bytes.Contains(seen.Bytes(), []byte("[1]>")); {
				n, err := keys.Read(buf)
				if err != nil {
					t.Fatal(err)
				}
				seen.Write(buf[:n])
			}
			if modesOf(t, tty) == before {
				t.Error("the prompt does not read keys one by one")
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != sig {
				t.Errorf("ended with %v", err)
			}
			if modesOf(t, tty) != before {
				t.Error("the terminal's modes are not restored")
			}
		})
	}
}
