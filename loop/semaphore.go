package loop

// This file holds Semaphore and BoundedSemaphore.

// Semaphore lets a number of tasks in at a time, as asyncio.Semaphore does. Those who wait
// are let in in the order of their coming, and nobody overtakes them.
type Semaphore struct {
	bound
	kind    string
	value   int // how many may still come in
	limit   int // of a bounded semaphore
	bounded bool
	waiters waiters
}

// NewSemaphore makes a semaphore that lets value tasks in. It is a ValueError if value is
// below 0.
func NewSemaphore(value int) (*Semaphore, error) {
	if value < 0 {
		return nil, ValueError.New("Semaphore initial value must be >= 0")
	}
	return &Semaphore{kind: "Semaphore", value: value}, nil
}

// NewBoundedSemaphore makes a semaphore whose Release is a ValueError when nobody is in.
func NewBoundedSemaphore(value int) (*Semaphore, error) {
	s, err := NewSemaphore(value)
	if err == nil {
		s.kind, s.limit, s.bounded = "BoundedSemaphore", value, true
	}
	return s, err
}

// Locked reports whether Acquire would wait: nobody may come in, or others come first.
func (s *Semaphore) Locked() bool { return s.value == 0 || !s.waiters.empty() }

// Acquire returns a coroutine that waits to be let in, and returns true.
func (s *Semaphore) Acquire(l *Loop) Coroutine { return &semaphoreAcquire{sem: s, loop: l} }

// Kind is the name of the semaphore's class: Semaphore or BoundedSemaphore.
func (s *Semaphore) Kind() string { return s.kind }

// Release says that one who was in is out. Nobody needs to have been in, except with a bounded
// semaphore.
func (s *Semaphore) Release() error {
	if s.bounded && s.value >= s.limit {
		return ValueError.New("BoundedSemaphore released too many times")
	}
	s.value++
	s.letIn()
	return nil
}

// letIn gives a place to the first waiter that has none. It is false if nobody waits.
func (s *Semaphore) letIn() bool {
	p := s.waiters.next()
	if p == nil {
		return false
	}
	s.value--
	s.waiters.wakeInTurn(p, true)
	return true
}

// String reads like Python's repr: <Semaphore [unlocked, value:2]>.
func (s *Semaphore) String() string {
	state := "locked"
	if !s.Locked() {
		state = "unlocked, value:" + repr(s.value)
	}
	return waitersText(s.kind, state, &s.waiters)
}

// semaphoreAcquire is the coroutine of Semaphore.Acquire.
type semaphoreAcquire struct {
	sem    *Semaphore
	loop   *Loop
	stage  stage
	waiter waiter
}

// Resume implements Coroutine.
func (a *semaphoreAcquire) Resume(exc error) (Signal, any) {
	s := a.sem
	switch a.stage {
	case over:
		return Raised, errReused()
	case fresh:
		switch {
		case exc != nil:
		case !s.Locked():
			s.value--
		default:
			if exc = s.bind(a.loop, s); exc == nil {
				a.stage = suspended
				s.waiters.join(a.loop, &a.waiter)
				return Awaiting, &a.waiter.fut
			}
		}
		a.stage = over
	case suspended:
		_, exc = a.waiter.fut.arrive(exc)
		a.end(exc != nil)
	}
	if exc != nil {
		return Raised, exc
	}
	return Returned, true
}

// end stops waiting. One who was let in but gives up gives the place back. Those who came in the meantime had to wait
// even if there was room: they are let in now.
func (a *semaphoreAcquire) end(givesUp bool) {
	s := a.sem
	a.stage = over
	a.waiter.leave()
	if f := &a.waiter.fut; givesUp && f.Done() && !f.Cancelled() {
		s.value++
	}
	for s.value > 0 && s.letIn() {
	}
}

// Close implements Closer.
func (a *semaphoreAcquire) Close() {
	if a.stage == suspended {
		a.end(true)
	}
	a.stage = over
}

// String implements fmt.Stringer.
func (a *semaphoreAcquire) String() string { return a.sem.kind + ".acquire()" }
