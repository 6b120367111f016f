//go:build unix

package stdlib

// This file tests that who waits for input can be interrupted.

import (
	"os"
	"testing"

	"moonloop/loop"
)

// TestReadInterrupted ends a read of a pipe that has nothing to give, and reads what comes later.
func TestReadInterrupted(t *testing.T) {
	in, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	waits := make(chan bool, 16)
	var stall func(wake func()) (goOn func())
	rt, _ := newRuntime(t, Options{Stdin: in, Stall: func(wake func()) func() {
		goOn := stall(wake)
		waits <- true
		return goOn
	}})
	stall = rt.Stall
	ended := make(chan bool)
	go func() {
		defer close(ended)
		<-waits
		if !rt.Rouse(func() error { return loop.CancelledError.New("enough") }) {
			t.Error("the read cannot be ended")
		}
		<-waits
		_, _ = feed.WriteString("line\n")
		feed.Close()
	}()
	err = run(rt, `
local ok, e = pcall(io.read)
assert(not ok and tostring(e) == "CancelledError: enough", e)
assert(io.read() == "line")
for _ in io.lines() do error("there is no more") end`)
	if err != nil {
		t.Error(err)
	}
	<-ended
}
