package loop

// This file holds waiters: the coroutines that wait for a lock and its like, first come first served.

// waiter is a coroutine's place in a list of waiters. Its future is done when the coroutine is to go on, or when the
// wait was cancelled. It is part of the coroutine, so that waiting allocates nothing.
type waiter struct {
	fut        Future
	list       *waiters // nil when it is in none
	prev, next *waiter
}

// waiters is a list of those who wait, in the order they came. To join and to leave take constant time wherever the
// waiter is: thousands may be cancelled at once.
type waiters struct {
	first, last *waiter
	n           int

	// All waiters before open are done, all before kept are cancelled; nil is the end of the list. A future that is done
	// stays done, so these two only move on, and a search for the next waiter to wake does not pass the others again.
	open, kept *waiter
}

// join puts p, which must be new, at the end.
func (ws *waiters) join(l *Loop, p *waiter) {
	p.fut.init(l)
	p.list, p.prev = ws, ws.last
	if ws.last == nil {
		ws.first = p
	} else {
		ws.last.next = p
	}
	ws.last = p
	if ws.open == nil {
		ws.open = p
	}
	if ws.kept == nil {
		ws.kept = p
	}
	ws.n++
}

// leave takes p out of its list, if it is in one.
func (p *waiter) leave() {
	ws := p.list
	if ws == nil {
		return
	}
	if p.prev == nil {
		ws.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		ws.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	if ws.open == p {
		ws.open = p.next
	}
	if ws.kept == p {
		ws.kept = p.next
	}
	p.list, p.prev, p.next = nil, nil, nil
	ws.n--
}

// wake ends the wait of p, with v as what its future gives.
func (p *waiter) wake(v any) { p.fut.finish(finished, v) }

// wakeInTurn is wake for what the tasks get one after the other, which they do in the order of this list.
func (ws *waiters) wakeInTurn(p *waiter, v any) {
	p.fut.loop.arranger.ends(&p.fut, ws)
	p.wake(v)
}

// next returns the first whose wait is not over, nil if there is none. Those whose wait is over stay in the list until
// their coroutine has run.
func (ws *waiters) next() *waiter {
	for ws.open != nil && ws.open.fut.Done() {
		ws.open = ws.open.next
	}
	return ws.open
}

// empty reports whether nobody waits, but for those who were cancelled.
func (ws *waiters) empty() bool {
	for ws.kept != nil && ws.kept.fut.Cancelled() {
		ws.kept = ws.kept.next
	}
	return ws.kept == nil
}

// wakeAll ends every wait that is not over. All stay in the list.
func (ws *waiters) wakeAll(v any) {
	for p := ws.next(); p != nil; p = ws.next() {
		p.wake(v)
	}
}

// wakeNext takes the first whose wait is not over out of the list and ends its wait. Those before it leave too.
func (ws *waiters) wakeNext() {
	for p := ws.first; p != nil; p = ws.first {
		p.leave()
		if !p.fut.Done() {
			ws.wakeInTurn(p, nil)
			return
		}
	}
}

// bound is part of what tasks share: it belongs to the loop in which somebody first had to wait for it.
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

// waitersText is what reprs say: <Lock [locked, waiters:2]>.
func waitersText(kind, state string, waiters *waiters) string {
	if waiters.n > 0 {
		state += ", waiters:" + repr(waiters.n)
	}
	return "<" + kind + " [" + state + "]>"
}
