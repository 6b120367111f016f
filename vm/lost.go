package vm

// This file counts, for each place, the coroutine objects that nobody awaited and the list of unawaited.go has let go of, and
// tells of those that the garbage collector finds.

import (
	"runtime"
	"sync/atomic"
	"weak"

	"moonloop/loop"
)

// Lost tells of coroutine objects of one place that nobody awaited.
type Lost struct {
	Name  string // of what they call
	Where string // "file:line" of the call that made them, "" when that was not Lua code
	Count int
	Made  *Trace // in debug mode: where the first was made
}

// A lostKind is a maker and what it makes coroutine objects of.
type lostKind struct {
	maker
	name string
}

// A lostPlace counts the coroutine objects of one kind that the list has let go of.
type lostPlace struct {
	lostKind
	pending int // not awaited nor reported
	freed   atomic.Int64
	told    atomic.Bool // that there are some freed
	teller  atomic.Pointer[teller]
}

// A teller is where the collector says what it found. It is weak because the collector keeps it, and it leads to all that
// scripts hold.
type teller struct {
	rt   weak.Pointer[Runtime]
	loop weak.Pointer[loop.Loop]
}

// A ticket counts coroutine objects of one place that the list has let go of as one.
type ticket struct {
	place *lostPlace
	left  atomic.Int32 // not awaited
}

// A holder is what those objects hold: when the collector finds it, all are awaited or lost. So a lost one is reported when
// the last of those with it is awaited or lost, too; one holder for each object would be a quarter of what a task costs.
type holder struct{ *ticket }

// hold is a new holder for objects of p, which the collector tells of.
func (p *lostPlace) hold(rt *Runtime, l *loop.Loop) *holder {
	h := &holder{&ticket{place: p}}
	if l != nil && !l.IsVirtual() {
		if now := (teller{weak.Make(rt), weak.Make(l)}); p.teller.Load() == nil || *p.teller.Load() != now {
			p.teller.Store(&now)
		}
		runtime.AddCleanup(h, foundLost, h.ticket)
	}
	return h
}

func (u *unawaited) place(x *loose) (p *lostPlace, fresh bool) {
	kind := lostKind{x.maker, x.c.Name()}
	if p = u.places[kind]; p == nil {
		if u.places == nil {
			u.places = map[lostKind]*lostPlace{}
		}
		p, fresh = &lostPlace{lostKind: kind}, true
		u.places[kind] = p
		u.order = append(u.order, p)
	}
	return p, fresh
}

// foundLost runs on a goroutine of the garbage collector's.
func foundLost(k *ticket) {
	lost := k.left.Load()
	if lost == 0 {
		return
	}
	p := k.place
	p.freed.Add(int64(lost))
	to := p.teller.Load()
	l := to.loop.Value()
	if l == nil || !p.told.CompareAndSwap(false, true) {
		return
	}
	if err := l.CallSoonThreadsafeFunc(func() {
		p.told.Store(false)
		if rt := to.rt.Value(); rt != nil {
			rt.unawaited.tell(p, int(p.freed.Swap(0)), rt.unawaited.report)
		}
	}); err != nil {
		p.told.Store(false) // that loop is closed, and the next one asks again
	}
}

// tell reports n of a place, unless that was done.
func (u *unawaited) tell(p *lostPlace, n int, report func(Lost)) {
	if n = min(n, p.pending); n > 0 {
		p.pending -= n
		report(Lost{Name: p.name, Where: p.where(), Count: n})
	}
}
