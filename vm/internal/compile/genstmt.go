package compile

// This file compiles statements and the scopes of local variables.

import (
	"moonloop/vm/coverage"

	lua "github.com/yuin/gopher-lua"
)

// A blockScope is a block that is being compiled.
type blockScope struct {
	outer    *blockScope
	locals   int         // active when it begins
	breaks   int         // jumps of the break statements, if it is the body of a loop
	loop     *blockScope // the innermost such body; nil for none
	iterator int         // the first hidden variable of the innermost generic for, whose iterator may have to be closed; or -1
}

func (g *generator) enter(breakable bool) *blockScope {
	bl := g.c.spare
	if bl != nil {
		g.c.spare = bl.outer
	} else {
		bl = new(blockScope)
	}
	*bl = blockScope{outer: g.block, locals: len(g.active), breaks: noJump, iterator: -1}
	if bl.outer != nil {
		bl.loop, bl.iterator = bl.outer.loop, bl.outer.iterator
	}
	if breakable {
		bl.loop = bl
	}
	g.block = bl
	return bl
}

func (g *generator) leave() {
	bl := g.block
	g.block = bl.outer
	captured := g.captured(bl.locals)
	g.leaveLocals(bl.locals)
	if captured {
		g.code(Make(Close, bl.locals, 0, 0))
	}
	g.free = len(g.active)
	g.patchHere(bl.breaks)
	bl.outer, g.c.spare = g.c.spare, bl
}

// captured tells whether a closure has a local in register from or above.
func (g *generator) captured(from int) bool {
	for _, a := range g.active[from:] {
		if a.local != nil && a.local.Captured {
			return true
		}
	}
	return false
}

// activate begins the scope of the next local, whose register is the next in order.
func (g *generator) activate(l *Local) {
	l.reg = len(g.active)
	g.active = append(g.active, activeLocal{l, g.declare(l.Name)})
}

// hide begins the scope of a local that source cannot name.
func (g *generator) hide(names ...string) {
	for _, name := range names {
		g.active = append(g.active, activeLocal{nil, g.declare(name)})
	}
}

// declare returns the number of a new local in draft.locals.
func (g *generator) declare(name string) int {
	g.draft.locals = append(g.draft.locals, lua.DbgLocalInfo{Name: name, StartPc: g.pc() - 1})
	return len(g.draft.locals) - 1
}

// leaveLocals ends the scope of the locals from number n on.
func (g *generator) leaveLocals(n int) {
	for _, a := range g.active[n:] {
		g.draft.locals[a.info].EndPc = g.pc()
	}
	g.active = g.active[:n]
}

func (g *generator) statements(b *Block) {
	for _, s := range b.Stmts {
		g.compile(s)
	}
}

// compile compiles a statement.
func (g *generator) compile(s Stmt) {
	g.c.did(1)
	g.countStatement(s)
	g.statement(s)
	g.free = len(g.active)
}

// inner compiles a block in a scope of its own.
func (g *generator) inner(b *Block) {
	g.enter(false)
	g.statements(b)
	g.at(b.EndLine, 0)
	g.leave()
}

func (g *generator) statement(s Stmt) {
	switch s := s.(type) {
	case *LocalStmt:
		g.local(s)
	case *LocalFunctionStmt:
		g.reserve(1)
		g.activate(s.Name)
		to, fn := value(isLocal, s.Name.reg), g.closure(s.Func)
		g.store(&to, &fn)
		g.draft.locals[g.active[len(g.active)-1].info].StartPc = g.pc() - 1
	case *AssignStmt:
		g.assign(s)
	case *CallStmt:
		d := g.expr(s.Call)
		g.insts[d.info] = g.insts[d.info].withC(1)
	case *DoStmt:
		g.inner(s.Body)
	case *WhileStmt:
		start := g.here()
		exit := g.condition(s.Cond)
		g.at(s.DoLine, 0)
		round := g.countExit(exit, s.Pos)
		g.enter(true)
		g.inner(s.Body)
		g.patch(g.jump(), start)
		g.at(s.End, 0)
		if round.Slot != uncounted {
			g.patchHere(exit)
			exit = noJump
			g.countBranch(coverage.While, s.Pos, round, way(g.counter(s.Pos)))
		}
		g.leave()
		g.patchHere(exit)
	case *RepeatStmt:
		g.repeat(s)
	case *IfStmt:
		g.ifs(s)
	case *NumericForStmt:
		g.numericFor(s)
	case *GenericForStmt:
		g.genericFor(s)
	case *ReturnStmt:
		g.returns(s)
	case *BreakStmt:
		g.atPos(s.Pos)
		g.breaks()
	case *GotoStmt:
		g.atPos(s.Pos)
		g.jumpTo(s.Target)
	case *LabelStmt:
		g.place(s)
	}
}

// adjust makes values of a list, whose last is d, as many as there are variables.
func (g *generator) adjust(variables, values int, d *desc) {
	extra := variables - values
	if d.kind == isCall || d.kind == isDots {
		extra = max(extra+1, 0)
		g.setResults(d, extra)
		if extra > 1 {
			g.reserve(extra - 1)
		}
		return
	}
	if d.kind != isNothing {
		g.nextRegister(d)
	}
	if extra > 0 {
		r := g.free
		g.reserve(extra)
		g.loadNil(r, extra)
	}
}

func (g *generator) local(s *LocalStmt) {
	var d desc
	n := 0
	if s.Values != nil {
		d, n = g.list(s.Values), len(s.Values.List)
	} else {
		g.atPos(s.Names[len(s.Names)-1].Pos)
	}
	g.adjust(len(s.Names), n, &d)
	for _, l := range s.Names {
		g.activate(l)
	}
}

// assign evaluates the targets and the values from left to right and stores them from right to left.
func (g *generator) assign(s *AssignStmt) {
	var few [2]desc
	targets := few[:0]
	for i, t := range s.Targets {
		targets = append(targets, g.expr(t))
		if i > 0 && targets[i].kind == isLocal {
			g.protect(targets[:i], targets[i].info)
		}
	}
	d := g.list(s.Values)
	last := len(targets) - 1
	if n := len(s.Values.List); n == len(targets) {
		g.setOne(&d)
		g.store(&targets[last], &d)
		last--
	} else {
		g.adjust(len(targets), n, &d)
		if n > len(targets) {
			g.free -= n - len(targets)
		}
	}
	for ; last >= 0; last-- {
		d = value(isFixed, g.free-1)
		g.store(&targets[last], &d)
	}
	if s.Func {
		g.fix(s.FuncLine, s.Pos.Col)
	}
}

// protect has targets that use a local, which is assigned to in the same statement, use a copy of it.
func (g *generator) protect(targets []desc, local int) {
	conflict := false
	for i := range targets {
		if t := &targets[i]; t.kind == isIndexed {
			if t.info == local {
				conflict, t.info = true, g.free
			}
			if t.aux == local {
				conflict, t.aux = true, g.free
			}
		}
	}
	if conflict {
		g.code(Make(Move, g.free, local, 0))
		g.reserve(1)
	}
}

// condition compiles a condition and returns the jumps taken when it is false.
func (g *generator) condition(e Expr) int {
	d := g.expr(e)
	if d.kind == isNil {
		d.kind = isFalse
	}
	g.goIfTrue(&d, nil)
	return d.f
}

func (g *generator) repeat(s *RepeatStmt) {
	start := g.here()
	g.enter(true)
	scope := g.enter(false)
	g.statements(s.Body)
	at := s.Cond.Start()
	g.countLine(at)
	exit := g.condition(s.Cond)
	end := g.countExit(exit, at)
	if end.Slot == uncounted && !g.captured(scope.locals) {
		g.leave()
		g.patch(exit, start)
	} else {
		g.breaks()
		g.patchHere(exit)
		if end.Slot != uncounted {
			g.countBranch(coverage.Repeat, at, way(g.counter(at)), end)
		}
		g.leave()
		g.patch(g.jump(), start)
	}
	g.leave()
}

func (g *generator) ifs(s *IfStmt) {
	escape := noJump
	for i := range s.Clauses {
		c := &s.Clauses[i]
		at := c.Cond.Start()
		if i > 0 {
			g.countLine(at)
		}
		exit := g.condition(c.Cond)
		g.at(c.ThenLine, 0)
		then := g.countExit(exit, at)
		g.inner(c.Body)
		if i < len(s.Clauses)-1 || s.Else != nil || then.Slot != uncounted {
			escape = g.joinJump(escape)
			g.patchHere(exit)
			if then.Slot != uncounted {
				g.countBranch(coverage.If, at, then, way(g.counter(at)))
			}
		} else {
			escape = g.join(escape, exit)
		}
	}
	if s.Else != nil {
		g.inner(s.Else)
	}
	g.patchHere(escape)
}

// joinJump adds a jump to the front of a list, so that adding many is no work for each of those before.
func (g *generator) joinJump(list int) int {
	j := g.jump()
	return g.join(j, list)
}

func (g *generator) numericFor(s *NumericForStmt) {
	g.enter(true)
	base := g.free
	for _, e := range []Expr{s.Start, s.Limit, s.Step} {
		if e == nil {
			g.code(MakeX(LoadK, g.free, 0, g.number(1)))
			g.reserve(1)
			continue
		}
		d := g.expr(e)
		g.nextRegister(&d)
	}
	g.hide("(for index)", "(for limit)", "(for step)")
	g.at(s.DoLine, 0)
	prep := g.code(MakeX(ForPrep, base, 0, noJump))
	round := way(g.counter(s.Pos))
	g.loopBody([]*Local{s.Var}, s.Body)
	g.patchHere(prep)
	end := g.code(MakeX(ForLoop, base, 0, noJump))
	g.fix(s.Pos.Line, s.Pos.Col)
	g.patch(end, prep+1)
	g.countBranch(coverage.For, s.Pos, round, way(g.counter(s.Pos)))
	g.at(s.End, 0)
	g.leave()
}

func (g *generator) genericFor(s *GenericForStmt) {
	loop := g.enter(true)
	loop.iterator = loop.locals
	base := g.free
	d := g.list(s.Values)
	g.adjust(3, len(s.Values.List), &d)
	g.check(3) // for the call
	g.hide("(for generator)", "(for state)", "(for control)")
	g.at(s.DoLine, 0)
	prep := g.code(MakeX(TForPrep, base, 0, noJump))
	round := way(g.counter(s.Pos))
	g.loopBody(s.Vars, s.Body)
	g.patchHere(prep)
	at := s.Values.List[0].Start()
	g.code(Make(TForCall, base, 0, len(s.Vars)))
	g.fix(at.Line, at.Col)
	end := g.code(MakeX(TForLoop, base, 0, noJump))
	g.fix(at.Line, at.Col)
	g.patch(end, prep+1)
	g.countBranch(coverage.For, s.Pos, round, way(g.counter(s.Pos)))
	g.at(s.End, 0)
	g.leave()
	g.code(Make(Close, base, 0, 0))
}

// loopBody compiles the body of a for loop, with its variables.
func (g *generator) loopBody(vars []*Local, body *Block) {
	g.enter(false)
	for _, v := range vars {
		g.activate(v)
	}
	g.reserve(len(vars))
	g.inner(body)
	g.leave()
}

func (g *generator) returns(s *ReturnStmt) {
	g.at(s.End, s.Pos.Col)
	if s.Values == nil {
		g.code(Make(Return, 0, 1, 0))
		return
	}
	d := g.list(s.Values)
	first, n := len(g.active), len(s.Values.List)
	switch {
	case d.kind == isCall || d.kind == isDots:
		g.setResults(&d, multiple)
		if d.kind == isCall && n == 1 {
			i := g.insts[d.info]
			g.insts[d.info] = Make(TailCall, i.A(), i.B(), 0)
		}
		n = multiple
	case n == 1:
		first = g.anyRegister(&d)
	default:
		g.nextRegister(&d)
	}
	g.code(Make(Return, first, n+1, 0))
}
