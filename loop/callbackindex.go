package loop

// This file removes done callbacks, quickly even where a future has very many.

// indexFrom is the number of callbacks from which on they are indexed. A hundred thousand tasks may give up waiting for
// the same future, each by itself: to search the list each time would take quadratic time.
const indexFrom = 64

// callbackIndex holds the callbacks of a future that has many, from the first removal on. It finds one in constant
// time. While there is an index, the future's first callback is the index itself, as a mark that it has callbacks, and
// its list of others is empty.
type callbackIndex struct {
	list    []doneCallback   // in the order they were added; one that was removed has no callback
	before  []int            // for each, the place of the one before it that is equal; -1 if there is none
	last    map[Callback]int // the place of the last of those that are equal
	removed int              // how many were removed
}

// RemoveDoneCallback removes every callback that is equal to cb and returns how many.
func (f *Future) RemoveDoneCallback(cb Callback) int {
	if f.first.cb == nil {
		return 0
	}
	if f.side == nil || f.side.index == nil {
		if len(f.more()) < indexFrom {
			return f.removeScanning(cb)
		}
		f.makeIndex()
	}
	c := f.side.index
	removed := c.remove(cb)
	if 2*c.removed > len(c.list) {
		f.dropIndex()
	}
	return removed
}

// removeScanning looks at every callback.
func (f *Future) removeScanning(cb Callback) int {
	more := f.more()
	kept := more[:0]
	for _, w := range more {
		if w.cb != cb {
			kept = append(kept, w)
		}
	}
	removed := len(more) - len(kept)
	clear(more[len(kept):])
	first := f.first
	if first.cb == cb {
		removed++
		first = doneCallback{}
		if n := len(kept) - 1; n >= 0 {
			first = kept[0]
			copy(kept, kept[1:])
			kept[n] = doneCallback{}
			kept = kept[:n]
		}
	}
	f.setCallbacks(first, kept)
	return removed
}

// makeIndex moves the callbacks into an index.
func (f *Future) makeIndex() {
	n := 1 + len(f.more())
	c := &callbackIndex{list: make([]doneCallback, 0, n), before: make([]int, 0, n), last: make(map[Callback]int, n)}
	for _, w := range f.callbacks() {
		c.add(w)
	}
	f.rare().index = c
	f.setCallbacks(doneCallback{cb: c}, nil)
}

// dropIndex moves the callbacks that are left back into the future.
func (f *Future) dropIndex() {
	left := f.callbacks()
	f.side.index = nil
	if len(left) == 0 {
		f.setCallbacks(doneCallback{}, nil)
		return
	}
	f.setCallbacks(left[0], left[1:])
}

// callbacks returns the callbacks in the order in which they were added.
func (f *Future) callbacks() []doneCallback {
	if f.first.cb == nil {
		return nil
	}
	if f.side == nil || f.side.index == nil {
		return append([]doneCallback{f.first}, f.more()...)
	}
	c := f.side.index
	left := make([]doneCallback, 0, len(c.list)-c.removed)
	for _, w := range c.list {
		if w.cb != nil {
			left = append(left, w)
		}
	}
	return left
}

func (c *callbackIndex) add(w doneCallback) {
	before, ok := c.last[w.cb]
	if !ok {
		before = -1
	}
	c.last[w.cb] = len(c.list)
	c.list = append(c.list, w)
	c.before = append(c.before, before)
}

func (c *callbackIndex) remove(cb Callback) int {
	i, ok := c.last[cb]
	if !ok {
		return 0
	}
	delete(c.last, cb)
	removed := 0
	for ; i >= 0; i = c.before[i] {
		c.list[i] = doneCallback{}
		removed++
	}
	c.removed += removed
	return removed
}

// Call implements Callback, so that the index can stand where the first callback stands. It is never scheduled.
func (c *callbackIndex) Call(*Future) { panic("BUG: an index of callbacks was called") }
