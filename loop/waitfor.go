package loop

// This file holds WaitFor.

// waitingFor is the coroutine of WaitFor: run is the part that it is in.
type waitingFor struct {
	loop  *Loop
	x     any
	limit Span

	stage   stage
	at      Await
	timeout *Timeout // nil when the time is over from the beginning

	// When it is over from the beginning: the future being cancelled, and what waits for that.
	target *Future
	fut    Future
}

// WaitFor returns a coroutine that awaits x, a *Future, *Task or Coroutine, and returns its
// result; when the timeout is over, it cancels x, waits until it has ended, and raises
// TimeoutError. If the wait is cancelled, so is x. It is
// asyncio.wait_for.
func WaitFor(l *Loop, x any, timeout Span) Coroutine {
	return &waitingFor{loop: l, x: x, limit: timeout}
}

// Resume implements Coroutine.
func (w *waitingFor) Resume(exc error) (Signal, any) {
	switch {
	case w.stage == over:
		return Raised, errReused()
	case w.stage == fresh && exc != nil:
		w.Close()
		return Raised, exc
	case w.stage == fresh:
		w.stage = suspended
		if w.limit.given && w.limit.seconds <= 0 {
			return w.beginLate()
		}
		return w.begin()
	case w.timeout != nil:
		return w.pass(w.at.Resume(exc))
	}
	return w.endLate(exc)
}

// begin awaits x inside a timeout.
func (w *waitingFor) begin() (Signal, any) {
	w.timeout = NewTimeout(w.loop, w.limit)
	if err := w.timeout.Enter(); err != nil {
		w.Close()
		return Raised, err
	}
	x := w.x
	w.x = nil
	if c, ok := x.(Binder); ok && asFuture(x) == nil {
		c.Bind(w.loop.current)
	}
	return w.pass(w.at.Start(x))
}

// pass hands a suspension on, and leaves the timeout at the end.
func (w *waitingFor) pass(sig Signal, v any) (Signal, any) {
	switch sig {
	case Returned:
		w.stage = over
		return ended(v, w.timeout.Exit(nil))
	case Raised:
		w.stage = over
		return Raised, w.timeout.Exit(raisedError(v))
	}
	return sig, v
}

// beginLate is for a timeout of 0 or less: x is cancelled before it has begun, unless it is
// done.
func (w *waitingFor) beginLate() (Signal, any) {
	f, err := EnsureFuture(w.x, w.loop)
	w.x = nil
	if err != nil {
		w.stage = over
		return Raised, err
	}
	if f.Done() {
		w.stage = over
		return ended(f.Result())
	}
	// It is not f that is awaited, so that this can be cancelled even if f will not be.
	w.target = f
	w.fut.init(w.loop)
	f.addCallback((*release)(&w.fut), &w.loop.blank)
	f.Cancel(nil)
	return Awaiting, &w.fut
}

func (w *waitingFor) endLate(exc error) (Signal, any) {
	w.stage = over
	_, err := w.fut.arrive(exc)
	w.target.RemoveDoneCallback((*release)(&w.fut))
	if err != nil {
		return Raised, err
	}
	v, err := w.target.Result()
	if IsCancelled(err) {
		err = TimeoutError.from(err)
	}
	return ended(v, err)
}

// Close implements Closer.
func (w *waitingFor) Close() {
	if w.stage == fresh && asFuture(w.x) == nil {
		closeCoroutine(w.x)
	}
	if w.timeout != nil {
		w.timeout.stop()
	}
	if w.target != nil {
		w.target.RemoveDoneCallback((*release)(&w.fut))
	}
	w.at.Close()
	w.stage = over
}

// String implements fmt.Stringer.
func (w *waitingFor) String() string { return "wait_for()" }
