//go:build unix

package repl

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A dumb is a session on a terminal that cannot be drawn on.
type dumb struct {
	t         *testing.T
	keys, tty *os.File
	world     *world
	done      chan error
	seen      strings.Builder
}

func openDumb(t *testing.T) *dumb {
	t.Helper()
	t.Setenv("TERM", "dumb")
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	screen := NewScreen(tty)
	d := &dumb{t: t, keys: keys, tty: tty, world: newWorld(t, screen, tty, true), done: make(chan error, 1)}
	r := New(d.world.modules.Asyncio, tty, screen)
	if _, ok := r.reader.(*lines); !ok || r.Color {
		t.Fatalf("the terminal has a %T, colours: %v", r.reader, r.Color)
	}
	go func() { d.done <- r.Run(context.Background()) }()
	return d
}

// see reads until a text was shown.
func (d *dumb) see(text string) {
	d.t.Helper()
	timer := time.AfterFunc(longest, func() { _ = d.keys.Close() })
	defer timer.Stop()
	for buf := make([]byte, 4096); !strings.Contains(d.seen.String(), text); {
		n, err := d.keys.Read(buf)
		if err != nil {
			d.t.Fatalf("%v; the terminal shows %q, want %q", err, d.seen.String(), text)
		}
		d.seen.Write(buf[:n])
	}
}

func (d *dumb) press(keys string) {
	d.t.Helper()
	if _, err := d.keys.WriteString(keys); err != nil {
		d.t.Fatal(err)
	}
}

// end waits for the end of the session.
func (d *dumb) end() {
	d.t.Helper()
	reading := make(chan struct{})
	go func() { // what it prints at last has somebody who reads it
		defer close(reading)
		_, _ = io.Copy(io.Discard, d.keys)
	}()
	if err := <-d.done; err != nil {
		d.t.Error(err)
	}
	d.world.close(d.t)
	_ = d.tty.Close()
	<-reading
	_ = d.keys.Close()
}

// TestDumbTerminal is a session of whole lines, without control sequences, with the same end.
func TestDumbTerminal(t *testing.T) {
	d := openDumb(t)
	d.see("[1]> ")
	d.press("'a' ..\n")
	d.see("...> ")
	d.press("'b'\n")
	d.see("\"ab\"\r\n[2]> ")
	d.press(strings.ReplaceAll(stubborn, "\r", "\n"))
	d.see("[3]> ")
	d.press("asyncio.sleep?\n")
	d.see("In Python asyncio.sleep.")
	d.see("\r\n[3]> ")
	d.press("\x04")
	d.see("waiting for 1 task to end; Ctrl-D again lets go\r\n  stubborn, [2]:1, a Future")
	d.press("not read\n\x04")
	d.see("let go of 1 task")
	if strings.Contains(d.seen.String(), "\x1b") {
		t.Errorf("control sequences: %q", d.seen.String())
	}
	d.end()
}
