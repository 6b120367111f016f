package loop

// This file holds the coroutines of Queue: those that wait for an item, for room, and for
// the work to be done.

// queueOp is what a QueueWait waits to do.
type queueOp uint8

const (
	queueGet queueOp = iota
	queuePut
	queueJoin
)

// QueueWait is the coroutine of Get, Put and Join. An embedding that makes many may keep one of its own, begin it with
// InitGet or InitPut, and begin it again when it is over and Reset allows it.
type QueueWait struct {
	q     *Queue
	loop  *Loop
	op    queueOp
	item  any // what Put puts
	over  bool
	at    *waiter // where it is suspended
	first waiter  // the first such place; hardly ever is there a second
}

// Get returns a coroutine that takes an item out, and waits for one if there is none. It
// raises QueueShutDown when there will be none.
func (q *Queue) Get(l *Loop) Coroutine {
	w := new(QueueWait)
	w.InitGet(q, l)
	return w
}

// Put returns a coroutine that puts an item in, and waits for room if there is none.
func (q *Queue) Put(l *Loop, item any) Coroutine {
	w := new(QueueWait)
	w.InitPut(q, l, item)
	return w
}

// Join returns a coroutine that waits until TaskDone was called for every item.
func (q *Queue) Join(l *Loop) Coroutine { return &QueueWait{q: q, loop: l, op: queueJoin} }

// InitGet makes w what Get returns.
func (w *QueueWait) InitGet(q *Queue, l *Loop) { w.q, w.loop, w.op = q, l, queueGet }

// InitPut makes w what Put returns.
func (w *QueueWait) InitPut(q *Queue, l *Loop, item any) {
	w.q, w.loop, w.op, w.item = q, l, queuePut, item
}

// Reset makes w the zero QueueWait, and returns true, if it is over and nothing refers to it.
func (w *QueueWait) Reset() bool {
	if !w.over || w.at != nil || w.first.list != nil {
		return false
	}
	*w = QueueWait{}
	return true
}

// Resume implements Coroutine.
func (w *QueueWait) Resume(exc error) (Signal, any) {
	if w.over {
		return Raised, errReused()
	}
	if p := w.at; p != nil {
		w.at = nil
		if _, exc = p.fut.arrive(exc); exc != nil {
			w.giveUp(p)
		} else if w.op == queueJoin {
			p.leave()
			w.over = true
			return Returned, nil
		}
	}
	if exc == nil && w.mustWait() {
		if exc = w.wait(); exc == nil {
			return Awaiting, &w.at.fut
		}
	}
	w.over = true
	if exc != nil {
		return Raised, exc
	}
	return ended(w.act())
}

// mustWait reports whether the queue is not ready for the operation.
func (w *QueueWait) mustWait() bool {
	switch w.op {
	case queueGet:
		return w.q.Empty()
	case queuePut:
		return w.q.Full()
	}
	return w.q.unfinished > 0
}

// waiters is the list that the coroutine waits in.
func (w *QueueWait) waiters() *waiters {
	switch w.op {
	case queueGet:
		return &w.q.getters
	case queuePut:
		return &w.q.putters
	}
	return &w.q.joiners
}

// wait joins the list of those who wait.
func (w *QueueWait) wait() error {
	if w.q.shut && w.op != queueJoin {
		return QueueShutDown.New(nil)
	}
	if err := w.q.bind(w.loop, w.q); err != nil {
		return err
	}
	w.at = &w.first
	if w.first.fut.loop != nil {
		w.at = new(waiter)
	}
	w.waiters().join(w.loop, w.at)
	return nil
}

// act does what was waited for.
func (w *QueueWait) act() (any, error) {
	switch w.op {
	case queueGet:
		return w.q.GetNowait()
	case queuePut:
		return nil, w.q.PutNowait(w.item)
	}
	return nil, nil
}

// giveUp leaves the list. One who was woken but cannot act wakes the next in its place.
func (w *QueueWait) giveUp(p *waiter) {
	p.leave()
	if w.op == queueJoin {
		return
	}
	p.fut.Cancel(nil)
	if !w.mustWait() && !p.fut.Cancelled() {
		w.waiters().wakeNext()
	}
}

// Close implements Closer.
func (w *QueueWait) Close() {
	if p := w.at; p != nil {
		w.at = nil
		w.giveUp(p)
	}
	w.over = true
}

// String implements fmt.Stringer.
func (w *QueueWait) String() string {
	return w.q.kind + [...]string{".get()", ".put()", ".join()"}[w.op]
}
