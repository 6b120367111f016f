package loop

// This file sees to it that an exception which nobody looks at is reported once.

import (
	"runtime"
	"slices"
	"weak"
)

// failure is the record of a future that failed and was not looked at.
//
// For two iterations it holds the future, since nearly every exception is looked at
// by then. After that, with a real clock, it lets go of it: when the garbage collector finds
// the future, nobody can look at it any more and it is reported. With a virtual clock the
// record holds on until Close, because a run must not depend on the collector.
type failure struct {
	loop  *Loop
	fut   *Future // nil when let go of
	weak  weak.Pointer[Future]
	since uint64 // the iteration it failed in
	over  bool   // looked at or reported

	// What a stand-in for the future is made of, when it is gone.
	exc     error
	task    bool
	coro    standIn
	context Context
	side    futureSide
}

// lostFutures holds the failures of a loop, in the order they happened.
type lostFutures struct {
	records []*failure
	notify  func(*Future)
	held    int // index of the first record that may still hold its future
	over    int // how many are looked at or reported
}

// add records that f has failed.
func (lf *lostFutures) add(f *Future) {
	if f.loop.closed {
		f.unseen = false // there is nobody left to tell
		return
	}
	r := &failure{loop: f.loop, fut: f, since: f.loop.iterations}
	f.rare().failure = r
	lf.records = append(lf.records, r)
	if lf.notify != nil {
		lf.notify(f)
	}
}

// markSeen notes that somebody has looked at the exception.
func (f *Future) markSeen() {
	if f.unseen {
		f.unseen = false
		f.loop.lost.done(f.side.failure)
		f.side.failure = nil
	}
}

// done marks a record as over; when most are, they are swept out.
func (lf *lostFutures) done(r *failure) {
	if r.over {
		return
	}
	r.over = true
	r.fut = nil
	lf.over++
	if lf.over > 16 && 2*lf.over > len(lf.records) {
		heldFrom := lf.records[lf.held:]
		held := 0
		for _, r := range heldFrom {
			if !r.over {
				held++
			}
		}
		lf.records = slices.DeleteFunc(lf.records, func(r *failure) bool { return r.over })
		lf.held, lf.over = len(lf.records)-held, 0
	}
}

// letGo hands the futures that failed some iterations ago over to the garbage collector.
func (lf *lostFutures) letGo(l *Loop) {
	if l.virtual != nil {
		return
	}
	for ; lf.held < len(lf.records); lf.held++ {
		r := lf.records[lf.held]
		if r.over {
			continue
		}
		if r.since+2 > l.iterations {
			return
		}
		r.letGo()
	}
}

// letGo makes the record independent of the future: it keeps texts and copies of what it
// would otherwise hold the future by. A context variable or the exception itself may
// still lead back to it; then it is Close that reports it.
func (r *failure) letGo() {
	f := r.fut
	r.fut, r.weak = nil, weak.Make(f)
	r.exc, _ = f.value.(error)
	r.side = futureSide{madeAt: f.side.madeAt, gather: f.side.gather}
	if t := f.task; t != nil {
		r.task, r.side.name = true, t.Name()
		r.context = t.context.share()
		if t.coro != nil {
			r.coro = standIn(coroText(t.coro))
		}
	}
	if r.side.gather != nil {
		r.side.gather = new(gathering)
	}
	runtime.AddCleanup(f, foundLost, r)
}

// foundLost runs on a goroutine of the garbage collector's.
func foundLost(r *failure) {
	r.loop.CallSoonThreadsafeFunc(func() { r.report() })
}

// reportAll reports what is left when the loop closes.
func (lf *lostFutures) reportAll(l *Loop) {
	records := lf.records
	lf.records, lf.held, lf.over = nil, 0, 0
	for _, r := range records {
		r.report()
	}
}

func (r *failure) report() {
	if r.over {
		return
	}
	f := r.future()
	r.loop.lost.done(r)
	exc, _ := f.value.(error)
	r.loop.CallExceptionHandler(&ErrorContext{
		Message:   f.kind() + " exception was never retrieved",
		Exception: exc,
		Future:    f,
		MadeAt:    f.MadeAt(),
	})
}

// future returns the future of the record, or one that looks like it if it is gone.
func (r *failure) future() *Future {
	if r.fut != nil {
		return r.fut
	}
	if f := r.weak.Value(); f != nil {
		return f
	}
	f := &Future{loop: r.loop, value: r.exc, state: failed, side: &r.side}
	if r.task {
		t := &Task{Future: *f, context: &r.context}
		t.Future.task = t
		if r.coro != "" {
			t.coro = r.coro
		}
		f = &t.Future
	}
	return f
}

// standIn has the text of a coroutine that is gone.
type standIn string

func (s standIn) Resume(error) (Signal, any) { return Raised, errReused() }
func (s standIn) String() string             { return string(s) }
