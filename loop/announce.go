package loop

// This file tells whoever watches a Schedule what the loop does.

// An announced is an entry of the ready queue before another one, which it announces when its turn comes. A loop that
// nobody watches has none.
type announced struct {
	entry
	schedule *Schedule
}

// Call tells what runs next, unless it was cancelled.
func (n *announced) Call(*Future) {
	if h, ok := n.cb.(*handleRun); ok && h.cancelled {
		return
	}
	n.schedule.Step(wordsOf(n.entry))
}

// wordsOf tells of an entry what [Schedule].Step describes.
func wordsOf(e entry) (t *Task, what string) {
	if t = stepOf(e); t != nil {
		return t, ""
	}
	if t, what = timerOf(e); what != "" {
		return t, what
	}
	cb := e.cb
	if h, ok := cb.(*handleRun); ok {
		cb = h.cb
	}
	if cb, ok := cb.(interface{ Told() string }); ok {
		return nil, cb.Told()
	}
	return nil, ""
}

// timerOf is what e is as a timer of asyncio, and the task that waits, if it is known.
func timerOf(e entry) (t *Task, what string) {
	cb := e.cb
	if h, ok := cb.(*handleRun); ok {
		cb = h.cb
	}
	switch cb := cb.(type) {
	case *sleeping:
		return cb.fut.waiting(), "sleep"
	case *timeoutExpiry:
		return cb.task, "timeout"
	case *completingTimeout:
		return nil, "timeout"
	case *release: // the timer of a wait; what others use it for are no timers
		if e.fut == nil {
			return (*Future)(cb).waiting(), "timeout"
		}
	}
	return nil, ""
}

// stepOf is the task that e is a step of, nil if it is something else.
func stepOf(e entry) *Task {
	switch cb := e.cb.(type) {
	case *stepRun:
		return (*Task)(cb)
	case *wakeupRun:
		return (*Task)(cb)
	}
	return nil
}

// waiting is the task that waits for f first, nil if none does.
func (f *Future) waiting() *Task { return stepOf(entry{cb: f.first.cb}) }

// tell tells a decision.
func (a *arranger) tell(e entry, iterations int, overtaken []*Task) {
	if a.schedule.Watch != nil {
		t, what := wordsOf(e)
		a.schedule.Watch(t, what, iterations, overtaken)
	}
}

// cancels tells that t is asked to cancel.
func (a *arranger) cancels(t *Task) {
	if a == nil || a.schedule.Cancel == nil {
		return
	}
	var at any
	if t.loop.where != nil {
		at = t.loop.where()
	}
	a.schedule.Cancel(t, a.passing, at)
}

// passes notes that t passes a request to cancel on, nil that none does, and returns who did before.
func (a *arranger) passes(t *Task) (before *Task) {
	if a != nil {
		before, a.passing = a.passing, t
	}
	return before
}
