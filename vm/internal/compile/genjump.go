package compile

// This file compiles what leaves blocks: break, goto and labels.

// A label is a place to go to and how many locals are alive there.
type label struct{ pc, level int }

// A gotoJump is a goto statement whose label has not come yet.
type gotoJump struct {
	close int // the instruction that ends variables, to be completed; -1 for none
	jump  int
	above int // the highest register that has something to be ended
}

// breaks leaves the innermost loop.
func (g *generator) breaks() {
	bl := g.block.loop
	if bl == nil {
		g.fail("no loop to break")
	}
	if g.captured(bl.locals) {
		g.code(Make(Close, bl.locals, 0, 0))
	}
	bl.breaks = g.joinJump(bl.breaks)
}

// ends is the highest register that has something to be ended when its scope is left: a variable that a closure has, or
// the iterator of a generic for. It is -1 when there is none.
func (g *generator) ends() int {
	top := g.block.iterator
	for r, a := range g.active {
		if a.local != nil && a.local.Captured {
			top = max(top, r)
		}
	}
	return top
}

// jumpTo compiles a goto statement.
func (g *generator) jumpTo(to *LabelStmt) {
	above := g.ends()
	if l, ok := g.labels[to]; ok {
		if above >= l.level {
			g.code(Make(Close, l.level, 0, 0))
		}
		g.patch(g.jump(), l.pc)
		return
	}
	j := gotoJump{above: above, close: -1}
	if above >= 0 {
		j.close = g.code(Make(Close, above, 0, 0))
	}
	j.jump = g.jump()
	if g.gotos == nil {
		g.gotos = map[*LabelStmt][]gotoJump{}
	}
	g.gotos[to] = append(g.gotos[to], j)
}

// place compiles a label.
func (g *generator) place(s *LabelStmt) {
	level := len(g.active)
	if s.Ends {
		level = g.block.locals
	}
	if g.labels == nil {
		g.labels = map[*LabelStmt]label{}
	}
	g.labels[s] = label{g.here(), level}
	for _, j := range g.gotos[s] {
		if j.close >= 0 {
			if j.above >= level {
				g.insts[j.close] = Make(Close, level, 0, 0)
			} else {
				g.insts[j.close] = MakeX(Jump, 0, 0, 0)
			}
		}
		g.patchHere(j.jump)
	}
	delete(g.gotos, s)
}
