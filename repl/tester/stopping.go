package tester

// This file is the end of a run before its time: by Ctrl-C or SIGTERM, the first of which lets what runs clean up, and in
// a child by its parent, which closes its standard input.

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"moonloop/bindings/test"
)

// cleaning is how long a child may take to end after it was told to, in real time. It ends itself before.
const cleaning = 15 * time.Second

// A stopping is how a run is told to end: soft ends when children are to, hard when they are to be killed.
type stopping struct {
	soft, hard context.Context
	end        func() // ends soft
	signal     *atomic.Pointer[os.Signal]
}

// watchSignals makes a stopping that the first signal ends softly, the second at once. What it returns beside ends the watch.
func watchSignals() (s stopping, unwatch func()) {
	s.signal = new(atomic.Pointer[os.Signal])
	s.soft, s.end = context.WithCancel(context.Background())
	var kill func()
	s.hard, kill = context.WithCancel(context.Background())
	arrived := make(chan os.Signal, 2)
	signal.Notify(arrived, os.Interrupt, syscall.SIGTERM)
	var watching sync.WaitGroup
	watching.Go(func() {
		for sig := range arrived {
			s.signal.Store(&sig)
			if s.soft.Err() != nil {
				kill()
			}
			s.end()
		}
	})
	return s, func() {
		signal.Stop(arrived)
		close(arrived)
		watching.Wait()
		s.end()
		kill()
	}
}

// within is the same for a part of the run, which may end by itself.
func (s stopping) within() stopping {
	s.soft, s.end = context.WithCancel(s.soft)
	return s
}

// status is what signals ended the run: the exit status and the word for it, 0 if none did.
func (s stopping) status() (status int, word string) {
	switch sig := s.signal.Load(); {
	case sig == nil:
		return 0, ""
	case *sig == syscall.SIGTERM:
		return terminated, "terminated"
	}
	return interrupted, "interrupted"
}

// An ending is how a child is told to end: the suite that runs is interrupted, and each that comes after.
type ending struct {
	mu    sync.Mutex
	suite *test.Suite // guarded by mu; nil: none yet
	over  bool        // guarded by mu
}

// listen has the end of in, and signals, end the child. The signals come to the whole group of processes, so they do so often
// and kill nothing: that is the parent's. The programs that cases start get another standard input.
func (e *ending) listen(in *os.File) {
	if null, err := os.Open(os.DevNull); err == nil {
		os.Stdin = null
	}
	arrived := make(chan os.Signal, 2)
	signal.Notify(arrived, os.Interrupt, syscall.SIGTERM)
	go func() { // both last as long as the process
		for range arrived {
			e.now()
		}
	}()
	go func() {
		_, _ = io.Copy(io.Discard, in)
		e.now()
	}()
}

func (e *ending) now() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
	if e.suite != nil {
		e.suite.Interrupt()
	}
}

// use is told the suite that runs from now on.
func (e *ending) use(s *test.Suite) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.suite = s
	if e.over {
		s.Interrupt()
	}
}

func (e *ending) isOver() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.over
}
