package loop

// This file holds Gather.

// gathering is the state behind the outer future of Gather, and its children's callback.
type gathering struct {
	outer            *Future // nil until all children are there
	children         []*Future
	total, finished  int
	returnExceptions bool
	cancelRequested  bool
	sweep            uint64 // the last cancelling that came by, see cancelChildren
	swept            bool   // what came of it
}

// Gather returns a future of all results, in the order of the items: a []any. Items are
// *Future, *Task or Coroutine; coroutines become tasks at once. The same item twice is
// one. It is asyncio.gather.
//
// Without returnExceptions, the first exception is the outer future's, and the other
// children go on. With it, exceptions stand among the results, as errors.
// Cancelling the outer future cancels the children.
func Gather(l *Loop, items []any, returnExceptions bool) (*Future, error) {
	if len(items) == 0 {
		outer := newFuture(l)
		return outer, outer.finish(finished, []any{})
	}
	g := &gathering{returnExceptions: returnExceptions, children: make([]*Future, 0, len(items))}
	seen := l.newMarks(items)
	var doneNow []*Future
	var common *Loop // the loop of the first child
	for i, x := range items {
		var f *Future
		if first := seen.put(i); first < i {
			f = g.children[first]
		} else {
			var err error
			if f, err = g.child(x, l, common); err != nil {
				return nil, err
			}
			common = f.loop
			g.total++
			if f.Done() {
				doneNow = append(doneNow, f)
			} else {
				f.addCallback(g, &f.loop.blank)
			}
		}
		g.children = append(g.children, f)
	}
	g.outer = newFuture(common)
	g.outer.rare().gather = g
	// With eager tasks everything may be done already; then the outer future is too.
	for _, f := range doneNow {
		g.Call(f)
	}
	return g.outer, nil
}

// child makes a future of an item. Its loop must be that of the first one.
func (g *gathering) child(x any, l, common *Loop) (*Future, error) {
	f := asFuture(x)
	if f != nil && common == nil {
		return f, nil
	}
	if common != nil {
		l = common
	}
	ours := f == nil
	f, err := EnsureFuture(x, l)
	if err == nil && ours && f.task != nil {
		f.task.quiet = true // nobody else can look after it
	}
	return f, err
}

// cancelChildren cancels the children; that is how the outer future is cancelled.
//
// Gathers can share gathers, so that the paths to one are very many: what one call of Cancel leads to reaches each once.
func (g *gathering) cancelChildren(msg any) bool {
	if g.outer.Done() {
		return false
	}
	l := g.outer.loop
	if !l.sweeping {
		l.sweeping = true
		l.sweeps++
		defer func() { l.sweeping = false }()
	} else if g.sweep == l.sweeps {
		return g.swept
	}
	g.sweep, g.swept = l.sweeps, false
	took := false
	for _, f := range g.children {
		if f.Cancel(msg) {
			took = true
		}
	}
	if took {
		// Children may swallow it; the outer future honours it all the same.
		g.cancelRequested = true
	}
	g.swept = took
	return took
}

// Call is the done callback of each child.
func (g *gathering) Call(f *Future) {
	g.finished++
	if g.outer == nil || g.outer.Done() {
		f.markRetrieved()
		return
	}
	if !g.returnExceptions {
		// A cancelled child is an exception of the outer future, not its cancellation.
		if f.Cancelled() {
			g.outer.fail(f.makeCancelledError())
			return
		}
		if exc, _ := f.Exception(); exc != nil {
			g.outer.fail(exc)
			return
		}
	}
	if g.finished < g.total {
		return
	}
	results := g.results()
	if g.cancelRequested {
		last := g.children[len(g.children)-1]
		if !g.returnExceptions {
			g.outer.fail(last.makeCancelledError())
			return
		}
		// CPython makes an exception of it here too, of which cancelled() knows nothing.
		g.outer.rare().cancelledErr = last.makeCancelledError()
		g.outer.cancelNow(last.cancelMessage())
		return
	}
	g.outer.finish(finished, results)
}

// results collects what the children gave.
func (g *gathering) results() []any {
	results := make([]any, len(g.children))
	for i, f := range g.children {
		switch {
		case f.Cancelled() && f.cancelMessage() == nil:
			results[i] = CancelledError.New("")
		case f.Cancelled():
			results[i] = CancelledError.New(f.cancelMessage())
		default:
			if exc, _ := f.Exception(); exc != nil {
				results[i] = exc
			} else {
				results[i] = f.value
			}
		}
	}
	return results
}

// String names the callback.
func (g *gathering) String() string { return "gather()" }
