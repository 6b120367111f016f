package loop

// This file holds what goroutines other than the loop's own may call, and the one mutex of the package.

import (
	"sync"
	"sync/atomic"
)

// threadsafe is the part of a Loop that other goroutines use.
type threadsafe struct {
	mu       sync.Mutex
	inbox    []entry               // guarded by mu
	closed   bool                  // guarded by mu; the loop is closed
	promises map[*Promise]struct{} // guarded by mu; those that are not settled

	pending atomic.Bool   // inbox is not empty; set under mu, read anywhere
	wake    chan struct{} // holds a token when a sleeping loop is to look again
	holds   atomic.Int64
	paces   atomic.Int64
	sources atomic.Int64
	sleeper atomic.Pointer[Sleeper] // wakes the loop in the place of wake
}

// wakeUp wakes the loop if it sleeps. Many calls before it looks are one.
func (ts *threadsafe) wakeUp() {
	if s := ts.sleeper.Load(); s != nil {
		(*s).Wake()
		return
	}
	select {
	case ts.wake <- struct{}{}:
	default:
	}
}

// CallSoonThreadsafe has cb called by the loop, in an empty context. Any goroutine may call
// it. It is a RuntimeError if the loop is closed. On the loop's own goroutine
// CallSoon is the better way: it keeps the order with other callbacks.
func (l *Loop) CallSoonThreadsafe(cb Callback) error {
	ts := &l.threadsafe
	ts.mu.Lock()
	if ts.closed {
		ts.mu.Unlock()
		return errClosed()
	}
	ts.inbox = append(ts.inbox, entry{cb: cb, ctx: new(Context)})
	ts.pending.Store(true)
	ts.mu.Unlock()
	ts.wakeUp()
	return nil
}

// CallSoonThreadsafeFunc is CallSoonThreadsafe for a Go function.
func (l *Loop) CallSoonThreadsafeFunc(fn func()) error {
	return l.CallSoonThreadsafe(&funcHandle{fn: fn})
}

// takeInbox moves what other goroutines have scheduled into the ready queue. Only the loop calls it.
func (l *Loop) takeInbox() {
	ts := &l.threadsafe
	if !ts.pending.Load() {
		return
	}
	ts.mu.Lock()
	inbox := ts.inbox
	ts.inbox = nil
	ts.pending.Store(false)
	ts.mu.Unlock()
	for _, e := range inbox {
		l.ready.push(e.cb, e.fut, e.ctx)
	}
}

// Hold says that an operation is under way elsewhere which ends by itself soon, as the reading of a file, and will tell of
// its end by CallSoonThreadsafe. Until then the loop is not deadlocked, and virtual time stands still. Any goroutine may
// call it; to each Hold belongs one Release.
func (l *Loop) Hold() { l.threadsafe.holds.Add(1) }

// Release ends a Hold. If the operation has something to tell, it must do so before.
func (l *Loop) Release() {
	if l.threadsafe.holds.Add(-1) == 0 {
		l.threadsafe.wakeUp()
	}
}

// AddSource says that there is something which may call at any time or never, like a signal
// handler or a listening socket: while there is, the loop is not deadlocked, but
// virtual time does not wait for it. Any goroutine may call it.
func (l *Loop) AddSource() { l.threadsafe.sources.Add(1) }

// RemoveSource ends an AddSource.
func (l *Loop) RemoveSource() {
	if l.threadsafe.sources.Add(-1) == 0 {
		l.threadsafe.wakeUp()
	}
}

// closeThreadsafe refuses other goroutines from now on, and settles the promises that nobody can keep.
func (l *Loop) closeThreadsafe() {
	ts := &l.threadsafe
	ts.mu.Lock()
	ts.closed = true
	ts.inbox = nil
	ts.pending.Store(false)
	promises := ts.promises
	ts.promises = nil
	ts.mu.Unlock()
	for p := range promises {
		closeCoroutine(p.coro)
		p.err = errClosed()
		close(p.done)
		for _, fn := range p.then {
			fn()
		}
	}
}

func (ts *threadsafe) isClosed() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.closed
}
