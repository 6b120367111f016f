package loop

// This file removes done callbacks, quickly even where a future has very many.

// crowded is the number of callbacks from which on a search for one is too slow: a hundred thousand tasks may give up
// waiting for the same future, each by itself.
const crowded = 64

// crowd is the callbacks of a future that has many, from the first removal on. Finding one takes constant time. The
// future's own first callback is then the crowd, and there are no more.
type crowd struct {
	waiters []waiter         // in order; one that was removed has no callback
	same    []int            // where the one before it is that is equal, -1 if there is none
	at      map[Callback]int // where the last of those that are equal is
	gone    int              // how many were removed
}

// RemoveDoneCallback removes every callback that is equal to cb and returns how many.
func (f *Future) RemoveDoneCallback(cb Callback) int {
	if f.first.cb == nil {
		return 0
	}
	if f.side == nil || f.side.crowd == nil {
		if len(f.more) < crowded {
			return f.removeFew(cb)
		}
		f.crowdIn()
	}
	c := f.side.crowd
	removed := c.remove(cb)
	if 2*c.gone > len(c.waiters) {
		f.disperse()
	}
	return removed
}

// removeFew looks at all callbacks.
func (f *Future) removeFew(cb Callback) int {
	kept := f.more[:0]
	for _, w := range f.more {
		if w.cb != cb {
			kept = append(kept, w)
		}
	}
	removed := len(f.more) - len(kept)
	clear(f.more[len(kept):])
	f.more = kept
	if f.first.cb == cb {
		removed++
		f.first = waiter{}
		if len(kept) > 0 {
			f.first = kept[0]
			copy(kept, kept[1:])
			kept[len(kept)-1] = waiter{}
			f.more = kept[:len(kept)-1]
		}
	}
	return removed
}

// crowdIn makes a crowd of the callbacks.
func (f *Future) crowdIn() {
	n := 1 + len(f.more)
	c := &crowd{waiters: make([]waiter, 0, n), same: make([]int, 0, n), at: make(map[Callback]int, n)}
	for _, w := range f.callbacks() {
		c.add(w)
	}
	f.rare().crowd = c
	f.first, f.more = waiter{cb: c}, nil
}

// disperse makes what is left of the crowd plain callbacks again.
func (f *Future) disperse() {
	left := f.callbacks()
	f.side.crowd = nil
	f.first, f.more = waiter{}, nil
	if len(left) > 0 {
		f.first, f.more = left[0], left[1:]
	}
}

// callbacks returns the callbacks in the order in which they were added.
func (f *Future) callbacks() []waiter {
	if f.first.cb == nil {
		return nil
	}
	if f.side == nil || f.side.crowd == nil {
		return append([]waiter{f.first}, f.more...)
	}
	c := f.side.crowd
	left := make([]waiter, 0, len(c.waiters)-c.gone)
	for _, w := range c.waiters {
		if w.cb != nil {
			left = append(left, w)
		}
	}
	return left
}

func (c *crowd) add(w waiter) {
	before, ok := c.at[w.cb]
	if !ok {
		before = -1
	}
	c.at[w.cb] = len(c.waiters)
	c.waiters = append(c.waiters, w)
	c.same = append(c.same, before)
}

func (c *crowd) remove(cb Callback) int {
	i, ok := c.at[cb]
	if !ok {
		return 0
	}
	delete(c.at, cb)
	removed := 0
	for ; i >= 0; i = c.same[i] {
		c.waiters[i] = waiter{}
		removed++
	}
	c.gone += removed
	return removed
}

// Call implements Callback, to stand where a callback stands.
func (c *crowd) Call(*Future) { panic("BUG: a crowd of callbacks was called") }
