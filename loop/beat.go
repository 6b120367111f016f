package loop

// This file lets another goroutine see whether a loop comes round.

import "sync/atomic"

// A beat changes with each callback: it is odd while one runs. Only the loop changes it.
type beat struct {
	watched bool
	n       atomic.Uint64
}

func (b *beat) begin() { b.n.Store((b.n.Load() + 1) | 1) }

func (b *beat) end() { b.n.Store((b.n.Load() + 1) &^ 1) }

// WatchBeat has the loop keep its Beat from now on, at the cost of some nanoseconds for each callback.
func (l *Loop) WatchBeat() { l.beat.watched, l.timed = true, true }

// Beat numbers what the loop does: it is odd while a callback runs, and another number for each, and even between
// callbacks and while the loop sleeps. It stands still without [Loop.WatchBeat]. Any goroutine may call it.
func (l *Loop) Beat() uint64 { return l.beat.n.Load() }
