package differential

// This file makes a program that differs as small as it goes.

// Shrink returns the smallest program it finds for which differs still holds. It tries the smaller programs in a fixed
// order, and begins anew with the first that will do, until none does.
func Shrink(p *Program, differs func(*Program) bool) *Program {
	for {
		smaller := shrinkOnce(p, differs)
		if smaller == nil {
			return p
		}
		p = smaller
	}
}

// shrinkOnce makes one pass over all nodes; nil if nothing could be left out.
func shrinkOnce(p *Program, differs func(*Program) bool) *Program {
	changed := false
	// Each edit is found anew by its number, because a copy has other nodes.
	for n := 0; ; {
		q := p.clone()
		e := &editor{at: n}
		if q.Eager && e.turn() {
			q.Eager = false
		}
		e.block(&q.Main)
		if !e.done {
			break
		}
		if q.Main.size() <= p.Main.size() && differs(q) {
			p, changed = q, true
		} else {
			n++
		}
	}
	if !changed {
		return nil
	}
	return p
}

// An editor makes the edit with number at.
type editor struct {
	at   int
	done bool
}

// turn tells whether it is the turn of the next edit.
func (e *editor) turn() bool {
	if e.done {
		return false
	}
	e.at--
	e.done = e.at < 0
	return e.done
}

func (e *editor) block(b *Block) {
	// Halves first: most of a program has nothing to do with the difference.
	if n := len(b.List); n > 3 {
		if e.turn() {
			b.List = b.List[:n/2]
			return
		}
		if e.turn() {
			b.List = b.List[n/2:]
			return
		}
	}
	for i := 0; i < len(b.List) && !e.done; i++ {
		n := b.List[i]
		if e.turn() {
			b.List = append(b.List[:i:i], b.List[i+1:]...)
			return
		}
		for _, inner := range n.inner() {
			if inner.Async == b.Async && e.turn() {
				b.List = append(append(b.List[:i:i], inner.List...), b.List[i+1:]...)
				return
			}
		}
		e.node(n)
	}
}

// inner are the blocks that can take a statement's place.
func (n *Node) inner() []Block {
	list := append([]Block(nil), n.Body...)
	for _, k := range n.Kids {
		list = append(list, k.inner()...)
	}
	return list
}

func (e *editor) node(n *Node) {
	for i := range n.Kids {
		if canDrop(n.Op) && e.turn() {
			n.Kids = append(n.Kids[:i:i], n.Kids[i+1:]...)
			return
		}
		for _, k := range n.Kids[i].Kids {
			if e.turn() {
				n.Kids[i] = k
				return
			}
		}
		e.node(n.Kids[i])
		if e.done {
			return
		}
	}
	for i := range n.I {
		if n.I[i] != 0 && isOption(n.Op, i) && e.turn() {
			n.I[i] = 0
			return
		}
	}
	for i := range n.Body {
		e.block(&n.Body[i])
		if e.done {
			return
		}
	}
}

// canDrop tells whether an operation can do with fewer awaitables.
func canDrop(op Op) bool {
	return op == "gather" || op == "gather_start" || op == "as_completed" || op == "spawn" || op == "inline"
}

// isOption tells whether I[i] of an operation may be 0 instead.
func isOption(op Op, i int) bool {
	switch op {
	case "await":
		return i == 0 || i == 3
	case "spawn":
		return i == 1 || i == 2
	case "sleep":
		return i == 1
	case "cancel":
		return i == 1
	case "inline", "gather", "cancel_self":
		return i == 0
	case "gather_start":
		return i > 0
	case "loop":
		return false
	case "timeout":
		return i == 2
	}
	return false
}
