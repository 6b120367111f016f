package loop

// This file holds Lock.

// Lock is a mutex for tasks, as asyncio.Lock is: the task that waits longest gets it next.
// It knows no owner: any code of the loop may release it. The zero Lock is free and ready for use.
type Lock struct {
	bound
	waiters waiters
	locked  bool
	holder  *Task // that took it, nil when none did or it is free
}

// Locked reports whether the lock is taken.
func (k *Lock) Locked() bool { return k.locked }

// Acquire returns a coroutine that takes the lock, waiting until it is free and those who came
// before have had it, and returns true.
func (k *Lock) Acquire(l *Loop) Coroutine { return &lockAcquire{lock: k, loop: l} }

// Release frees the lock and wakes the first who waits for it. It is a RuntimeError if the
// lock is not locked.
func (k *Lock) Release() error {
	if !k.locked {
		return RuntimeError.New("Lock is not acquired.")
	}
	k.locked, k.holder = false, nil
	k.wakeFirst()
	return nil
}

// wakeFirst ends the wait of the first waiter. One that was woken but has not run yet is still the first: the lock is
// as good as its own.
func (k *Lock) wakeFirst() {
	if p := k.waiters.first; p != nil && !p.fut.Done() {
		k.waiters.wakeInTurn(p, true)
	}
}

// String reads like Python's repr: <Lock [locked, waiters:1]>.
func (k *Lock) String() string { return waitersText("Lock", lockState(k.locked), &k.waiters) }

func lockState(locked bool) string {
	if locked {
		return "locked"
	}
	return "unlocked"
}

// lockAcquire is the coroutine of Lock.Acquire.
type lockAcquire struct {
	lock   *Lock
	loop   *Loop
	stage  stage
	waiter waiter
}

// Resume implements Coroutine.
func (a *lockAcquire) Resume(exc error) (Signal, any) {
	k := a.lock
	switch a.stage {
	case over:
		return Raised, errReused()
	case fresh:
		free := !k.locked && k.waiters.empty()
		if exc == nil && !free {
			if exc = k.bind(a.loop, k); exc == nil {
				a.stage = suspended
				k.waiters.join(a.loop, &a.waiter)
				return Awaiting, &a.waiter.fut
			}
		}
	case suspended:
		if _, exc = a.waiter.fut.arrive(exc); exc != nil {
			a.Close()
		}
	}
	a.stage = over
	if exc != nil {
		return Raised, exc
	}
	a.waiter.leave()
	k.locked, k.holder = true, a.loop.current
	return Returned, true
}

// Close implements Closer: it stops waiting. If the lock was about to be this one's, the next waiter is woken in its
// place.
func (a *lockAcquire) Close() {
	if a.stage == suspended {
		a.waiter.leave()
		if !a.lock.locked {
			a.lock.wakeFirst()
		}
	}
	a.stage = over
}

// String implements fmt.Stringer.
func (a *lockAcquire) String() string { return "Lock.acquire()" }
