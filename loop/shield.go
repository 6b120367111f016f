package loop

// This file holds Shield.

// shielding ties an inner future to the outer one that stands for it. It is the callback
// of the inner, and as shieldOuter of the outer.
type shielding struct{ inner, outer *Future }

type shieldOuter shielding

// Shield returns a future that ends as x does, but whose cancellation x does not see. A
// Coroutine becomes a task at once; a future that is done is returned as it is. It is
// asyncio.shield.
func Shield(l *Loop, x any) (*Future, error) {
	inner := asFuture(x)
	if inner == nil {
		var err error
		if inner, err = EnsureFuture(x, l); err != nil {
			return nil, err
		}
	}
	if inner.Done() {
		return inner, nil
	}
	s := &shielding{inner, newFuture(inner.loop)}
	inner.addCallback(s, &inner.loop.blank)
	s.outer.addCallback((*shieldOuter)(s), &inner.loop.blank)
	return s.outer, nil
}

// Call passes the inner future's end on.
func (s *shielding) Call(inner *Future) {
	if s.outer.Cancelled() {
		inner.markRetrieved()
		return
	}
	if inner.Cancelled() {
		s.outer.Cancel(nil)
		return
	}
	// An outer future that was ended by somebody else is an error, reported as that of a
	// callback.
	exc, _ := inner.Exception()
	var err error
	if exc != nil {
		err = s.outer.SetException(exc)
	} else {
		err = s.outer.SetResult(inner.value)
	}
	if err != nil {
		panic(err)
	}
}

// Call makes the inner future forget an outer one that has ended before it.
func (s *shieldOuter) Call(*Future) {
	if !s.inner.Done() {
		s.inner.RemoveDoneCallback((*shielding)(s))
	}
}

func (s *shielding) String() string   { return "shield()" }
func (s *shieldOuter) String() string { return "shield()" }
