package loop

// This file counts the tasks and timers of pieces of work, which contexts tell apart.

import "sync/atomic"

// An Account is a piece of work: all that runs in the contexts which have it, and in copies made of them from then on. It
// counts their tasks that are not done, and the timers that were set in them, on all loops of one goroutine.
type Account struct {
	// Payload is the embedding's own object for this work. The loop never looks at it.
	Payload any

	tasks, timers int32
	teller        *Loop         // the one that will tell what has changed
	counts        atomic.Uint64 // tasks and timers, for other goroutines
}

// Usage is how many tasks and timers there were when the last iteration ended. Any goroutine may ask, at no cost.
func (a *Account) Usage() (tasks, timers int) { return unpackCounts(a.counts.Load()) }

// Account is the work that c is of, nil if it is of none.
func (c *Context) Account() *Account {
	if c.vars == nil {
		return nil
	}
	return c.vars.account
}

// SetAccount has what runs in c be of the work a. It is to be called before anything does.
func (c *Context) SetAccount(a *Account) { c.own().account = a }

// count adds tasks and timers of l, which tells other goroutines of it when the iteration has ended: an atomic store for each
// would be a good part of what a task costs. A nil Account does nothing.
func (a *Account) count(l *Loop, tasks, timers int32) {
	if a == nil {
		return
	}
	a.tasks += tasks
	a.timers += timers
	if a.teller == l {
		return
	}
	if !l.IsRunning() {
		a.tell()
		return
	}
	a.teller = l
	l.changed = append(l.changed, a)
}

// tell tells other goroutines what the work has.
func (a *Account) tell() {
	a.teller = nil
	a.counts.Store(packCounts(int(a.tasks), int(a.timers)))
}

func packCounts(tasks, timers int) uint64 { return uint64(tasks)<<32 | uint64(timers) }

func unpackCounts(n uint64) (tasks, timers int) { return int(n >> 32), int(n & (1<<32 - 1)) }
