package loop

// This file holds line: those who wait for something, first come first served.

// spot is a coroutine's place in a line. Its future is done when its turn has come, or when
// the wait was cancelled. It is part of the coroutine, so that waiting allocates nothing.
type spot struct {
	fut        Future
	line       *line // nil when it is in none
	prev, next *spot
}

// line is a list of places, in the order of their coming. Joining and leaving take constant
// time wherever the place is: thousands may be cancelled at once.
type line struct {
	first, last *spot
	n           int

	// All places before open are done, all before kept are cancelled; nil is the end. A future that is done stays so:
	// these two only move on, and who looks for the next place to wake does not pass by the others each time.
	open, kept *spot
}

// join puts p, which must be new, at the end.
func (q *line) join(l *Loop, p *spot) {
	p.fut.init(l)
	p.line, p.prev = q, q.last
	if q.last == nil {
		q.first = p
	} else {
		q.last.next = p
	}
	q.last = p
	if q.open == nil {
		q.open = p
	}
	if q.kept == nil {
		q.kept = p
	}
	q.n++
}

// leave takes p out of its line, if it is in one.
func (p *spot) leave() {
	q := p.line
	if q == nil {
		return
	}
	if p.prev == nil {
		q.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		q.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	if q.open == p {
		q.open = p.next
	}
	if q.kept == p {
		q.kept = p.next
	}
	p.line, p.prev, p.next = nil, nil, nil
	q.n--
}

// wake ends the wait of p, with v as what its future gives.
func (p *spot) wake(v any) { p.fut.finish(finished, v) }

// waiting returns the first place whose wait is not over, nil if there is none. Those whose wait
// is over stay in line until their coroutine has run.
func (q *line) waiting() *spot {
	for q.open != nil && q.open.fut.Done() {
		q.open = q.open.next
	}
	return q.open
}

// idle reports whether nobody is in line, but for those who were cancelled.
func (q *line) idle() bool {
	for q.kept != nil && q.kept.fut.Cancelled() {
		q.kept = q.kept.next
	}
	return q.kept == nil
}

// wakeAll ends every wait that is not over. All stay in line.
func (q *line) wakeAll(v any) {
	for p := q.waiting(); p != nil; p = q.waiting() {
		p.wake(v)
	}
}

// call takes the first place whose wait is not over out of the line and ends it. The places
// before that leave too.
func (q *line) call() {
	for p := q.first; p != nil; p = q.first {
		p.leave()
		if !p.fut.Done() {
			p.wake(nil)
			return
		}
	}
}

// bound is the loop that something which tasks share belongs to: the one in which it first
// made somebody wait.
type bound struct{ loop *Loop }

// bind ties what to l. It is a RuntimeError if it is tied to another loop.
func (b *bound) bind(l *Loop, what interface{ String() string }) error {
	if b.loop == nil {
		b.loop = l
	}
	if b.loop != l {
		return Errorf(RuntimeError, "%s is bound to a different event loop", what)
	}
	return nil
}

// lineText is what reprs say: <Lock [locked, waiters:2]>.
func lineText(kind, state string, waiters *line) string {
	if waiters.n > 0 {
		state += ", waiters:" + repr(waiters.n)
	}
	return "<" + kind + " [" + state + "]>"
}
