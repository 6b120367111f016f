package vm

// This file lends goroutines to event loops, so that a task which awaits under a Go function can keep its Go stack.

import (
	"iter"

	"moonloop/loop"
)

// A worker is a Go coroutine that runs an event loop, or one eager first step of a task. Control passes from switchTo
// to the worker and back when its job is done or when it parks; at any time one goroutine of a runtime runs.
type worker struct {
	id    uint64 // of its goroutine
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	job   func()

	root     *fiber      // whose Go stack is parked here
	parked   bool        // root waits to go on
	parks    int         // times it has parked
	since    uint64      // the parkings of the runtime when it parked
	exc      error       // what root is resumed with
	signal   loop.Signal // how root's last step ended, for the one who switched here
	subject  any
	panicked any

	fiber *fiber // the runtime's values while the worker is parked
	depth int
}

// maxIdleWorkers is how many goroutines are kept for the next use.
const maxIdleWorkers = 64

// unwinding is panicked with to give up a parked Go stack when the runtime closes.
type unwinding struct{}

// Unwinding marks the panic for loop, which passes it on.
func (unwinding) Unwinding() {}

func (rt *Runtime) takeWorker(job func()) *worker {
	if n := len(rt.idleWorkers); n > 0 {
		w := rt.idleWorkers[n-1]
		rt.idleWorkers = rt.idleWorkers[:n-1]
		w.job = job
		return w
	}
	if rt.meter != nil {
		rt.meter.note(workerSize)
	}
	w := &worker{job: job}
	rt.workers++
	w.next, w.stop = iter.Pull(func(yield func(struct{}) bool) {
		w.id, w.yield = goroutine(), yield
		for {
			w.work()
			if w.panicked != nil || !yield(struct{}{}) {
				rt.workers--
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
	fiber, depth, prev := rt.fiber, rt.depth, rt.worker
	rt.fiber, rt.depth, rt.worker = w.fiber, w.depth, w
	w.next()
	rt.fiber, rt.depth, rt.worker = fiber, depth, prev
	if r := w.panicked; r != nil {
		w.stop()
		panic(r)
	}
	if !w.parked {
		w.job, w.fiber, w.depth, w.root = nil, nil, 0, nil
		if len(rt.idleWorkers) >= maxIdleWorkers {
			w.stop()
			return
		}
		rt.idleWorkers = append(rt.idleWorkers, w)
	}
}

// park gives the goroutine up, in the middle of a step of s's task, until the task is stepped again; it returns what
// is thrown in then.
func (rt *Runtime) park(s *fiber) error {
	w := rt.worker
	if w == nil {
		rt.raise(errorf("cannot suspend here: the event loop runs outside of its runtime"))
	}
	if rt.meter != nil {
		rt.meter.reserve(stackSize * rt.depth)
	}
	w.root = s.root
	w.root.pin = w
	w.root.moved, s.moved, rt.fiber.moved = true, true, true
	w.signal, w.subject = rt.signal, rt.subject
	rt.paused, rt.subject = pauseNone, nil
	w.fiber, w.depth = rt.fiber, rt.depth
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
		fiber, depth, prev := rt.fiber, rt.depth, rt.worker
		rt.fiber, rt.depth, rt.worker = w.fiber, w.depth, w
		w.stop()
		rt.fiber, rt.depth, rt.worker = fiber, depth, prev
	}
	for _, w := range rt.idleWorkers {
		w.stop()
	}
	rt.idleWorkers = nil
}

// A stackSwitcher runs one event loop on the runtime's workers.
type stackSwitcher struct {
	rt   *Runtime
	loop *loop.Loop
}

// Run runs spin on a worker, and again on another whenever a task parks the one it is on.
func (c *stackSwitcher) Run(spin func()) {
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
