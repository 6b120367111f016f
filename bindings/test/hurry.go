package test

// This file ends cases that take too long in real time.

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"moonloop/loop"
)

// How long a case is let to end by itself, in real time.
const (
	toAnswer = 500 * time.Millisecond // until code that does not come back to its loop is interrupted
	toEnd    = 2 * time.Second        // until nothing is hoped for any more
)

// What is at the root of the error that ends a case which does not come back to its loop.
var (
	errLate        = errors.New("the case takes too long")
	errInterrupted = errors.New("the case was interrupted")
)

// hurry watches the case that runs. Its timers are on goroutines of their own.
type hurry struct {
	mu    sync.Mutex
	r     *running    // guarded by mu; nil: none runs
	timer *time.Timer // guarded by mu
	stuck func(Failure)
}

// OnStuck has fn called, on another goroutine, when a case takes too long and does not end although it was interrupted: what
// it does can then only be ended with its process.
func (s *Suite) OnStuck(fn func(Failure)) { s.hurry.stuck = fn }

func (h *hurry) begin(r *running, timeout time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.r = r
	if r.suite.Interrupted() { // it is a hook that cleans up
		timeout = toCleanUp
	}
	h.timer = time.AfterFunc(timeout, func() { h.late(r, fmt.Sprintf("it takes longer than %v of real time", timeout)) })
}

func (h *hurry) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.r == nil {
		return
	}
	h.r.suite.rt.Withdraw()
	h.r = nil
	h.timer.Stop()
}

// next has fn called later if r runs still.
func (h *hurry) next(r *running, after time.Duration, fn func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.r == r {
		h.timer = time.AfterFunc(after, fn)
	}
}

// late cancels the case, in its loop.
func (h *hurry) late(r *running, why string) {
	_ = r.l.CallSoonThreadsafeFunc(func() {
		if !r.timedOut || r.suite.Interrupted() {
			r.giveUp("timeout", "timeout: "+why)
		}
	})
	h.next(r, toAnswer, func() { h.interrupt(r, why) })
}

// interrupt stops code that computes. What it raises says where that was.
func (h *hurry) interrupt(r *running, why string) {
	r.suite.rt.Interrupt(&loop.Error{Class: loop.TimeoutError, Msg: why, Cause: errLate})
	h.next(r, toEnd, func() {
		if h.stuck != nil {
			h.stuck(Failure{Kind: "timeout", Message: "timeout: " + why + ", and it does not end"})
		}
	})
}
