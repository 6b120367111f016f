package netio

// This file is goroutines for calls that come one after the other.

import (
	"context"

	"moonloop/loop"
)

// A Lane is a goroutine for calls of which the next begins when the one before is back, such as those of a connection: they
// find a stack that is as large as they need, which one for each of them would have to grow to. Close it, or the hub.
type Lane struct {
	h     *Hub
	calls chan func() // nil before the first
}

// NewLane makes a lane; it has no goroutine before the first call.
func (h *Hub) NewLane() *Lane { return &Lane{h: h} }

// Call is DoToEnd, or with waits WaitToEnd, on the lane's goroutine.
func (l *Lane) Call(waits bool, fn func(ctx context.Context) (any, error), done func()) loop.Coroutine {
	return &whole{h: l.h, lane: l, waits: waits, fn: fn, done: done}
}

// Close lets the goroutine end, after the last call.
func (l *Lane) Close() {
	if l.calls != nil {
		close(l.calls)
		l.calls = nil
	}
}

func (l *Lane) run(fn func()) {
	if l.calls == nil {
		calls := make(chan func(), 1)
		l.calls = calls
		l.h.spawn(func() { l.h.serve(calls) })
	}
	l.calls <- fn // there is room: the one before is back, or about to be
}

// serve runs calls until there are no more, or the hub closes.
func (h *Hub) serve(calls <-chan func()) {
	for {
		select {
		case fn, more := <-calls:
			if !more {
				return
			}
			fn()
		case <-h.ctx.Done():
			select { // what was begun comes to its end, with a context that has ended
			case fn, more := <-calls:
				if more {
					fn()
				}
			default:
			}
			return
		}
	}
}
