package repl

// This file is Ctrl-C.

import (
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"moonloop/loop"
	"moonloop/vm"
)

// Interrupt is what Ctrl-C does: it cancels the task of the input that runs, or drops the line that is being typed. Lua
// code that runs without end is interrupted. Any goroutine may call it.
func (r *REPL) Interrupt() {
	r.mu.Lock()
	l, t := r.live, r.running
	r.mu.Unlock()
	if l == nil {
		return
	}
	switch {
	case t == nil:
		r.reader.interrupt()
	case r.tty:
		_, _ = r.screen.Write([]byte("\n")) // the terminal has shown ^C
	}
	r.cancel(l, t)
}

// patience is how long Lua code may keep the loop from answering before it is interrupted.
const patience = 150 * time.Millisecond

const interrupted = "interrupted"

// cancel cancels t, which may be nil, as other goroutines may, and interrupts what keeps the loop from coming to it.
func (r *REPL) cancel(l *loop.Loop, t *loop.Task) {
	var mu sync.Mutex
	hit, over := false, false // guarded by mu
	answered := make(chan struct{})
	err := l.CallSoonThreadsafeFunc(func() {
		mu.Lock()
		over = true
		hit := hit
		mu.Unlock()
		r.rt.Withdraw()
		close(answered)
		if t != nil && !hit {
			t.Cancel(interrupted)
		}
	})
	if err != nil {
		return
	}
	select {
	case <-answered:
	case <-time.After(patience):
		r.rt.InterruptFunc(func() error {
			mu.Lock()
			defer mu.Unlock()
			if over {
				return nil
			}
			hit = true
			r.tellInterrupted(l, t)
			return loop.CancelledError.New(interrupted)
		})
	}
}

// tellInterrupted says which task it is that is interrupted, unless it is t or one that t awaits: that is shown anyway.
func (r *REPL) tellInterrupted(l *loop.Loop, t *loop.Task) {
	running := l.CurrentTask()
	if running == nil || t != nil && awaits(t, running) {
		return
	}
	line := fmt.Sprintf("interrupted Task '%s', which blocked the event loop", running.Name())
	if tr, ok := r.rt.Position().(*vm.Trace); ok {
		line += ", at " + tr.Innermost()
	}
	r.print(line)
}

// nudge interrupts Lua code that keeps the loop from running while a line is edited.
func (r *REPL) nudge() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.live; l != nil {
		r.nudges.Go(func() { r.cancel(l, nil) })
	}
}

// watchInterrupts has Ctrl-C call Interrupt, until unwatch is called. What it returns waits for the end of that.
func (r *REPL) watchInterrupts() (wait func()) {
	r.unwatch = func() {}
	if !r.tty {
		return func() {}
	}
	arrived := make(chan os.Signal, 8)
	signal.Notify(arrived, os.Interrupt)
	var watching sync.WaitGroup
	watching.Go(func() {
		for range arrived {
			if !r.m.Handles(syscall.SIGINT) {
				r.Interrupt()
			}
		}
	})
	r.unwatch = sync.OnceFunc(func() {
		signal.Stop(arrived)
		close(arrived)
	})
	return watching.Wait
}
