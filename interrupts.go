package main

// This file is what Ctrl-C and SIGTERM do to a run.

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/repl"
	"moonloop/repl/command"
)

// impatience is how long the second signal lets the loop end by itself.
const impatience = 250 * time.Millisecond

// signals are those that end a run, as they arrive.
type signals struct {
	arrived    chan os.Signal
	quit, done chan struct{}

	mu   sync.Mutex
	last os.Signal // guarded by mu; nil: none has come
}

// watch has signals call act, one at a time, until stop is called. count is how many of them there have been, over is
// closed by stop.
func watch(m *asyncio.Module, act func(sig os.Signal, count int, over <-chan struct{}), which ...os.Signal) *signals {
	s := &signals{arrived: make(chan os.Signal, 2), quit: make(chan struct{}), done: make(chan struct{})}
	signal.Notify(s.arrived, which...)
	go func() {
		defer close(s.done)
		for count := 0; ; {
			select {
			case <-s.quit:
				return
			case sig := <-s.arrived:
				if number, ok := sig.(syscall.Signal); ok && m.Handles(number) {
					continue // the script has a handler of its own
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

// stop ends the watch.
func (s *signals) stop() {
	signal.Stop(s.arrived)
	close(s.quit)
	<-s.done
}

// terminated tells whether the last signal was SIGTERM.
func (s *signals) terminated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last == syscall.SIGTERM
}

// ended says that a signal has ended the run, and is the exit status.
func (c *run) ended(terminated bool) int {
	if terminated {
		fmt.Fprintln(c.stderr, "moonloop: terminated")
		return command.Terminated
	}
	fmt.Fprintln(c.stderr, "moonloop: interrupted")
	return command.Interrupted
}

// watchScript has the first signal cancel the main task, so that its cleanup runs, and the second end the run.
func (c *run) watchScript(m *asyncio.Module) *signals {
	return watch(m, func(sig os.Signal, count int, over <-chan struct{}) {
		m.Interrupt()
		if count == 1 {
			return
		}
		select {
		case <-over:
		case <-time.After(impatience): // it does not come back to its loop
			c.exit(c.ended(sig == syscall.SIGTERM))
		}
	}, os.Interrupt, syscall.SIGTERM)
}

// watchPrompt has SIGTERM end the session as the end of its input does, and the second one at once. Ctrl-C is the
// prompt's.
func (c *run) watchPrompt(m *asyncio.Module, prompt *repl.REPL, end context.CancelFunc) *signals {
	return watch(m, func(_ os.Signal, count int, _ <-chan struct{}) {
		if count == 1 {
			end()
			prompt.Interrupt() // what runs without end
			return
		}
		prompt.Restore()
		c.exit(c.ended(true))
	}, syscall.SIGTERM)
}
