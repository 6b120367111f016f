package loop

// This file holds what an embedding asks about objects of the loop.

import "slices"

// Callback returns what the handle calls, nil when it was cancelled.
func (h *Handle) Callback() Callback { return h.cb }

// Lookup returns the value that a variable was given in c, without regard to its default.
func (c *Context) Lookup(v *ContextVar) (value any, ok bool) {
	value, ok = c.values()[v]
	return value, ok
}

// ReplaceResult puts the embedding's own form of a result in its place. It does nothing unless f has a result.
func (f *Future) ReplaceResult(v any) {
	if f.state == finished {
		f.value = v
	}
}

// Timers are the handles that wait for their time, the earliest first.
func (l *Loop) Timers() []*Handle {
	var list []timer
	for _, t := range l.timers.heap {
		if !t.h.cancelled {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b timer) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	handles := make([]*Handle, len(list))
	for i, t := range list {
		handles[i] = t.h
	}
	return handles
}

// Turn identifies one callback of one iteration of a loop.
type Turn struct {
	loop      *Loop
	Iteration uint64
	left      int // callbacks of the iteration that come after it
}

// Turn returns which callback runs now.
func (l *Loop) Turn() Turn { return Turn{l, l.iterations, l.ntodo} }

// loopSize is about how many bytes a loop takes when it has nothing to do.
const loopSize = 8 << 10

// MemorySize calls visit for what the loop keeps: the callbacks that are scheduled, and the tasks. It returns about how many
// bytes the queues take.
func (l *Loop) MemorySize(visit func(any)) int {
	callback := func(e *entry) {
		if h, ok := e.cb.(*handleRun); ok {
			visit(h.cb)
		} else {
			visit(e.cb)
		}
		if e.fut != nil {
			visit(e.fut)
		}
		visit(e.ctx)
	}
	for i := range l.ready.n {
		callback(l.ready.at(i))
	}
	if l.arranger != nil {
		for i := range l.arranger.kept {
			callback(&l.arranger.kept[i].entry)
		}
	}
	for _, t := range l.timers.heap {
		visit(t.h.cb)
		visit(t.h.ctx)
	}
	l.threadsafe.mu.Lock()
	inbox := slices.Clone(l.threadsafe.inbox)
	l.threadsafe.mu.Unlock()
	for _, e := range inbox {
		visit(e.cb)
	}
	if h, ok := l.Payload.(interface{ MemorySize(func(any)) int }); ok {
		visit(h)
	}
	for t := l.tasks.first; t != nil; t = t.next {
		visit(t)
	}
	return loopSize + 24*len(l.ready.buf) + 32*cap(l.timers.heap)
}

// MemorySize calls visit for the values of the context, and returns about how many bytes it takes.
func (c *Context) MemorySize(visit func(any)) int {
	if c.Len() > 0 {
		visit(c.vars)
	}
	return 24
}

// MemorySize calls visit for the values, and returns about how many bytes they take in a context.
func (v *variables) MemorySize(visit func(any)) int {
	for _, x := range v.values {
		visit(x)
	}
	return 40 * len(v.values)
}

// MemorySize calls visit for what the handle calls, and returns about how many bytes it takes.
func (h *Handle) MemorySize(visit func(any)) int {
	visit(h.cb)
	if h.ctx != &h.own {
		visit(h.ctx)
	}
	return 176
}

// MemorySize calls visit for the future's result and callbacks and for its task's coroutine, and returns about how many bytes
// it takes.
func (f *Future) MemorySize(visit func(any)) int {
	visit(f.value)
	visit(f.cancelMessage())
	callbacks := f.callbacks()
	for _, w := range callbacks {
		visit(w.cb)
	}
	visit(f.Payload)
	size := 160 + 24*len(callbacks)
	if side := f.side; side != nil {
		size += 128
		visit(side.name)
		if g := side.gather; g != nil {
			size += 112 + 8*cap(g.children)
			for _, child := range g.children {
				visit(child)
			}
		}
	}
	if t := f.task; t != nil {
		visit(t.coro)
		size += 200 + t.context.MemorySize(visit)
	}
	return size
}

// MemorySize calls visit for the futures, and returns about how many bytes the iterator takes.
func (c *Completing) MemorySize(visit func(any)) int {
	for _, f := range c.all {
		visit(f)
	}
	return 200 + 64*len(c.all)
}

// MemorySize calls visit for the default, and returns about how many bytes the variable takes.
func (v *ContextVar) MemorySize(visit func(any)) int {
	visit(v.name)
	visit(v.fallback)
	return 80
}

// MemorySize calls visit for the value before, and returns about how many bytes the token takes.
func (t *Token) MemorySize(visit func(any)) int {
	visit(t.old)
	visit(t.ctx)
	return 80
}

// MemorySize calls visit for the future, and returns about how many bytes the promise takes.
func (p *Promise) MemorySize(visit func(any)) int {
	if p.coro != nil {
		visit(p.coro)
	}
	if p.fut != nil {
		visit(p.fut)
	}
	return 256
}

// MemorySize calls visit for the items, and returns about how many bytes the queue takes.
func (q *Queue) MemorySize(visit func(any)) int {
	items := q.items.Items()
	for _, x := range items {
		visit(x)
	}
	return 200 + 16*len(items)
}
