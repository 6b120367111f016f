package vm

// This file keeps the coroutine objects that nobody has awaited, until they are let go of: see lost.go.

import (
	"fmt"
	"runtime"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// unawaited is a list of the coroutine objects that nobody has awaited yet, in the order they were made. Nearly all are
// awaited soon. After two iterations of the loop, or when there are many, the list lets go of them: from then on they are
// only counted, by the place that made them, and what the garbage collector finds is reported. A lost one costs nothing.
//
// Under a virtual clock they are counted too, and reported at the end, because a run must not depend on the collector. In
// debug mode all are kept, with where they were made. It belongs to the runtime's goroutine.
type unawaited struct {
	head   loose
	n      int // those in the list
	report func(Lost)

	// mark is in the list if marked is set: those before it were there in an earlier iteration of that loop.
	mark      loose
	marked    *loop.Loop
	iteration uint64

	places  map[lostKind]*lostPlace
	order   []*lostPlace
	collect int // how often the collector was asked to look
}

const (
	manyUnawaited = 1 << 15 // that the list keeps, of those that are new
	togetherMost  = 64      // that are let go of as one, when there are many
	maxCollect    = 8       // times that the collector is asked for a new place
)

// loose is what is noted of a coroutine object that nobody has awaited.
type loose struct {
	prev, next *loose // in the list
	c          *Coroutine
	maker      maker
	holder     *holder // when the list has let go of it
}

// A maker is a place in a program.
type maker struct {
	proto *lua.FunctionProto
	pc    int
}

func (u *unawaited) init() { u.head.prev, u.head.next = &u.head, &u.head }

// add appends c, unless it goes straight to await. What is noted of it is put into x, if that is not nil.
func (u *unawaited) add(rt *Runtime, c *Coroutine, x *loose) {
	at, awaited := rt.maker()
	if awaited {
		return
	}
	if x == nil {
		x = new(loose)
	}
	x.c, x.maker = c, at
	c.loose = x
	u.link(x)
	u.n++
	if l := rt.loop; u.report != nil && !rt.debug && (l != nil && (u.marked != l || l.Iterations() >= u.iteration+2) || u.n >= manyUnawaited) {
		u.age(rt, l)
	}
}

// maker is the Lua code that runs the Go function which runs now, or else tells that what this returns is awaited at once.
func (rt *Runtime) maker() (at maker, awaited bool) {
	if rt.fiber == nil || rt.fiber.top == nil {
		return maker{}, false
	}
	t := rt.fiber.top
	if rt.Awaited(&t.LState) {
		return maker{}, true
	}
	for i := t.Frames.Depth - 1; i >= 0 && i >= t.Frames.Depth-3; i-- {
		if cf := t.Frames.At(i); cf.Fn != nil && cf.Fn.Proto != nil && !adapter(cf.Fn.Proto) {
			return maker{proto: cf.Fn.Proto, pc: cf.Pc}, false
		}
	}
	return maker{}, false
}

func (m maker) where() string {
	if m.proto == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", m.proto.SourceName, frame{proto: m.proto, pc: m.pc}.line())
}

func (u *unawaited) link(x *loose) {
	x.prev, x.next = u.head.prev, &u.head
	x.prev.next, x.next.prev = x, x
}

func (u *unawaited) unlink(x *loose) {
	x.prev.next, x.next.prev = x.next, x.prev
	x.prev, x.next = nil, nil
}

// remove takes out c, which is awaited or dropped.
func (u *unawaited) remove(c *Coroutine) {
	x := c.loose
	c.loose = nil
	switch {
	case x.prev != nil:
		u.unlink(x)
		u.n--
	case x.holder != nil:
		if p := x.holder.place; p.pending > 0 {
			p.pending--
		}
		x.holder.left.Add(-1)
		runtime.KeepAlive(x.holder)
	}
}

// each calls fn for those that are in the list.
func (u *unawaited) each(fn func(*Coroutine)) {
	for x := u.head.next; x != &u.head; {
		next := x.next
		if x != &u.mark {
			fn(x.c)
		}
		x = next
	}
}

// age lets go of those that were there at the last mark, or, if there are many, of all.
func (u *unawaited) age(rt *Runtime, l *loop.Loop) {
	end, together := &u.mark, int32(1)
	if u.n >= manyUnawaited {
		end = u.head.prev // the newest is not yet in anyone's hands
		together = togetherMost
	}
	fresh := false
	var h *holder
	var last *loose // the one of h's that came last
	if u.marked != nil || end != &u.mark {
		for x := u.head.next; x != end && x != &u.head; x = u.head.next {
			if x == &u.mark {
				u.unlink(x)
				u.marked = nil
				continue
			}
			u.unlink(x)
			u.n--
			if last == nil || x.maker != last.maker || x.c.fn == nil || x.c.fn != last.c.fn || h.left.Load() == together {
				p, first := u.place(x)
				fresh = fresh || first
				h = p.hold(rt, l)
			}
			h.left.Add(1)
			h.place.pending++
			x.holder, last = h, x
		}
	}
	if u.marked != nil {
		u.unlink(&u.mark)
		u.marked = nil
	}
	if l != nil {
		u.link(&u.mark)
		u.marked, u.iteration = l, l.Iterations()
	}
	if fresh && u.collect < maxCollect && rt.meter == nil && l != nil && !l.IsVirtual() {
		u.collect++
		runtime.GC() // a place is new: say it soon, whatever else there is to collect
	}
}

// OnUnawaited has report called, in a callback of the loop, for coroutine objects that were made and never awaited, once
// the garbage collector has found them. Without it they are all kept for [Runtime.Unawaited].
func (rt *Runtime) OnUnawaited(report func(Lost)) { rt.unawaited.report = report }

// Unawaited calls report for the coroutine objects that were made and never awaited, a place at a time in the order in
// which the places first made one, and forgets them.
func (rt *Runtime) Unawaited(report func(Lost)) {
	u := &rt.unawaited
	if u.marked != nil {
		u.unlink(&u.mark)
		u.marked = nil
	}
	traces := map[*lostPlace]*Trace{}
	u.each(func(c *Coroutine) {
		p, _ := u.place(c.loose)
		if at := c.MadeAt(); at != nil && traces[p] == nil {
			traces[p] = at
		}
		_ = c.use()
		p.pending++
	})
	order := u.order
	u.order, u.places = nil, nil
	for _, p := range order {
		if n := p.pending; n > 0 {
			p.pending = 0
			report(Lost{Name: p.name, Where: p.where(), Count: n, Made: traces[p]})
		}
	}
}

// ForgetUnawaited has nothing reported of the coroutine objects made so far. They can still be awaited.
func (rt *Runtime) ForgetUnawaited() {
	u := &rt.unawaited
	for u.head.next != &u.head {
		u.unlink(u.head.next)
	}
	for _, p := range u.order {
		p.pending = 0
	}
	u.n, u.marked = 0, nil
	u.order, u.places = nil, nil
	clear(rt.madeAt)
}
