package loop

// This file holds the timers: a heap by time and then by the order they were set.

// As CPython does, the heap is rebuilt without its cancelled timers when there are more
// than minTimers in it and more than half are cancelled.
const minTimers = 100

// manyTimers is the room from which on a heap that has become nearly empty gives memory back.
const manyTimers = 1 << 14

// timer is a handle in the heap. The key is beside the pointer so that sifting
// stays within the slice.
type timer struct {
	when float64
	seq  uint64
	h    *Handle
}

func (a timer) before(b timer) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}

// timers is a heap of which each node has four children: half the depth of a binary one.
// A cancelled timer stays in it until it comes to the top or the heap is rebuilt, so
// that to cancel takes constant time.
type timers struct {
	heap      []timer
	seq       uint64
	cancelled int
}

func (ts *timers) add(h *Handle) {
	ts.seq++
	ts.heap = append(ts.heap, timer{h.when, ts.seq, h})
	ts.up(len(ts.heap) - 1)
	h.scheduled = true
}

// pop removes the first timer.
func (ts *timers) pop() *Handle {
	h := ts.heap[0].h
	last := len(ts.heap) - 1
	ts.heap[0] = ts.heap[last]
	ts.heap[last] = timer{}
	ts.heap = ts.heap[:last]
	if last > 0 {
		ts.down(0)
	}
	h.scheduled = false
	if h.cancelled {
		ts.cancelled--
	} else {
		h.work.count(h.loop, 0, -1)
	}
	return h
}

// prune removes cancelled timers: those at the top, or all if they are too many.
func (ts *timers) prune() {
	if cap(ts.heap) > manyTimers && len(ts.heap) < cap(ts.heap)/8 {
		ts.heap = append(make([]timer, 0, 2*len(ts.heap)), ts.heap...)
	}
	if ts.cancelled == 0 {
		return
	}
	if len(ts.heap) > minTimers && 2*ts.cancelled > len(ts.heap) {
		ts.rebuild()
		return
	}
	for len(ts.heap) > 0 && ts.heap[0].h.cancelled {
		ts.pop()
	}
}

func (ts *timers) rebuild() {
	live := ts.heap[:0]
	for _, t := range ts.heap {
		if t.h.cancelled {
			t.h.scheduled = false
		} else {
			live = append(live, t)
		}
	}
	clear(ts.heap[len(live):])
	ts.heap, ts.cancelled = live, 0
	for i := len(live)/4 + 1; i >= 0; i-- {
		ts.down(i)
	}
}

func (ts *timers) up(i int) {
	t := ts.heap[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !t.before(ts.heap[parent]) {
			break
		}
		ts.heap[i] = ts.heap[parent]
		i = parent
	}
	ts.heap[i] = t
}

func (ts *timers) down(i int) {
	n := len(ts.heap)
	if i >= n {
		return
	}
	t := ts.heap[i]
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, n); c++ {
			if ts.heap[c].before(ts.heap[least]) {
				least = c
			}
		}
		if !ts.heap[least].before(t) {
			break
		}
		ts.heap[i] = ts.heap[least]
		i = least
	}
	ts.heap[i] = t
}
