package loop

// This file holds Promise, by which another goroutine runs a coroutine in a loop and waits for it.

import "context"

// Promise is the result of a coroutine that another goroutine handed to a loop, like
// Python's concurrent.futures.Future. Any goroutine may use it.
type Promise struct {
	loop  *Loop
	done  chan struct{} // closed when value and err are there
	value any
	err   error

	cancelled bool     // guarded by loop.threadsafe.mu
	then      []func() // guarded by loop.threadsafe.mu: called on the loop's goroutine once it is settled

	// Only the loop's goroutine touches these.
	coro Coroutine // until it has become a task
	fut  *Future
}

// RunCoroutineThreadsafe has the loop run a coroutine as a task, as run_coroutine_threadsafe does. Any goroutine may
// call it, but the loop's own must not wait for the promise.
func (l *Loop) RunCoroutineThreadsafe(c Coroutine) (*Promise, error) {
	p, err := l.newPromise(c)
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
func (l *Loop) RunCoroutineSoon(c Coroutine) (*Promise, error) {
	p, err := l.newPromise(c)
	if err == nil {
		err = l.CheckClosed()
	}
	if err != nil {
		return nil, err
	}
	l.CallSoonFunc(p.begin)
	return p, nil
}

// newPromise makes a Promise that is to be begun.
func (l *Loop) newPromise(c Coroutine) (*Promise, error) {
	if c == nil {
		return nil, TypeError.New("A coroutine object is required")
	}
	p := &Promise{loop: l, done: make(chan struct{}), coro: c}
	ts := &l.threadsafe
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.promises == nil {
		ts.promises = map[*Promise]struct{}{}
	}
	if !ts.closed {
		ts.promises[p] = struct{}{}
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
	f.addCallback((*promiseDone)(p), &p.loop.blank)
	p.loop.threadsafe.mu.Lock()
	early := p.cancelled
	p.loop.threadsafe.mu.Unlock()
	if early {
		f.Cancel(nil)
	}
}

// promiseDone is a Promise as the done callback of its task.
type promiseDone Promise

func (d *promiseDone) Call(f *Future) {
	p := (*Promise)(d)
	if f.Cancelled() {
		// In asyncio the concurrent future, cancelled with the task, now cancels the task in a
		// callback of its own. That changes nothing, but takes an iteration.
		p.loop.ready.push(noCallback{}, nil, &p.loop.blank)
	}
	p.settle(f.Result())
}

type noCallback struct{}

func (noCallback) Call(*Future) {}

func (d *promiseDone) String() string { return "run_coroutine_threadsafe()" }

func (p *Promise) settle(v any, err error) {
	ts := &p.loop.threadsafe
	ts.mu.Lock()
	_, open := ts.promises[p]
	var then []func()
	if open {
		delete(ts.promises, p)
		p.value, p.err = v, err
		close(p.done)
		then, p.then = p.then, nil
	}
	ts.mu.Unlock()
	for _, fn := range then {
		fn()
	}
}

// Wrap returns a future of l that ends as the promise does; cancelling it cancels the promise. It is asyncio.wrap_future,
// for l's goroutine.
func (p *Promise) Wrap(l *Loop) *Future {
	f := newFuture(l)
	f.addCallback((*promised)(p), &l.blank)
	follow := func() {
		_ = l.CallSoonThreadsafeFunc(func() {
			switch v, err := p.Result(); {
			case f.Done():
			case IsCancelled(err):
				f.Cancel(nil)
			case err != nil:
				f.fail(err)
			default:
				f.finish(finished, v)
			}
		})
	}
	ts := &p.loop.threadsafe
	ts.mu.Lock()
	_, open := ts.promises[p]
	if open {
		p.then = append(p.then, follow)
	}
	ts.mu.Unlock()
	if !open {
		follow()
	}
	return f
}

// promised is a Promise as the done callback of a future that Wrap has made.
type promised Promise

func (w *promised) Call(f *Future) {
	if f.Cancelled() {
		(*Promise)(w).Cancel()
	}
}

func (w *promised) String() string { return "wrap_future()" }

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
	ts := &p.loop.threadsafe
	ts.mu.Lock()
	_, open := ts.promises[p]
	p.cancelled = p.cancelled || open
	ts.mu.Unlock()
	if !open {
		return false
	}
	return p.loop.CallSoonThreadsafeFunc(func() {
		if p.fut != nil {
			p.fut.Cancel(nil)
		}
	}) == nil
}
