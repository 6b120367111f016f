package test

// This file ends the cases early and in good order: the case that runs is cancelled, its hooks run, and no other begins.

import (
	"sync/atomic"
	"time"

	"moonloop/loop"
)

// toCleanUp is how long the hooks of a case that was interrupted may take, in real time.
const toCleanUp = 5 * time.Second

// An interruption is whether the cases are to end.
type interruption struct{ set atomic.Bool }

// Interrupted tells whether Interrupt was called.
func (s *Suite) Interrupted() bool { return s.interruption.set.Load() }

// Interrupt cancels the case that runs, or the file that is loaded. Its hooks and cleanups run, for some seconds, and those of
// the groups around it; no other case begins. Any goroutine may call it.
func (s *Suite) Interrupt() {
	if s.interruption.set.CompareAndSwap(false, true) {
		s.hurry.interrupted()
	}
}

// interrupted ends the case that runs.
func (h *hurry) interrupted() {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.r
	if r == nil {
		return
	}
	h.timer.Stop()
	cancelled := new(atomic.Bool)
	_ = r.l.CallSoonThreadsafeFunc(func() {
		cancelled.Store(true)
		if !r.timedOut {
			r.giveUp(Interrupted, "it was interrupted")
		}
	})
	h.timer = time.AfterFunc(toAnswer, func() {
		if !cancelled.Load() { // it does not come back to its loop
			r.suite.rt.Interrupt(&loop.Error{Class: loop.TimeoutError, Msg: "it was interrupted", Cause: errInterrupted})
		}
		h.next(r, toCleanUp, func() { h.late(r, "its hooks take too long after an interruption") })
	})
}
