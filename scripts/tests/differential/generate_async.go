package differential

// This file makes random statements that wait, and what they wait for.

// nestedAsync are statements with blocks of the same coroutine.
func (g *generator) nestedAsync() []choice {
	list := []choice{
		{6, func(d int) *Node {
			n := g.node("try", g.mark(), g.flag(50), g.rnd.IntN(3)-1)
			n.with(g.asyncBlock(d), g.asyncBlock(d))
			for range 1 + g.rnd.IntN(2) {
				n.I = append(n.I, g.rnd.IntN(len(catchClasses)))
				n.with(g.asyncBlock(d))
			}
			return n
		}},
		{4, func(d int) *Node { return g.node("pcall", g.mark(), g.flag(60)).with(g.asyncBlock(d), g.asyncBlock(d)) }},
		{3, func(d int) *Node { return g.node("loop", 1+g.rnd.IntN(3)).with(g.asyncBlock(d)) }},
		{2, func(d int) *Node { return g.node("while", 1+g.rnd.IntN(3), g.mark()).with(g.asyncBlock(d)) }},
		{2, func(d int) *Node { return g.node("items", g.mark()).with(g.asyncBlock(d)) }},
		{2, func(d int) *Node { return g.node("locals", g.mark()).with(g.asyncBlock(d)) }},
		{2, func(d int) *Node { return g.node("closures", 1+g.rnd.IntN(3), g.mark()).with(g.asyncBlock(d)) }},
		{4, func(d int) *Node {
			return g.node("await_two", g.rnd.IntN(5), g.mark(), g.guard()).of(g.awaitable(d), g.awaitable(d))
		}},
		{3, func(d int) *Node {
			return g.node("as_completed", g.flag(50), g.limit(), g.mark(), g.guard(), g.flag(25)).of(g.kids(d)...)
		}},
		{2, func(d int) *Node {
			return g.node("generator", 1+g.rnd.IntN(3), g.mark()).with(g.asyncBlock(d), g.asyncBlock(d))
		}},
	}
	f := g.features
	if f.Timeouts {
		list = append(list, g.boost("timeouts", choice{7, func(d int) *Node {
			return g.timeoutBlock(d)
		}})...)
	}
	if f.Groups {
		list = append(list, g.boost("groups",
			choice{7, func(d int) *Node { return g.groupBlock(d) }},
			choice{4, func(d int) *Node { return g.sharedOut(d) }})...)
	}
	if f.Locks {
		list = append(list, g.boost("locks", choice{6, func(d int) *Node {
			return g.withBlock(d)
		}})...)
	}
	return list
}

// sharedOut is a try whose handlers take parts of a group, mostly with a task group in it.
func (g *generator) sharedOut(d int) *Node {
	n := g.node("try_star", g.mark(), g.flag(50), g.rnd.IntN(3)-1)
	body := g.asyncBlock(d)
	if g.chance(80) {
		body.List = append(body.List, g.groupBlock(d))
	}
	n.with(body, g.asyncBlock(d))
	for range 1 + g.rnd.IntN(3) {
		n.I = append(n.I, g.rnd.IntN(len(catchClasses)-1)) // all but groups
		n.with(g.asyncBlock(d))
	}
	return n
}

// groupBlock is a task group, mostly with tasks; a few are cancelled before they begin.
func (g *generator) groupBlock(d int) *Node {
	n := g.node("group", g.slot(0), g.mark(), g.guard(), g.flag(5))
	var tasks []*Node
	for range g.rnd.IntN(4) {
		tasks = append(tasks, g.node("group_spawn", n.I[0], g.s(), g.mark(), 1).with(g.asyncBlock(d)))
	}
	b := g.asyncBlock(d)
	b.List = append(tasks, b.List...)
	return n.with(b)
}

// timeoutBlock is a body with a timeout, mostly with something that takes time.
func (g *generator) timeoutBlock(d int) *Node {
	n := g.node("timeout", g.slot(0), g.limit(), g.flag(25), g.mark(), g.guard())
	b := g.asyncBlock(d)
	if g.chance(70) {
		b.List = append(b.List, g.awaitStatement(d+1))
	}
	return n.with(b)
}

// withBlock is a body under a lock; one under the condition mostly uses it.
func (g *generator) withBlock(d int) *Node {
	n := g.node("with", g.rnd.IntN(4), g.mark())
	b := g.asyncBlock(d)
	if n.I[0] == 3 && g.chance(80) {
		use := g.node("notify", 1+g.rnd.IntN(3), 1)
		if g.chance(60) {
			use = g.node("await", 0, g.mark(), g.rnd.IntN(3), 0).of(g.node("condition_wait", g.flag(30)))
		}
		b.List = append([]*Node{use}, b.List...)
	}
	return n.with(b)
}

// kids are the awaitables of a gather and its like.
func (g *generator) kids(depth int) []*Node {
	list := []*Node{}
	for range g.rnd.IntN(4) + g.flag(80) {
		if depth < 4 && g.budget > 0 && g.chance(50) {
			list = append(list, g.inline(depth))
		} else {
			list = append(list, g.node("slot", g.s()))
		}
	}
	return list
}

// result is what a coroutine ends with: nothing for a value, or an awaitable whose result it returns.
func (g *generator) result(depth int) []*Node {
	if depth > 3 || g.chance(75) {
		return nil
	}
	return []*Node{g.awaitable(depth + 1)}
}

// inline is a coroutine that is awaited where it is made.
func (g *generator) inline(depth int) *Node {
	return g.node("inline", g.flag(50), g.mark()).with(g.asyncBlock(depth)).of(g.result(depth)...)
}

func (g *generator) awaitable(depth int) *Node {
	list := []choice{
		{10, func(int) *Node { return g.node("sleep", g.delay(), g.flag(50)*g.mark()) }},
		{8, func(int) *Node { return g.node("slot", g.s()) }},
		{4, func(int) *Node {
			n := g.node("wait", g.rnd.IntN(3), g.limit())
			for range 1 + g.rnd.IntN(3) {
				n.of(g.node("slot", g.s()))
			}
			return n
		}},
	}
	if depth < 5 {
		list = append(list,
			choice{4, g.inline},
			choice{1, func(int) *Node { return g.node("object_again", g.slot(0)) }},
			choice{5, func(d int) *Node { return g.node("gather", g.flag(40), g.flag(50)).of(g.kids(d)...) }},
			choice{6, func(d int) *Node { return g.node("wait_for", g.limit()).of(g.awaitable(d + 1)) }},
			choice{4, func(d int) *Node {
				if d < 4 && g.chance(40) {
					return g.node("shield").of(g.inline(d))
				}
				return g.node("shield").of(g.node("slot", g.s()))
			}})
	}
	f := g.features
	if f.Queues {
		list = append(list, g.boost("queues",
			choice{3, func(int) *Node { return g.node("get", g.rnd.IntN(3)) }},
			choice{3, func(int) *Node { return g.node("put", g.rnd.IntN(3), g.mark()) }},
			choice{2, func(int) *Node { return g.node("join", g.rnd.IntN(3)) }})...)
	}
	if f.Locks {
		list = append(list, g.boost("locks",
			choice{2, func(int) *Node { return g.node("acquire", g.rnd.IntN(3)) }},
			choice{3, func(int) *Node { return g.node("event_wait") }},
			choice{2, func(int) *Node { return g.node("condition_wait", g.flag(30)) }},
			choice{3, func(int) *Node { return g.node("barrier_wait") }},
			choice{1, func(int) *Node { return g.node("barrier_end", g.flag(50)) }})...)
	}
	return g.pick(list, depth)
}
