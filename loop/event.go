package loop

// This file holds Event.

// Event is a flag that tasks can wait for, as asyncio.Event is. The zero Event is not set and ready for use.
type Event struct {
	bound
	waiters waiters
	set     bool
}

// IsSet reports whether the flag is set.
func (e *Event) IsSet() bool { return e.set }

// Set sets the flag and wakes all who wait for it. They go on even if it is cleared before
// they run.
func (e *Event) Set() {
	if !e.set {
		e.set = true
		e.waiters.wakeAll(true)
	}
}

// Clear takes the flag back: Wait waits again.
func (e *Event) Clear() { e.set = false }

// Wait returns a coroutine that waits until the flag is set, and returns true. If it is set
// already, there is no trip through the loop.
func (e *Event) Wait(l *Loop) Coroutine { return &eventWait{event: e, loop: l} }

// String reads like Python's repr: <Event [unset, waiters:1]>.
func (e *Event) String() string {
	state := "unset"
	if e.set {
		state = "set"
	}
	return waitersText("Event", state, &e.waiters)
}

// eventWait is the coroutine of Event.Wait.
type eventWait struct {
	event  *Event
	loop   *Loop
	stage  stage
	waiter waiter
}

// Resume implements Coroutine.
func (w *eventWait) Resume(exc error) (Signal, any) {
	switch w.stage {
	case over:
		return Raised, errReused()
	case fresh:
		if exc == nil && !w.event.set {
			if exc = w.event.bind(w.loop, w.event); exc == nil {
				w.stage = suspended
				w.event.waiters.join(w.loop, &w.waiter)
				return Awaiting, &w.waiter.fut
			}
		}
	case suspended:
		_, exc = w.waiter.fut.arrive(exc)
	}
	w.Close()
	if exc != nil {
		return Raised, exc
	}
	return Returned, true
}

// Close implements Closer.
func (w *eventWait) Close() {
	w.waiter.leave()
	w.stage = over
}

// String implements fmt.Stringer.
func (w *eventWait) String() string { return "Event.wait()" }
