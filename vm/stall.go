package vm

// This file lets other goroutines reach a function of the library that waits for the machine, and keeps its runtime waiting.

import "sync"

// stalls is the wait of a runtime's goroutine, if it waits. Who holds the mutex meanwhile may look at the runtime: its
// goroutine cannot go on.
type stalls struct {
	mu     sync.Mutex
	active bool   // guarded by mu
	wake   func() // guarded by mu; nil: the wait cannot be ended
	err    error  // guarded by mu; what the wait was ended with
}

// Stall is for a library function that is about to wait for the machine, which scripts see as their loop standing still:
// while it waits, [Runtime.Interrupt] calls wake, on another goroutine, and [Runtime.Inspect] looks on. wake should end the
// wait; nil says that it cannot be ended. The function calls goOn after the wait, before anything else: it raises the error
// of the interrupt.
func (rt *Runtime) Stall(wake func()) (goOn func()) {
	s := &rt.stalls
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active, s.wake = true, wake
	return func() {
		s.mu.Lock()
		err := s.err
		s.active, s.wake, s.err = false, nil, nil
		s.mu.Unlock()
		if err != nil {
			rt.raise(rt.asError(err))
		}
	}
}

// Rouse is InterruptFunc for a function that waits, and can be woken; it reports whether there was one. Any goroutine may
// call it.
func (rt *Runtime) Rouse(look func() error) bool { return rt.stalls.interrupt(look) }

// interrupt ends the wait with the error of look, and reports whether it could have.
func (s *stalls) interrupt(look func() error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.active || s.wake == nil {
		return false
	}
	if err := look(); err != nil && s.err == nil {
		s.err = err
		s.wake()
	}
	return true
}

// inspect calls look if the runtime's goroutine waits.
func (s *stalls) inspect(look func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active {
		look()
	}
	return s.active
}
