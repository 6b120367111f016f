package netio

// This file runs blocking calls on goroutines.

import (
	"context"
	"runtime/debug"
	"sync"

	"moonloop/loop"
)

// Do returns a coroutine that runs fn on a goroutine and returns what it returns. An error thrown in ends it at once, and
// ctx, which fn has to heed; a result that comes later than that is passed to drop, which may be nil.
func (h *Hub) Do(fn func(ctx context.Context) (any, error), drop func(v any)) loop.Coroutine {
	return &operation{h: h, fn: fn, drop: drop}
}

// Opening is Do for a call that opens something: it needs room for that, and fails without.
func (h *Hub) Opening(fn func(ctx context.Context) (any, error), drop func(v any)) loop.Coroutine {
	return &operation{h: h, fn: fn, drop: drop, opens: true}
}

// An operation is a call of Do.
type operation struct {
	h      *Hub
	fn     func(ctx context.Context) (any, error)
	drop   func(v any)
	cancel context.CancelFunc
	fut    *loop.Future
	await  loop.Await

	found   *found
	opens   bool // it needs a place in the room
	counted bool // it has one

	mu    sync.Mutex
	away  bool // guarded by mu: it waits for another program
	ended bool // guarded by mu: it holds the loop no more
}

// found is what a goroutine has found when it posts. It stands apart from the coroutine that waits for it, whose fields the
// runtime may look at meanwhile, to measure what it holds.
type found struct {
	v        any
	err      error
	reserved int64 // bytes, of what may be under way
}

// operationKey is what the context of a call of Do has it under.
type operationKey struct{}

// outside is called by what Do runs when it begins to wait for another program or machine, which may never answer: a virtual
// clock goes at the machine's pace.
func outside(ctx context.Context) {
	o, ok := ctx.Value(operationKey{}).(*operation)
	if !ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.away && !o.ended {
		o.away = true
		o.h.l.Pace()
		o.h.l.Release()
	}
}

// back ends the hold of the loop, or what outside has begun.
func (o *operation) back() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	if o.away {
		o.h.l.Unpace()
	} else {
		o.h.l.Release()
	}
}

// Resume implements loop.Coroutine.
func (o *operation) Resume(exc error) (loop.Signal, any) {
	if o.fut == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		if err := o.h.check(); err != nil {
			return loop.Raised, err
		}
		if o.opens {
			if err := o.h.options.Room.Enter(); err != nil {
				return loop.Raised, err
			}
			o.counted = true
		}
		o.begin()
		return o.await.Start(o.fut)
	}
	if exc != nil {
		o.abandon()
	} else if o.fut.Done() {
		o.leave() // what was opened takes the place, in this step
	}
	return o.await.Resume(exc)
}

// leave gives the place in the room back.
func (o *operation) leave() {
	if o.counted {
		o.counted = false
		o.h.options.Room.Leave()
	}
}

// Close implements loop.Closer.
func (o *operation) Close() {
	if o.fut != nil {
		o.abandon()
	}
}

func (o *operation) begin() {
	o.fut = o.h.l.CreateFuture()
	var ctx context.Context
	ctx, o.cancel = context.WithCancel(context.WithValue(o.h.ctx, operationKey{}, o))
	found := &found{}
	o.found = found
	if n := o.h.options.Network; n != nil { // here, so that it ends at the same time in each run
		n.Work(func() {
			if !o.h.closed {
				found.v, found.err = contained(ctx, o.fn)
				o.h.post(o)
			}
		})
		return
	}
	o.h.l.Hold()
	o.h.spawn(func() {
		found.v, found.err = contained(ctx, o.fn)
		o.h.post(o)
		o.back()
	})
}

// contained is what fn returns. It may come to code of the host's, a file system of its own for example: a panic there is
// the error of the call.
func contained(ctx context.Context, fn func(ctx context.Context) (any, error)) (v any, err error) {
	defer contain(&err)
	return fn(ctx)
}

// contain is deferred around code of the host's: a panic becomes the error.
func contain(err *error) {
	if r := recover(); r != nil {
		*err = &loop.PanicError{Value: r, Stack: debug.Stack()}
	}
}

// abandon ends the call; the result is dropped, if it is there already at once.
func (o *operation) abandon() {
	o.cancel()
	if !o.fut.Done() {
		o.fut.Cancel(nil)
		return
	}
	o.leave()
	if v, err := o.fut.Result(); err == nil && o.drop != nil {
		o.drop(v)
	}
}

func (o *operation) deliver() {
	o.cancel()
	if n := o.found.reserved; n > 0 {
		defer o.h.underWay.bytes.Release(n)
	}
	v, err := o.found.v, o.found.err
	switch {
	case o.fut.Done() || o.h.closed:
		o.leave()
		if err == nil && o.drop != nil {
			o.drop(v)
		}
	case err != nil:
		_ = o.fut.SetException(Error(err))
	default:
		_ = o.fut.SetResult(v)
	}
	o.found = nil
}

// check refuses to begin anything on a hub that is closed.
func (h *Hub) check() error {
	if h.closed {
		return loop.RuntimeError.New("Event loop is closed")
	}
	return nil
}
