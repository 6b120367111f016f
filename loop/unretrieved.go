package loop

// This file reports exceptions that nobody retrieves, each once.

import (
	"runtime"
	"slices"
	"weak"
)

// failure is the record of a future that failed and whose exception was not retrieved.
//
// For two iterations the record refers to the future: nearly every exception is retrieved by then. After that, under a
// real clock, the reference becomes weak. When the garbage collector frees the future, nobody can retrieve the
// exception any more, and it is reported. Under a virtual clock the reference stays until Close, because a run must not
// depend on the collector.
type failure struct {
	loop  *Loop
	fut   *Future // nil when the reference is weak
	weak  weak.Pointer[Future]
	since uint64 // the iteration it failed in
	over  bool   // retrieved or reported

	// What a future that looks like the one that was freed is made of.
	exc     error
	task    bool
	coro    standIn
	context Context
	side    futureSide
}

// unretrieved holds the failures of a loop, in the order they happened.
type unretrieved struct {
	records []*failure
	notify  func(*Future)
	strong  int // index of the first record that may refer to its future
	over    int // how many records are over
}

// add records that f has failed.
func (u *unretrieved) add(f *Future) {
	if f.loop.closed {
		f.unretrieved = false // there is nobody left to tell
		return
	}
	r := &failure{loop: f.loop, fut: f, since: f.loop.iterations}
	f.rare().failure = r
	u.records = append(u.records, r)
	if u.notify != nil {
		u.notify(f)
	}
}

// markSeen notes that somebody has seen the exception.
func (f *Future) markRetrieved() {
	if f.unretrieved {
		f.unretrieved = false
		f.loop.unretrieved.done(f.side.failure)
		f.side.failure = nil
	}
}

// done marks a record as over. When most records are, those are removed.
func (u *unretrieved) done(r *failure) {
	if r.over {
		return
	}
	r.over = true
	r.fut = nil
	u.over++
	if u.over > 16 && 2*u.over > len(u.records) {
		open := 0 // records that may refer to their futures and are not over
		for _, r := range u.records[u.strong:] {
			if !r.over {
				open++
			}
		}
		u.records = slices.DeleteFunc(u.records, func(r *failure) bool { return r.over })
		u.strong, u.over = len(u.records)-open, 0
	}
}

// weaken makes the references to futures that failed some iterations ago weak.
func (u *unretrieved) weaken(l *Loop) {
	if l.virtual != nil {
		return
	}
	for ; u.strong < len(u.records); u.strong++ {
		r := u.records[u.strong]
		if r.over {
			continue
		}
		if r.since+2 > l.iterations {
			return
		}
		r.weaken()
	}
}

// weaken makes the record's reference to the future weak. The record keeps texts and copies of what the report needs. If
// a context variable or the exception itself refers to the future, the collector never frees it, and Close reports it.
func (r *failure) weaken() {
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
	runtime.AddCleanup(f, collected, r)
}

// collected is called when a future was freed, on a goroutine of the garbage collector's.
func collected(r *failure) {
	r.loop.CallSoonThreadsafeFunc(func() { r.report() })
}

// ReportUnretrieved reports the exceptions that nobody has retrieved so far, as Close does. The loop's goroutine may call it.
func (l *Loop) ReportUnretrieved() { l.unretrieved.reportAll(l) }

// reportAll reports what is left when the loop closes.
func (u *unretrieved) reportAll(l *Loop) {
	records := u.records
	u.records, u.strong, u.over = nil, 0, 0
	for _, r := range records {
		r.report()
	}
}

func (r *failure) report() {
	if r.over {
		return
	}
	f := r.future()
	r.loop.unretrieved.done(r)
	exc, _ := f.value.(error)
	r.loop.CallExceptionHandler(&ErrorContext{
		Message:   f.kind() + " exception was never retrieved",
		Exception: exc,
		Future:    f,
		MadeAt:    f.MadeAt(),
	})
}

// future returns the future of the record, or one that looks like it if that was freed.
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

// standIn has the text of a coroutine that was freed.
type standIn string

func (s standIn) Resume(error) (Signal, any) { return Raised, errReused() }
func (s standIn) String() string             { return string(s) }
