package command

// This file is what Ctrl-C and SIGTERM do to a run.

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"moonloop/bindings/asyncio"
)

// Signals are those that end a run, as they arrive.
type Signals struct {
	arrived    chan os.Signal
	quit, done chan struct{}

	mu   sync.Mutex
	last os.Signal // guarded by mu; nil: none has come
}

// Watch has signals call act, one at a time, on a goroutine of its own, until Stop is called. What the script has a handler
// for is left to it. count is how many of them there have been, over is closed by Stop.
func Watch(m *asyncio.Module, act func(sig os.Signal, count int, over <-chan struct{}), which ...os.Signal) *Signals {
	s := &Signals{arrived: make(chan os.Signal, 2), quit: make(chan struct{}), done: make(chan struct{})}
	signal.Notify(s.arrived, which...)
	go func() {
		defer close(s.done)
		for count := 0; ; {
			select {
			case <-s.quit:
				return
			case sig := <-s.arrived:
				if number, ok := sig.(syscall.Signal); ok && m.Handles(number) {
					continue
				}
				s.mu.Lock()
				s.last = sig
				s.mu.Unlock()
				count++
				act(sig, count, s.quit)
			}
		}
	}()
	return s
}

// Stop ends the watch.
func (s *Signals) Stop() {
	signal.Stop(s.arrived)
	close(s.quit)
	<-s.done
}

// Terminated tells whether the last signal was SIGTERM.
func (s *Signals) Terminated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last == syscall.SIGTERM
}

// Ended says that a signal has ended the run, and is the exit status.
func Ended(stderr io.Writer, terminated bool) int {
	if terminated {
		fmt.Fprintln(stderr, "moonloop: terminated")
		return Terminated
	}
	fmt.Fprintln(stderr, "moonloop: interrupted")
	return Interrupted
}
