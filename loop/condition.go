package loop

// This file holds Condition.

// Condition lets tasks that hold a lock wait until another says that something has changed,
// as asyncio.Condition does.
type Condition struct {
	bound
	lock    *Lock
	waiters waiters
}

// NewCondition makes a condition over a lock, which other conditions may share; nil is a lock
// of its own.
func NewCondition(lock *Lock) *Condition {
	if lock == nil {
		lock = new(Lock)
	}
	return &Condition{lock: lock}
}

// Locked reports whether the lock is taken.
func (c *Condition) Locked() bool { return c.lock.Locked() }

// Acquire returns a coroutine that takes the lock and returns true.
func (c *Condition) Acquire(l *Loop) Coroutine { return c.lock.Acquire(l) }

// Release frees the lock.
func (c *Condition) Release() error { return c.lock.Release() }

// Wait returns a coroutine that frees the lock, waits for a Notify, takes the lock again and
// returns true. The lock is taken again in any case, however often that is cancelled. It
// may return without a Notify: look again at what was waited for. It raises a
// RuntimeError if the lock is not taken.
func (c *Condition) Wait(l *Loop) Coroutine { return &conditionWait{cond: c, loop: l} }

// WaitFor returns a coroutine that waits until predicate's second result is true, and returns
// the first. The lock must be taken; it is while predicate runs. An error of predicate is
// raised.
func (c *Condition) WaitFor(l *Loop, predicate func() (any, bool, error)) Coroutine {
	return &conditionWaitFor{cond: c, loop: l, predicate: predicate}
}

// Notify wakes n of those who wait, in the order of their coming; they go on when they have
// the lock. It is a RuntimeError if the lock is not taken.
func (c *Condition) Notify(n int) error {
	if !c.lock.locked {
		return RuntimeError.New("cannot notify on un-acquired lock")
	}
	c.wake(n)
	return nil
}

// NotifyAll wakes all who wait.
func (c *Condition) NotifyAll() error { return c.Notify(c.waiters.n) }

func (c *Condition) wake(n int) {
	for ; n > 0; n-- {
		p := c.waiters.next()
		if p == nil {
			return
		}
		p.wake(false)
	}
}

// String reads like Python's repr: <Condition [unlocked, waiters:1]>.
func (c *Condition) String() string {
	return waitersText("Condition", lockState(c.lock.locked), &c.waiters)
}

// conditionWait is the coroutine of Condition.Wait.
type conditionWait struct {
	cond   *Condition
	loop   *Loop
	stage  stage
	waiter waiter
	// Once the wait is over:
	locking bool
	lock    lockAcquire
	err     error // the newest error there was
}

// Resume implements Coroutine.
func (w *conditionWait) Resume(exc error) (Signal, any) {
	switch {
	case w.stage == over:
		return Raised, errReused()
	case w.stage == fresh && exc == nil:
		if exc = w.begin(); exc == nil {
			return Awaiting, &w.waiter.fut
		}
	case w.locking:
		return w.relock(w.lock.Resume(exc))
	case w.stage == suspended:
		_, w.err = w.waiter.fut.arrive(exc)
		w.waiter.leave()
		w.locking = true
		return w.tryLock()
	}
	w.stage = over
	return Raised, exc
}

func (w *conditionWait) begin() error {
	c := w.cond
	if !c.lock.locked {
		return RuntimeError.New("cannot wait on un-acquired lock")
	}
	if err := c.bind(w.loop, c); err != nil {
		return err
	}
	if err := c.lock.Release(); err != nil {
		return err
	}
	w.stage = suspended
	c.waiters.join(w.loop, &w.waiter)
	return nil
}

func (w *conditionWait) tryLock() (Signal, any) {
	w.lock = lockAcquire{lock: w.cond.lock, loop: w.loop}
	return w.relock(w.lock.Resume(nil))
}

// relock acts on how taking the lock again came out. A cancellation does not end that: it is
// raised when the lock is there.
func (w *conditionWait) relock(sig Signal, v any) (Signal, any) {
	if !sig.Ended() {
		return sig, v
	}
	if sig == Raised {
		w.err = raisedError(v)
		if IsCancelled(w.err) {
			return w.tryLock()
		}
	}
	w.stage = over
	if w.err != nil {
		// It may be this one who was notified: pass that on. The other then wakes without
		// reason, at worst.
		w.cond.wake(1)
		return Raised, w.err
	}
	return Returned, true
}

// Close implements Closer. One who was notified passes that on.
func (w *conditionWait) Close() {
	if w.stage == suspended {
		w.waiter.leave()
		w.lock.Close()
		if w.locking || w.waiter.fut.Done() {
			w.cond.wake(1)
		}
	}
	w.stage = over
}

// String implements fmt.Stringer.
func (w *conditionWait) String() string { return "Condition.wait()" }

// conditionWaitFor is the coroutine of Condition.WaitFor.
type conditionWaitFor struct {
	cond      *Condition
	loop      *Loop
	predicate func() (any, bool, error)
	stage     stage
	wait      *conditionWait
}

// Resume implements Coroutine.
func (w *conditionWaitFor) Resume(exc error) (Signal, any) {
	switch w.stage {
	case over:
		return Raised, errReused()
	case fresh:
		if exc != nil {
			w.stage = over
			return Raised, exc
		}
		w.stage = suspended
	case suspended:
		if sig, v := w.wait.Resume(exc); sig != Returned {
			if sig == Raised {
				w.stage = over
			}
			return sig, v
		}
	}
	for {
		v, ok, err := w.predicate()
		if ok || err != nil {
			w.stage = over
			return ended(v, err)
		}
		w.wait = &conditionWait{cond: w.cond, loop: w.loop}
		if sig, v := w.wait.Resume(nil); sig != Returned {
			if sig == Raised {
				w.stage = over
			}
			return sig, v
		}
	}
}

// Close implements Closer.
func (w *conditionWaitFor) Close() {
	if w.wait != nil {
		w.wait.Close()
	}
	w.stage = over
}

// String implements fmt.Stringer.
func (w *conditionWaitFor) String() string { return "Condition.wait_for()" }
