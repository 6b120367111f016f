package vm

// This file keeps the coroutine objects that nobody has awaited, so that each is reported.

import (
	"math"
	"runtime"
	"slices"
	"weak"

	"moonloop/loop"
)

// unawaited is a list of the coroutine objects that nobody has awaited yet, in the order they were made. Nearly all are
// awaited soon. Where the runtime goes on for long, those that are not must not stay for ever: when there are many, the
// list lets go of the old ones, and what the garbage collector then finds is reported.
//
// It does so only if a reporter is there, see [Runtime.OnUnawaited], and not in debug mode, which keeps them with where
// they were made. It belongs to the runtime's goroutine.
type unawaited struct {
	head    Coroutine
	n       int // those in the list
	sweepAt int // how many there are to be before old ones are looked for
	report  func(*Coroutine)

	// mark is in the list if marked is set: those before it were there in an earlier iteration of that loop.
	mark      Coroutine
	marked    *loop.Loop
	iteration uint64

	loose []*looseCoroutine // in the order they were made
	at    map[weak.Pointer[Coroutine]]*looseCoroutine
	over  int // how many of loose are over
}

// firstSweep is small beside what a program that makes coroutine objects by the thousand takes anyway.
const firstSweep = 1024

// A looseCoroutine is what is known of a coroutine object that the list has let go of.
type looseCoroutine struct {
	name    string
	weak    weak.Pointer[Coroutine]
	cleanup runtime.Cleanup
	over    bool // awaited or reported

	// These are weak because the garbage collector keeps the record, and they lead to all that scripts hold.
	rt   weak.Pointer[Runtime]
	loop weak.Pointer[loop.Loop]
}

func (u *unawaited) init() {
	u.head.prev, u.head.next = &u.head, &u.head
	u.sweepAt = firstSweep
}

// add appends c.
func (u *unawaited) add(rt *Runtime, c *Coroutine) {
	u.link(c)
	if u.n++; u.n >= u.sweepAt {
		u.sweep(rt)
	}
}

func (u *unawaited) link(c *Coroutine) {
	c.prev, c.next = u.head.prev, &u.head
	c.prev.next, c.next.prev = c, c
}

func (u *unawaited) unlink(c *Coroutine) {
	c.prev.next, c.next.prev = c.next, c.prev
	c.prev, c.next = nil, nil
}

// remove takes out c, which is awaited or dropped.
func (u *unawaited) remove(c *Coroutine) {
	if c.prev != nil {
		u.unlink(c)
		u.n--
		return
	}
	if r := u.at[weak.Make(c)]; r != nil {
		u.end(r)
		r.cleanup.Stop()
	}
}

// each calls fn for those that are in the list.
func (u *unawaited) each(fn func(*Coroutine)) {
	for c := u.head.next; c != &u.head; {
		next := c.next
		if c != &u.mark {
			fn(c)
		}
		c = next
	}
}

// sweep lets go of those that were there at the last sweep, if that was some iterations ago.
func (u *unawaited) sweep(rt *Runtime) {
	l := rt.loop
	switch {
	case u.report == nil || rt.debug:
		u.sweepAt = math.MaxInt
		return
	case u.marked != nil && u.marked == l && l.Iterations() < u.iteration+2:
	default:
		if u.marked != nil {
			if u.marked == l {
				for c := u.head.next; c != &u.mark; c = u.head.next {
					u.loosen(rt, l, c)
				}
			}
			u.unlink(&u.mark)
			u.marked = nil
		}
		if l != nil {
			u.link(&u.mark)
			u.marked, u.iteration = l, l.Iterations()
		}
	}
	u.sweepAt = max(firstSweep, 2*u.n)
}

func (u *unawaited) loosen(rt *Runtime, l *loop.Loop, c *Coroutine) {
	u.unlink(c)
	u.n--
	r := &looseCoroutine{name: c.Name(), weak: weak.Make(c), rt: weak.Make(rt), loop: weak.Make(l)}
	if u.at == nil {
		u.at = map[weak.Pointer[Coroutine]]*looseCoroutine{}
	}
	u.at[r.weak] = r
	u.loose = append(u.loose, r)
	r.cleanup = runtime.AddCleanup(c, foundLoose, r)
}

// foundLoose runs on a goroutine of the garbage collector's.
func foundLoose(r *looseCoroutine) {
	if l := r.loop.Value(); l != nil {
		_ = l.CallSoonThreadsafeFunc(func() { // a loop that is closed: then Unawaited has reported it
			if rt := r.rt.Value(); rt != nil {
				rt.unawaited.tell(rt, r, rt.unawaited.report)
			}
		})
	}
}

// tell reports one of the loose, unless that was done.
func (u *unawaited) tell(rt *Runtime, r *looseCoroutine, report func(*Coroutine)) {
	if r.over {
		return
	}
	u.end(r)
	report(&Coroutine{rt: rt, native: &namedCoroutine{name: r.name}, used: true})
}

// end is called when r is over; when most are, they are swept out.
func (u *unawaited) end(r *looseCoroutine) {
	r.over = true
	delete(u.at, r.weak)
	if u.over++; u.over > 16 && 2*u.over > len(u.loose) {
		u.loose = slices.DeleteFunc(u.loose, func(r *looseCoroutine) bool { return r.over })
		u.over = 0
	}
}

// OnUnawaited has report called, in a callback of the loop, for coroutine objects that were made and never awaited, once
// the garbage collector has found them. Without it they are all kept for [Runtime.Unawaited].
func (rt *Runtime) OnUnawaited(report func(*Coroutine)) { rt.unawaited.report = report }

// Unawaited calls report for each coroutine object that was made and never awaited, oldest first, and forgets them.
func (rt *Runtime) Unawaited(report func(*Coroutine)) {
	u := &rt.unawaited
	loose := u.loose
	u.loose, u.over = nil, 0
	for _, r := range loose {
		if r.over {
			continue
		}
		r.cleanup.Stop()
		if c := r.weak.Value(); c != nil {
			report(c)
			_ = c.use()
		} else {
			u.tell(rt, r, report)
		}
	}
	u.loose, u.over = nil, 0
	if u.marked != nil {
		u.unlink(&u.mark)
		u.marked = nil
	}
	u.each(func(c *Coroutine) {
		report(c)
		_ = c.use()
	})
}
