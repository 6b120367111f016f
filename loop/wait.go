package loop

// This file holds Wait.

// ReturnWhen says when Wait returns.
type ReturnWhen string

const (
	FirstCompleted ReturnWhen = "FIRST_COMPLETED" // when any is done
	FirstException ReturnWhen = "FIRST_EXCEPTION" // when any has failed, or all are done
	AllCompleted   ReturnWhen = "ALL_COMPLETED"   // when all are done
)

// WaitResult is what a Wait returns: the futures in the order they were given.
type WaitResult struct{ Done, Pending []*Future }

// waitCoroutine is the coroutine of Wait, the callback of its futures and that of its timer.
type waitCoroutine struct {
	loop    *Loop
	items   []any
	timeout Span
	when    ReturnWhen

	stage   stage
	futures []*Future
	left    int
	fut     Future // set when it is time to return
	timer   *Handle
}

// stage is how far a coroutine is that suspends in one place only.
type stage uint8

const (
	fresh stage = iota
	suspended
	over
)

// Wait returns a coroutine that waits until the futures are done as when says, or the timeout
// is over, and returns a [WaitResult]. It raises no TimeoutError and cancels nothing.
// It is asyncio.wait: items are *Future or *Task, at least one; a future given twice is one.
func Wait(l *Loop, items []any, timeout Span, when ReturnWhen) Coroutine {
	return &waitCoroutine{loop: l, items: items, timeout: timeout, when: when}
}

// Resume implements Coroutine.
func (w *waitCoroutine) Resume(exc error) (Signal, any) {
	switch {
	case w.stage == over:
		return Raised, errReused()
	case w.stage == suspended:
		_, err := w.fut.arrive(exc)
		w.Close()
		if err != nil {
			return Raised, err
		}
		return Returned, w.result()
	case exc == nil:
		exc = w.begin()
	}
	if exc != nil {
		w.stage = over
		return Raised, exc
	}
	return Awaiting, &w.fut
}

// begin checks the arguments and starts to listen.
func (w *waitCoroutine) begin() error {
	if len(w.items) == 0 {
		return ValueError.New("Set of Tasks/Futures is empty.")
	}
	if w.when != FirstCompleted && w.when != FirstException && w.when != AllCompleted {
		return Errorf(ValueError, "Invalid return_when value: %s", w.when)
	}
	seen := make(map[*Future]bool, len(w.items))
	for _, x := range w.items {
		f := asFuture(x)
		if f == nil {
			if _, ok := x.(Coroutine); ok {
				return TypeError.New("Passing coroutines is forbidden, use tasks explicitly.")
			}
			return Errorf(TypeError, "expected a list of futures, got %T in it", x)
		}
		if !seen[f] {
			seen[f] = true
			w.futures = append(w.futures, f)
		}
	}
	w.items = nil
	w.fut.init(w.loop)
	if w.timeout.given {
		if err := w.timeout.Check("timeout"); err != nil {
			return err
		}
		w.timer = w.loop.CallLater(w.timeout, (*release)(&w.fut), &w.loop.blank)
	}
	w.left = len(w.futures)
	for _, f := range w.futures {
		f.addCallback(w, &w.loop.blank)
	}
	w.stage = suspended
	return nil
}

// Call is the done callback of each future.
func (w *waitCoroutine) Call(f *Future) {
	w.left--
	if w.left <= 0 || w.when == FirstCompleted || w.when == FirstException && hasFailed(f) {
		if w.timer != nil {
			w.timer.Cancel()
		}
		(*release)(&w.fut).Call(nil)
	}
}

// hasFailed reports whether a done future holds an exception, which it looks at.
func hasFailed(f *Future) bool {
	f.markRetrieved()
	return f.state == failed
}

func (w *waitCoroutine) result() WaitResult {
	var r WaitResult
	for _, f := range w.futures {
		if f.Done() {
			r.Done = append(r.Done, f)
		} else {
			r.Pending = append(r.Pending, f)
		}
	}
	return r
}

// Close implements Closer: it stops listening.
func (w *waitCoroutine) Close() {
	if w.stage == suspended {
		if w.timer != nil {
			w.timer.Cancel()
		}
		for _, f := range w.futures {
			f.RemoveDoneCallback(w)
		}
	}
	w.stage = over
}

// String implements fmt.Stringer, for a coroutine and for a callback.
func (w *waitCoroutine) String() string { return "wait()" }
