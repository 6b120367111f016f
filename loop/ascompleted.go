package loop

// This file holds AsCompleted.

// Completing gives futures in the order in which they are done. It is the iterator of
// asyncio.as_completed.
type Completing struct {
	loop  *Loop
	all   []*Future        // in the order given
	todo  map[*Future]bool // those that are not done yet
	done  *Queue           // done, in order; a nil *Future stands for one that was overtaken by the timeout
	left  int              // how many have not been asked for
	timer *Handle
}

// AsCompleted starts to wait for the items: *Future, *Task or Coroutine, which become tasks
// at once. When the timeout is over, everything that is still awaited raises TimeoutError.
func AsCompleted(l *Loop, items []any, timeout Span) (*Completing, error) {
	if err := timeout.Check("timeout"); err != nil {
		return nil, err
	}
	c := &Completing{loop: l, done: NewQueue(0), todo: make(map[*Future]bool, len(items))}
	seen := l.newMarks(items)
	for i, x := range items {
		if seen.put(i) < i {
			continue
		}
		f, err := EnsureFuture(x, l)
		if err != nil {
			return nil, err
		}
		if !c.todo[f] {
			c.todo[f] = true
			c.all = append(c.all, f)
		}
	}
	for _, f := range c.all {
		f.addCallback((*completingDone)(c), &l.blank)
	}
	if len(c.todo) > 0 && timeout.given {
		c.timer = l.CallLater(timeout, (*completingTimeout)(c), &l.blank)
	}
	c.left = len(c.all)
	return c, nil
}

// completingDone is a Completing as the done callback of its futures.
type completingDone Completing

func (d *completingDone) Call(f *Future) {
	c := (*Completing)(d)
	if len(c.todo) == 0 {
		return // the timeout was first
	}
	delete(c.todo, f)
	c.done.PutNowait(f)
	if len(c.todo) == 0 && c.timer != nil {
		c.timer.Cancel()
	}
}

// completingTimeout is a Completing as the callback of its timer.
type completingTimeout Completing

func (e *completingTimeout) Call(*Future) {
	c := (*Completing)(e)
	for _, f := range c.all {
		if c.todo[f] {
			f.RemoveDoneCallback((*completingDone)(c))
			c.done.PutNowait((*Future)(nil))
		}
	}
	c.todo = nil
}

func (d *completingDone) String() string    { return "as_completed()" }
func (e *completingTimeout) String() string { return "as_completed()" }

// Left returns how many futures have not been asked for.
func (c *Completing) Left() int { return c.left }

// Next returns a coroutine that returns the next *Future to be done, one of those passed in
// or the task of a coroutine, as asynchronous iteration does. It returns nil when all
// have been asked for.
func (c *Completing) Next() Coroutine { return c.nextCoroutine(false) }

// NextResult returns a coroutine that returns the result of the next future to be done, or
// raises its exception, as plain iteration does. It returns nil when all have been
// asked for.
func (c *Completing) NextResult() Coroutine { return c.nextCoroutine(true) }

func (c *Completing) nextCoroutine(resolve bool) Coroutine {
	if c.left == 0 {
		return nil
	}
	c.left--
	n := &nextDone{resolve: resolve}
	n.get.InitGet(c.done, c.loop)
	return n
}

// nextDone is the coroutine of Next and NextResult.
type nextDone struct {
	get     QueueWait
	resolve bool
}

// Resume implements Coroutine.
func (n *nextDone) Resume(exc error) (Signal, any) {
	sig, v := n.get.Resume(exc)
	if sig != Returned {
		return sig, v
	}
	switch f := v.(*Future); {
	case f == nil:
		return Raised, TimeoutError.New(nil)
	case n.resolve:
		return ended(f.Result())
	default:
		return Returned, f
	}
}

// Close implements Closer.
func (n *nextDone) Close() { n.get.Close() }

// String implements fmt.Stringer.
func (n *nextDone) String() string { return "as_completed()" }
