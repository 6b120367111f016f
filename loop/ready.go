package loop

// This file holds the ready queue: a ring of callbacks, first in first out.

// entry is a callback that is ready to run. Scheduling one allocates nothing as long as
// the ring has room.
type entry struct {
	cb  Callback
	fut *Future // the completed future, for a done callback
	ctx *Context
}

// ring is a queue in a circular buffer whose length is a power of two.
type readyQueue struct {
	buf  []entry
	head int
	n    int
}

func (r *readyQueue) push(cb Callback, fut *Future, ctx *Context) {
	if r.n == len(r.buf) {
		r.grow()
	}
	e := &r.buf[(r.head+r.n)&(len(r.buf)-1)]
	e.cb, e.fut, e.ctx = cb, fut, ctx
	r.n++
}

// pop takes the oldest entry; the queue must not be empty.
func (r *readyQueue) pop() entry {
	p := &r.buf[r.head]
	e := *p
	*p = entry{}
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
	return e
}

// at returns the i-th entry without taking it.
func (r *readyQueue) at(i int) *entry { return &r.buf[(r.head+i)&(len(r.buf)-1)] }

// shrink gives the memory of a burst back; the queue must be empty.
func (r *readyQueue) shrink() {
	if len(r.buf) > 1<<14 {
		*r = readyQueue{}
	}
}

func (r *readyQueue) grow() {
	buf := make([]entry, max(64, 2*len(r.buf)))
	for i := range r.n {
		buf[i] = *r.at(i)
	}
	r.buf, r.head = buf, 0
}
