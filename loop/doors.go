package loop

// This file holds the doors: all that goroutines other than the loop's own may call, and the
// one mutex of the package.

import (
	"context"
	"sync"
	"sync/atomic"
)

// doors is the part of a Loop that other goroutines touch.
type doors struct {
	mu       sync.Mutex
	inbox    []entry               // guarded by mu
	shut     bool                  // guarded by mu; the loop is closed
	promises map[*Promise]struct{} // guarded by mu; those that are not settled

	pending atomic.Bool   // inbox is not empty; set under mu, read anywhere
	wake    chan struct{} // holds a token when a sleeping loop is to look again
	holds   atomic.Int64
	sources atomic.Int64
	waker   atomic.Pointer[Sleeper] // wakes the loop in the place of wake
}

// ring wakes the loop if it sleeps; many rings before it looks are one.
func (d *doors) ring() {
	if s := d.waker.Load(); s != nil {
		(*s).Wake()
		return
	}
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// CallSoonThreadsafe has cb called by the loop, in an empty context. Any goroutine may call
// it. It is a RuntimeError if the loop is closed. On the loop's own goroutine
// CallSoon is the better way: it keeps the order with other callbacks.
func (l *Loop) CallSoonThreadsafe(cb Callback) error {
	d := &l.doors
	d.mu.Lock()
	if d.shut {
		d.mu.Unlock()
		return errClosed()
	}
	d.inbox = append(d.inbox, entry{cb: cb, ctx: new(Context)})
	d.pending.Store(true)
	d.mu.Unlock()
	d.ring()
	return nil
}

// CallSoonThreadsafeFunc is CallSoonThreadsafe for a Go function.
func (l *Loop) CallSoonThreadsafeFunc(fn func()) error {
	return l.CallSoonThreadsafe(&funcHandle{fn: fn})
}

// takeInbox moves what came through the doors into the ready queue. Only the loop calls it.
func (l *Loop) takeInbox() {
	d := &l.doors
	if !d.pending.Load() {
		return
	}
	d.mu.Lock()
	inbox := d.inbox
	d.inbox = nil
	d.pending.Store(false)
	d.mu.Unlock()
	for _, e := range inbox {
		l.ready.push(e.cb, e.fut, e.ctx)
	}
}

// Hold says that an operation is under way elsewhere whose end will come through a door.
// While one is, the loop is not deadlocked, and virtual time waits. Any goroutine may call
// it; to each Hold belongs one Release.
func (l *Loop) Hold() { l.doors.holds.Add(1) }

// Release ends a Hold. If the operation has something to tell, it must do so before.
func (l *Loop) Release() {
	if l.doors.holds.Add(-1) == 0 {
		l.doors.ring()
	}
}

// AddSource says that there is something which may call at any time or never, like a signal
// handler or a listening socket: while there is, the loop is not deadlocked, but
// virtual time does not wait for it. Any goroutine may call it.
func (l *Loop) AddSource() { l.doors.sources.Add(1) }

// RemoveSource ends an AddSource.
func (l *Loop) RemoveSource() {
	if l.doors.sources.Add(-1) == 0 {
		l.doors.ring()
	}
}

// closeDoors shuts the doors for good and settles the promises that nobody can keep.
func (l *Loop) closeDoors() {
	d := &l.doors
	d.mu.Lock()
	d.shut = true
	d.inbox = nil
	d.pending.Store(false)
	promises := d.promises
	d.promises = nil
	d.mu.Unlock()
	for p := range promises {
		closeCoroutine(p.coro)
		p.err = errClosed()
		close(p.done)
	}
}

func (d *doors) isShut() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shut
}

// Promise is the result of a coroutine that another goroutine handed to a loop, like
// Python's concurrent.futures.Future. Any goroutine may use it.
type Promise struct {
	loop  *Loop
	done  chan struct{} // closed when value and err are there
	value any
	err   error

	cancelled bool // guarded by the doors' mu

	// Only the loop's goroutine touches these.
	coro Coroutine // until it has become a task
	fut  *Future
}

// RunCoroutineThreadsafe has a loop run a coroutine as a task, as run_coroutine_threadsafe
// does. Any goroutine may call it, except that the loop's own must not wait
// for the promise.
func RunCoroutineThreadsafe(c Coroutine, l *Loop) (*Promise, error) {
	p, err := promise(c, l)
	if err == nil {
		err = l.CallSoonThreadsafeFunc(p.begin)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// RunCoroutineSoon is RunCoroutineThreadsafe for the loop's own goroutine: the task is made
// in its turn among the callbacks that are scheduled, and inherits the current context.
func RunCoroutineSoon(c Coroutine, l *Loop) (*Promise, error) {
	p, err := promise(c, l)
	if err == nil {
		err = l.CheckClosed()
	}
	if err != nil {
		return nil, err
	}
	l.CallSoonFunc(p.begin)
	return p, nil
}

// promise makes a Promise that is to be begun.
func promise(c Coroutine, l *Loop) (*Promise, error) {
	if c == nil {
		return nil, TypeError.New("A coroutine object is required")
	}
	p := &Promise{loop: l, done: make(chan struct{}), coro: c}
	d := &l.doors
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.promises == nil {
		d.promises = map[*Promise]struct{}{}
	}
	if !d.shut {
		d.promises[p] = struct{}{}
	}
	return p, nil
}

// begin makes the task, on the loop's goroutine.
func (p *Promise) begin() {
	f, err := EnsureFuture(p.coro, p.loop)
	p.coro = nil
	if err != nil {
		p.settle(nil, err)
		panic(err)
	}
	p.fut = f
	f.addCallback(p, &p.loop.blank)
	p.loop.doors.mu.Lock()
	early := p.cancelled
	p.loop.doors.mu.Unlock()
	if early {
		f.Cancel(nil)
	}
}

// Call is the done callback of the task.
func (p *Promise) Call(f *Future) {
	if f.Cancelled() {
		// In asyncio the concurrent future, cancelled with the task, now cancels the task in a
		// callback of its own. That changes nothing, but takes an iteration.
		p.loop.ready.push(noCallback{}, nil, &p.loop.blank)
	}
	p.settle(f.Result())
}

type noCallback struct{}

func (noCallback) Call(*Future) {}

// String names the callback.
func (p *Promise) String() string { return "run_coroutine_threadsafe()" }

func (p *Promise) settle(v any, err error) {
	d := &p.loop.doors
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, open := d.promises[p]; !open {
		return
	}
	delete(d.promises, p)
	p.value, p.err = v, err
	close(p.done)
}

// Done returns a channel that is closed when the result is there.
func (p *Promise) Done() <-chan struct{} { return p.done }

// Result waits for the result.
func (p *Promise) Result() (any, error) {
	<-p.done
	return p.value, p.err
}

// Wait waits for the result until ctx ends, and then returns its error. The task goes on;
// Cancel ends it.
func (p *Promise) Wait(ctx context.Context) (any, error) {
	select {
	case <-p.done:
		return p.value, p.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Cancel asks the task to end. Unlike in Python the promise is settled by what the task
// then does, so that whoever waits knows that its cleanup is over. It returns
// false if there is a result already.
func (p *Promise) Cancel() bool {
	d := &p.loop.doors
	d.mu.Lock()
	_, open := d.promises[p]
	p.cancelled = p.cancelled || open
	d.mu.Unlock()
	if !open {
		return false
	}
	return p.loop.CallSoonThreadsafeFunc(func() {
		if p.fut != nil {
			p.fut.Cancel(nil)
		}
	}) == nil
}
