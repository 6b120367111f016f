package loop

// This file holds the coroutines of Queue: those that wait for an item, for room, and for
// the work to be done.

import "slices"

// queueOp is what a queueWait waits to do.
type queueOp uint8

const (
	queueGet queueOp = iota
	queuePut
	queueJoin
)

// queueWait is the coroutine of Get, Put and Join.
type queueWait struct {
	q    *Queue
	loop *Loop
	op   queueOp
	item any // what Put puts
	over bool
	fut  *Future // what it is suspended at
	own  Future  // the first such future; hardly ever is there a second
}

// Get returns a coroutine that takes an item out, and waits for one if there is none. It
// raises QueueShutDown when there will be none.
func (q *Queue) Get(l *Loop) Coroutine { return &queueWait{q: q, loop: l, op: queueGet} }

// Put returns a coroutine that puts an item in, and waits for room if there is none.
func (q *Queue) Put(l *Loop, item any) Coroutine {
	return &queueWait{q: q, loop: l, op: queuePut, item: item}
}

// Join returns a coroutine that waits until TaskDone was called for every item.
func (q *Queue) Join(l *Loop) Coroutine { return &queueWait{q: q, loop: l, op: queueJoin} }

// Resume implements Coroutine.
func (w *queueWait) Resume(exc error) (Signal, any) {
	if w.over {
		return Raised, errReused()
	}
	if f := w.fut; f != nil {
		w.fut = nil
		if _, exc = f.arrive(exc); exc != nil {
			w.giveUp(f)
		} else if w.op == queueJoin {
			w.q.joiners = remove(w.q.joiners, f)
			w.over = true
			return Returned, nil
		}
	}
	if exc == nil && w.mustWait() {
		if exc = w.wait(); exc == nil {
			return Awaiting, w.fut
		}
	}
	w.over = true
	if exc != nil {
		return Raised, exc
	}
	return ended(w.act())
}

// mustWait reports whether the queue is not ready for the operation.
func (w *queueWait) mustWait() bool {
	switch w.op {
	case queueGet:
		return w.q.Empty()
	case queuePut:
		return w.q.Full()
	}
	return w.q.unfinished > 0
}

// waiters is the list that the coroutine waits in.
func (w *queueWait) waiters() *[]*Future {
	switch w.op {
	case queueGet:
		return &w.q.getters
	case queuePut:
		return &w.q.putters
	}
	return &w.q.joiners
}

// wait lines up.
func (w *queueWait) wait() error {
	if w.q.shut && w.op != queueJoin {
		return QueueShutDown.New(nil)
	}
	if err := w.q.bind(w.loop); err != nil {
		return err
	}
	w.fut = &w.own
	if w.own.loop != nil {
		w.fut = new(Future)
	}
	w.fut.init(w.loop)
	*w.waiters() = append(*w.waiters(), w.fut)
	return nil
}

// remove takes f out of a list of futures. The first is often the one, and costs nothing.
func remove(fs []*Future, f *Future) []*Future {
	i := slices.Index(fs, f)
	switch {
	case i < 0:
		return fs
	case i == 0:
		fs[0] = nil
		return fs[1:]
	}
	return slices.Delete(fs, i, i+1)
}

// act does what was waited for.
func (w *queueWait) act() (any, error) {
	switch w.op {
	case queueGet:
		return w.q.GetNowait()
	case queuePut:
		return nil, w.q.PutNowait(w.item)
	}
	return nil, nil
}

// giveUp leaves the line. One who was woken but cannot act wakes the next in its place.
func (w *queueWait) giveUp(f *Future) {
	list := w.waiters()
	*list = remove(*list, f)
	if w.op == queueJoin {
		return
	}
	f.Cancel(nil)
	if !w.mustWait() && !f.Cancelled() {
		*list = wakeNext(*list)
	}
}

// Close implements Closer.
func (w *queueWait) Close() {
	if f := w.fut; f != nil {
		w.fut = nil
		w.giveUp(f)
	}
	w.over = true
}

// String implements fmt.Stringer.
func (w *queueWait) String() string {
	return w.q.kind + [...]string{".get()", ".put()", ".join()"}[w.op]
}
