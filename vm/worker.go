package vm

// This file lends goroutines to event loops, so that a task which awaits under a Go function can keep its Go stack.

import (
	"iter"

	"moonloop/loop"
)

// A worker is a Go coroutine that runs an event loop, or one eager first step of a task. Control passes from switchTo
// to the worker and back when its job is done or when it parks; at any time one goroutine of a runtime runs.
type worker struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	job   func()

	root     *strand     // whose Go stack is parked here
	parked   bool        // root waits to go on
	parks    int         // times it has parked
	since    uint64      // the parkings of the runtime when it parked
	exc      error       // what root is resumed with
	signal   loop.Signal // how root's last step ended, for the one who switched here
	subject  any
	panicked any

	strand *strand // the runtime's values while the worker is parked
	depth  int
}

// unwinding is panicked with to give up a parked Go stack when the runtime closes.
type unwinding struct{}

// Unwinding marks the panic for loop, which passes it on.
func (unwinding) Unwinding() {}

func (rt *Runtime) takeWorker(job func()) *worker {
	if n := len(rt.idle); n > 0 {
		w := rt.idle[n-1]
		rt.idle = rt.idle[:n-1]
		w.job = job
		return w
	}
	w := &worker{job: job}
	w.next, w.stop = iter.Pull(func(yield func(struct{}) bool) {
		w.yield = yield
		for {
			w.work()
			if w.panicked != nil || !yield(struct{}{}) {
				return
			}
		}
	})
	return w
}

func (w *worker) work() {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(unwinding); !ok {
				w.panicked = r
			}
		}
	}()
	w.job()
}

// switchTo runs w until its job is done or it parks.
func (rt *Runtime) switchTo(w *worker) {
	strand, depth, prev := rt.strand, rt.depth, rt.worker
	rt.strand, rt.depth, rt.worker = w.strand, w.depth, w
	w.next()
	rt.strand, rt.depth, rt.worker = strand, depth, prev
	if r := w.panicked; r != nil {
		w.stop()
		panic(r)
	}
	if !w.parked {
		w.job, w.strand, w.depth, w.root = nil, nil, 0, nil
		rt.idle = append(rt.idle, w)
	}
}

// park gives the goroutine up, in the middle of a step of s's task, until the task is stepped again; it returns what
// is thrown in then.
func (rt *Runtime) park(s *strand) error {
	w := rt.worker
	if w == nil {
		rt.throw(Errorf("cannot suspend here: the event loop runs outside of its runtime"))
	}
	w.root = s.root
	w.root.pin = w
	w.root.moved, s.moved, rt.strand.moved = true, true, true
	w.signal, w.subject = rt.signal, rt.subject
	rt.paused, rt.subject = pauseNone, nil
	w.strand, w.depth = rt.strand, rt.depth
	l := rt.loop
	ctx := l.Context()
	w.parked = true
	w.parks++
	rt.parkings++
	w.since = rt.parkings
	rt.parked[w] = struct{}{}
	if !w.yield(struct{}{}) {
		panic(unwinding{})
	}
	delete(rt.parked, w)
	w.parked = false
	l.SwapContext(ctx)
	return w.exc
}

// unpark releases every goroutine of the runtime. Parked ones unwind.
func (rt *Runtime) unpark() {
	for len(rt.parked) > 0 {
		var w *worker // the one parked first
		for x := range rt.parked {
			if w == nil || x.since < w.since {
				w = x
			}
		}
		delete(rt.parked, w)
		w.parked = false
		strand, depth, prev := rt.strand, rt.depth, rt.worker
		rt.strand, rt.depth, rt.worker = w.strand, w.depth, w
		w.stop()
		rt.strand, rt.depth, rt.worker = strand, depth, prev
	}
	for _, w := range rt.idle {
		w.stop()
	}
	rt.idle = nil
}

// A carrier runs one event loop on the runtime's workers.
type carrier struct {
	rt   *Runtime
	loop *loop.Loop
}

// Carry runs spin on a worker, and again on another whenever a task parks the one it is on.
func (c *carrier) Carry(spin func()) {
	rt := c.rt
	outer := rt.loop
	rt.loop = c.loop
	defer func() { rt.loop = outer }()
	for {
		w := rt.takeWorker(spin)
		rt.switchTo(w)
		if !w.parked {
			return
		}
		w.root.task.Detach(w.signal, w.subject)
	}
}
