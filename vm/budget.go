package vm

// This file counts the instructions of one piece of work, with all tasks and callbacks that come of it.

import (
	"context"
	"slices"
	"sync/atomic"

	"moonloop/loop"
)

// A Budget is what one piece of work may use: a main chunk, a request. It travels in the loop's contexts, so all tasks
// and callbacks that the work makes share it, as they share context variables.
//
// It takes effect in runtimes whose [Limits] have the interpreter count.
type Budget struct {
	rt    *Runtime
	ctx   context.Context // of the host's functions that the work calls; nil: the runtime's
	limit int64
	used  atomic.Int64 // changed by the runtime's goroutine only, at each look
	taken atomic.Int64 // bytes, as used
	dead  *LimitError  // set once, by the runtime's goroutine: nothing of this work runs any more
	told  bool         // its tasks were cancelled
	stop  atomic.Pointer[LimitError]

	account loop.Account // by which contexts have it
}

// NewBudget makes a budget of so many instructions; 0 is no limit, but the work can be stopped.
func (rt *Runtime) NewBudget(instructions int64) *Budget {
	if m := rt.meter; m != nil {
		m.take(m.budget)
	}
	b := &Budget{rt: rt, limit: instructions}
	b.account.Payload = b
	return b
}

// SetContext gives the work a Go context, which [Runtime.Context] is for the host's functions that it calls. It is for the
// runtime's goroutine, before Bind.
func (b *Budget) SetContext(ctx context.Context) { b.ctx = ctx }

// Used is how many instructions the work has run. It is for the runtime's goroutine.
func (b *Budget) Used() int64 {
	used := b.used.Load()
	if m := b.rt.meter; m != nil && m.budget == b {
		used += m.owed + m.slice - m.left
	}
	return used
}

// UsedSoFar is how many it had run when the runtime last looked, every 1,024 instructions or so. Any goroutine may ask.
func (b *Budget) UsedSoFar() int64 { return b.used.Load() }

// Taken is about how many bytes the work has taken, whether or not it has let go of them; 0 without MaxMemory. It is for the
// runtime's goroutine.
func (b *Budget) Taken() int64 {
	taken := b.taken.Load()
	if m := b.rt.meter; m != nil && m.budget == b && m.memory.limit > 0 {
		taken += m.memory.untold()
	}
	return taken
}

// TakenSoFar is Taken as of when the runtime last looked. Any goroutine may ask.
func (b *Budget) TakenSoFar() int64 { return b.taken.Load() }

// Usage is how many tasks that are not done and how many timers the work has, as of when the loop last began an iteration. Any
// goroutine may ask, at no cost.
func (b *Budget) Usage() (tasks, timers int) { return b.account.Usage() }

// budgetOf is the budget that what runs in ctx uses, nil if it has none.
func budgetOf(ctx *loop.Context) *Budget {
	if a := ctx.Account(); a != nil {
		return a.Payload.(*Budget)
	}
	return nil
}

// Context is the Go context of the work that runs now: that of its [Budget], if it has one, with its values, deadline and
// labels; else one that ends when the runtime closes. It is for the host's functions, on the runtime's goroutine.
func (rt *Runtime) Context() context.Context {
	if l := rt.loop; l != nil {
		if b := budgetOf(l.Context()); b != nil && b.ctx != nil {
			return b.ctx
		}
	}
	return rt.blocking.context()
}

// Bind makes what runs in ctx, in which nothing does yet, and in copies made of it from now on, use the budget. What was noted since NewBudget is the
// work's too. It is for the runtime's goroutine.
func (b *Budget) Bind(ctx *loop.Context) {
	if m := b.rt.meter; m != nil {
		m.take(b)
	}
	ctx.SetAccount(&b.account)
}

// Stop ends the work: the Lua code of it that runs, now or later, gets an error that it cannot catch. why says the
// reason, like the error of a context. Any goroutine may call it; the second time it does nothing.
func (b *Budget) Stop(why error) {
	b.stop.CompareAndSwap(nil, stopped(why))
	b.rt.meter.alarm()
}

// Err is the *LimitError that ended the work, nil while it may go on. It is for the runtime's goroutine.
func (b *Budget) Err() error {
	if dead := b.ended(); dead != nil {
		return dead
	}
	return nil
}

// ended is Err.
func (b *Budget) ended() *LimitError {
	if b.dead == nil {
		b.dead = b.stop.Load()
	}
	return b.dead
}

func (b *Budget) add(n int64) { b.used.Store(b.used.Load() + n) }

// spend takes n instructions off and tells whether the work may go on.
func (b *Budget) spend(n int64) *LimitError {
	b.add(n)
	if b.Err() == nil && b.limit > 0 && b.used.Load() >= b.limit {
		b.dead = overrun("instructions", "more than %d instructions", b.limit)
	}
	return b.dead
}

// CancelTasks cancels the tasks of work that was ended, so that those which wait come to know; the second time it does
// nothing. The runtime calls it when a budget is spent. It is for the runtime's goroutine.
func (b *Budget) CancelTasks() {
	l := b.rt.loop
	if l == nil || b.told || b.Err() == nil {
		return
	}
	b.told = true
	l.CancelTasks(b.unfinished(l), nil)
}

// CloseLoops closes the event loops that the work has made and that do not run: nobody else knows them, and they would stay
// until the runtime closes. It is for the runtime's goroutine.
func (b *Budget) CloseLoops() {
	for _, l := range slices.Backward(slices.Clone(b.rt.loops)) { // closing one takes it out, the last the soonest
		if budgetOf(l.Context()) == b && l != b.rt.loop && !l.IsRunning() {
			_ = l.Close() // it is not closed, and does not run
		}
	}
}

// Tasks are those of the work that are not done. It is for the runtime's goroutine.
func (b *Budget) Tasks() []*loop.Task {
	if b.rt.loop == nil {
		return nil
	}
	return b.unfinished(b.rt.loop)
}

func (b *Budget) unfinished(l *loop.Loop) (list []*loop.Task) {
	for _, t := range l.AllTasks() {
		if budgetOf(t.Context()) == b {
			list = append(list, t)
		}
	}
	return list
}

// current is the budget of the running callback: that of its context, or the runtime's own.
func (m *meter) current() *Budget {
	if l := m.rt.loop; l != nil {
		if b := budgetOf(l.Context()); b != nil {
			return b
		}
	}
	return m.rest
}
