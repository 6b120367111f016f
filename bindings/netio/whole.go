package netio

// This file runs blocking calls that are waited for to their end, even if who waits is cancelled.

import (
	"context"

	"moonloop/loop"
)

// DoToEnd is Do for calls that use something which others use after them, as a connection of a pool: an error thrown in
// ends ctx, and is raised when fn is back. done is called on the loop's goroutine when fn is back, whoever still waits; fn
// has to come back soon after ctx has ended.
func (h *Hub) DoToEnd(fn func(ctx context.Context) (any, error), done func()) loop.Coroutine {
	return &whole{h: h, fn: fn, done: done}
}

// WaitToEnd is DoToEnd for what another program does, which may never answer: virtual time goes at the machine's pace meanwhile.
func (h *Hub) WaitToEnd(fn func(ctx context.Context) (any, error), done func()) loop.Coroutine {
	return &whole{h: h, fn: fn, done: done, waits: true}
}

// A whole is a call of DoToEnd.
type whole struct {
	h      *Hub
	lane   *Lane // nil: fn has a goroutine of its own
	waits  bool
	expect expectation
	fn     func(ctx context.Context) (any, error)
	done   func()
	cancel context.CancelFunc
	fut    *loop.Future // what is waited for now
	await  loop.Await
	thrown error // the first error thrown in
	over   bool  // fn is back
	found  *found
}

// Resume implements loop.Coroutine.
func (w *whole) Resume(exc error) (loop.Signal, any) {
	if w.fut == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		if err := w.h.check(); err != nil {
			return loop.Raised, err
		}
		w.begin()
		return w.await.Start(w.fut)
	}
	if exc != nil && w.thrown == nil {
		w.thrown = exc
		w.cancel()
	}
	switch {
	case !w.over: // the future was cancelled, the call goes on
		w.fut = w.h.l.CreateFuture()
		return w.await.Start(w.fut)
	case w.thrown != nil:
		return loop.Raised, w.thrown
	case w.found.err != nil:
		return loop.Raised, Error(w.found.err)
	}
	return loop.Returned, w.found.v
}

func (w *whole) begin() {
	w.fut = w.h.l.CreateFuture()
	var ctx context.Context
	ctx, w.cancel = context.WithCancel(w.h.ctx)
	found := &found{}
	w.found = found
	if w.waits {
		w.expect.beginOutside(w.h)
		w.spawn(func() {
			found.v, found.err = contained(ctx, w.fn)
			w.h.post(w)
		})
		return
	}
	w.h.l.Hold()
	w.spawn(func() {
		found.v, found.err = contained(ctx, w.fn)
		w.h.post(w)
		w.h.l.Release()
	})
}

func (w *whole) spawn(fn func()) {
	if w.lane != nil {
		w.lane.run(fn)
		return
	}
	w.h.spawn(fn)
}

// Close implements loop.Closer: nobody waits any more.
func (w *whole) Close() {
	if w.fut != nil {
		w.cancel()
	}
}

func (w *whole) deliver() {
	w.cancel()
	w.over = true
	w.expect.stop()
	w.done()
	if !w.fut.Done() && !w.h.closed {
		_ = w.fut.SetResult(nil)
	}
}
