package differential

// This file makes random programs.

import "math/rand/v2"

// Features are what programs may use. The zero value is part one of the module.
type Features struct {
	Groups, Timeouts, Queues, Locks bool
}

// AllFeatures is everything.
var AllFeatures = Features{true, true, true, true}

// Generate makes the program of a seed.
func Generate(seed uint64, f Features) *Program {
	g := &generator{rnd: rand.New(rand.NewPCG(seed, 0)), features: f}
	g.theme = themes[g.rnd.IntN(len(themes))]
	g.budget = 10 + g.rnd.IntN(80)
	p := &Program{Seed: seed, Eager: g.chance(12)}
	p.Main = g.block(true, 0, 4+g.rnd.IntN(16))
	// Most programs come to an end of themselves: timers set free what waits.
	for i := range slots {
		if at := 1 + g.rnd.IntN(30); g.chance(85) {
			p.Main.List = append([]*Node{g.node("later", g.slot(0), at, g.mark()).with(callback(g.setResult(i)))}, p.Main.List...)
		}
	}
	switch g.rnd.IntN(5) {
	case 0: // what is left is cancelled
	case 1:
		for i := range slots {
			p.Main.List = append(p.Main.List, g.node("await", 0, g.mark(), 2, 0).of(g.node("slot", i)))
		}
	default:
		p.Main.List = append(p.Main.List, g.node("await", 0, g.mark(), 2, 0).of(g.node("sleep", 8*12, 0)))
	}
	return p
}

type generator struct {
	rnd      *rand.Rand
	features Features
	budget   int
	guarded  bool // what is made now belongs to the outermost coroutine, which should live
	marks    int
	theme    string // what there is more of
}

// themes make contention: a program of one has five times as much of that kind.
var themes = []string{"", "groups", "timeouts", "queues", "locks", "cancels"}

// boost gives choices more weight if they are the program's theme.
func (g *generator) boost(theme string, list ...choice) []choice {
	if theme == g.theme {
		for i := range list {
			list[i].weight *= 5
		}
	}
	return list
}

// A choice is an operation with its weight.
type choice struct {
	weight int
	make   func(depth int) *Node
}

func (g *generator) chance(percent int) bool { return g.rnd.IntN(100) < percent }
func (g *generator) mark() int               { g.marks++; return g.marks }
func (g *generator) slot(n int) int {
	if n == 0 {
		n = smallSlots
	}
	return g.rnd.IntN(n)
}

// guard is the flag that errors are caught, which most are.
func (g *generator) guard() int {
	if g.guarded {
		return 1
	}
	return g.flag(90)
}
func (g *generator) s() int { return g.rnd.IntN(slots) }
func (g *generator) flag(percent int) int {
	if g.chance(percent) {
		return 1
	}
	return 0
}

// delay is a time as seconds has it; half of them are nothing or short.
func (g *generator) delay() int {
	if g.chance(20) {
		return tenths + g.rnd.IntN(30)
	}
	switch g.rnd.IntN(4) {
	case 0:
		return 0
	case 1:
		return 1 + g.rnd.IntN(3)
	}
	return 1 + g.rnd.IntN(24)
}

// limit is a timeout: -1 for none.
func (g *generator) limit() int {
	if g.chance(15) {
		return -1
	}
	return g.delay()
}

func (g *generator) node(op Op, i ...int) *Node { return &Node{Op: op, I: i} }

func (n *Node) with(blocks ...Block) *Node { n.Body = append(n.Body, blocks...); return n }
func (n *Node) of(kids ...*Node) *Node     { n.Kids = append(n.Kids, kids...); return n }

func callback(list ...*Node) Block { return Block{List: list} }

// block makes up to n statements.
func (g *generator) block(async bool, depth, n int) Block {
	b := Block{Async: async}
	for ; n > 0 && g.budget > 0; n-- {
		g.budget--
		b.List = append(b.List, g.statement(async, depth))
	}
	if len(b.List) == 0 {
		b.List = append(b.List, g.node("log", g.mark()))
	}
	return b
}

func (g *generator) asyncBlock(depth int) Block { return g.block(true, depth+1, 1+g.rnd.IntN(5)) }
func (g *generator) syncBlock(depth int) Block  { return g.block(false, depth+1, 1+g.rnd.IntN(3)) }

func (g *generator) statement(async bool, depth int) *Node {
	g.guarded = depth == 0
	choices := g.plain()
	if depth < 5 {
		choices = append(choices, g.nestedPlain()...)
	}
	if async {
		choices = append(choices, g.simpleAsync()...)
		if depth < 5 {
			choices = append(choices, g.nestedAsync()...)
		}
	}
	return g.pick(choices, depth)
}

func (g *generator) pick(choices []choice, depth int) *Node {
	total := 0
	for _, c := range choices {
		total += c.weight
	}
	at := g.rnd.IntN(total)
	for _, c := range choices {
		if at -= c.weight; at < 0 {
			return c.make(depth)
		}
	}
	panic("BUG: no choice")
}

func (g *generator) setResult(slot int) *Node {
	return g.node("set_result", slot, g.mark(), 1)
}

// plain are statements without blocks that callbacks may contain too.
func (g *generator) plain() []choice {
	mark := g.mark
	list := []choice{
		{6, func(int) *Node { return g.node("log", mark()) }},
		{3, func(int) *Node { return g.node("count") }},
		{2, func(int) *Node { return g.node("cancelling", g.s()) }},
		{1, func(int) *Node { return g.node("uncancel", g.s()) }},
		{3, func(int) *Node { return g.node("new_future", g.s()) }},
		{6, func(int) *Node { return g.node("set_result", g.s(), mark(), g.guard()) }},
		{3, func(int) *Node {
			return g.node("set_exception", g.s(), mark(), g.guard(), g.rnd.IntN(4))
		}},
		{4, func(int) *Node { return g.node("state", g.s(), g.rnd.IntN(3), g.guard()) }},
		{2, func(int) *Node { return g.node("cancel_handle", g.slot(0)) }},
		{2, func(int) *Node { return g.node("set_var", mark()) }},
		{3, func(int) *Node { return g.node("get_var") }},
		{1, func(int) *Node { return g.node("reset_var") }},
		{1, func(int) *Node { return g.node("all_tasks") }},
		{1, func(int) *Node { return g.node("set_name", g.s(), mark()) }},
		{1, func(int) *Node { return g.node("remove_callback", g.s(), g.slot(0)) }},
		{1, func(int) *Node { return g.node("factory", g.rnd.IntN(len(factories))) }},
		{2, func(int) *Node { return g.node("shield_start", g.s(), g.s()) }},
		{1, func(int) *Node {
			if g.chance(85) {
				return g.node("report", mark())
			}
			return g.node("stop")
		}},
	}
	list = append(list, g.boost("cancels",
		choice{6, func(int) *Node { return g.node("cancel", g.s(), g.flag(40)*mark()) }})...)
	if !g.guarded {
		list = append(list, choice{3, func(int) *Node { return g.node("raise", mark(), g.rnd.IntN(len(errorClasses))) }})
	}
	f := g.features
	if f.Timeouts {
		list = append(list, g.boost("timeouts",
			choice{2, func(int) *Node { return g.node("reschedule", g.slot(0), g.limit(), 1) }},
			choice{1, func(int) *Node { return g.node("timeout_state", g.slot(0)) }})...)
	}
	if f.Queues {
		list = append(list, g.boost("queues",
			choice{4, func(int) *Node { return g.node("put_nowait", g.rnd.IntN(3), mark(), g.guard()) }},
			choice{3, func(int) *Node { return g.node("get_nowait", g.rnd.IntN(3), g.guard()) }},
			choice{3, func(int) *Node { return g.node("task_done", g.rnd.IntN(3), g.guard()) }},
			choice{1, func(int) *Node { return g.node("shutdown", g.rnd.IntN(3), g.flag(50)) }},
			choice{2, func(int) *Node { return g.node("queue_state", g.rnd.IntN(3)) }})...)
	}
	if f.Locks {
		list = append(list, g.boost("locks",
			choice{3, func(int) *Node { return g.node("event_set", g.flag(70)) }},
			choice{2, func(int) *Node { return g.node("release", g.rnd.IntN(3), g.guard()) }},
			choice{3, func(int) *Node { return g.node("notify", 1+g.rnd.IntN(3), g.guard()) }},
			choice{2, func(int) *Node { return g.node("lock_state") }})...)
	}
	return list
}

// nestedPlain are statements with blocks that callbacks may contain too.
func (g *generator) nestedPlain() []choice {
	list := []choice{
		{12, func(d int) *Node {
			return g.node("spawn", g.s(), g.rnd.IntN(8), g.flag(60), g.mark()).with(g.asyncBlock(d)).of(g.result(d)...)
		}},
		{5, func(d int) *Node { return g.node("soon", g.slot(0), g.mark(), g.rnd.IntN(4)).with(g.syncBlock(d)) }},
		{7, func(d int) *Node { return g.node("later", g.slot(0), g.delay(), g.mark()).with(g.syncBlock(d)) }},
		{2, func(d int) *Node { return g.node("at", g.slot(0), g.delay(), g.mark()).with(g.syncBlock(d)) }},
		{5, func(d int) *Node {
			return g.node("done_callback", g.s(), g.slot(0), g.mark(), g.flag(20)).with(g.syncBlock(d))
		}},
		{1, func(d int) *Node { return g.node("object", g.slot(0), g.mark()).with(g.asyncBlock(d)) }},
		{2, func(d int) *Node { return g.node("in_context", g.mark(), g.slot(0)).with(g.syncBlock(d)) }},
		{3, func(d int) *Node { return g.node("gather_start", g.s(), g.flag(40), g.flag(50)).of(g.kids(d)...) }},
	}
	if g.features.Groups {
		list = append(list, g.boost("groups",
			choice{4, func(d int) *Node {
				return g.node("group_spawn", g.slot(0), g.s(), g.mark(), g.guard()).with(g.asyncBlock(d))
			}},
			choice{2, func(int) *Node { return g.node("group_cancel", g.slot(0)) }})...)
	}
	return list
}

// simpleAsync are awaits of what is there.
func (g *generator) simpleAsync() []choice {
	return []choice{
		{4, func(int) *Node { return g.node("yield") }},
		{2, func(int) *Node { return g.node("cancel_self", g.flag(40)*g.mark()) }},
		{2, func(int) *Node { return g.node("uncancel_self") }},
		{2, func(int) *Node { return g.node("cancelling_self") }},
		{40, func(d int) *Node { return g.awaitStatement(d) }},
	}
}

func (g *generator) awaitStatement(depth int) *Node {
	way := 0
	if g.chance(30) {
		way = g.rnd.IntN(len(ways))
	}
	catch := g.rnd.IntN(4) // nothing, errors, everything
	if g.guarded {
		catch = 2
	}
	outer := 0
	if way > 0 && g.chance(30) {
		outer = g.rnd.IntN(len(ways))
	}
	return g.node("await", way, g.mark(), min(catch, 2), outer).of(g.awaitable(depth))
}
