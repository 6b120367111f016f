//go:build unix

package repl

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestDumbTerminal is a session on a terminal that cannot be drawn on: whole lines, no control sequences, and the same end.
func TestDumbTerminal(t *testing.T) {
	t.Setenv("TERM", "dumb")
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer keys.Close()
	screen := NewScreen(tty)
	w := newWorld(t, screen, tty, true)
	r := New(w.modules.Asyncio, tty, screen)
	if _, ok := r.reader.(*lines); !ok || r.Color {
		t.Fatalf("the terminal has a %T, colours: %v", r.reader, r.Color)
	}
	done := make(chan error, 1)
	go func() { done <- r.Run(context.Background()) }()
	var seen strings.Builder
	see := func(text string) {
		t.Helper()
		timer := time.AfterFunc(time.Minute, func() { _ = keys.Close() })
		defer timer.Stop()
		for buf := make([]byte, 4096); !strings.Contains(seen.String(), text); {
			n, err := keys.Read(buf)
			if err != nil {
				t.Fatalf("%v; the terminal shows %q, want %q", err, seen.String(), text)
			}
			seen.Write(buf[:n])
		}
	}
	press := func(keysText string) {
		t.Helper()
		if _, err := keys.WriteString(keysText); err != nil {
			t.Fatal(err)
		}
	}
	see("[1]> ")
	press("'a' ..\n")
	see("...> ")
	press("'b'\n")
	see("\"ab\"\r\n[2]> ")
	press(strings.ReplaceAll(stubborn, "\r", "\n"))
	see("[3]> ")
	press("asyncio.sleep?\n")
	see("In Python asyncio.sleep.")
	see("\r\n[3]> ")
	press("\x04")
	see("waiting for 1 task to end; Ctrl-D again lets go\r\n  stubborn, [2]:1, a Future")
	press("not read\n\x04")
	see("let go of 1 task")
	if err := <-done; err != nil {
		t.Error(err)
	}
	if strings.Contains(seen.String(), "\x1b") {
		t.Errorf("control sequences: %q", seen.String())
	}
	w.close(t)
	_ = tty.Close()
}
