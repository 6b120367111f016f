package compile

// This file parses statements.

// blockEnds tells whether the current token ends a block.
func (p *parser) blockEnds() bool {
	switch p.tok.kind {
	case tokElse, tokElseif, tokEnd, tokUntil, tokEOF:
		return true
	}
	return false
}

// block parses the statements of a block in a scope of its own.
func (p *parser) block(s scope) *Block {
	b := p.openBlock(s)
	p.end()
	return b
}

// openBlock is block with its scope left open.
func (p *parser) openBlock(s scope) *Block {
	b := p.forest.blocks.take()
	s.block = b
	p.begin(s)
	p.enter()
	chunk := p.main != nil && p.levels == 1
	first := len(p.stmts)
	for last := false; !last && !p.blockEnds(); {
		var stmt Stmt
		stmt, last = p.statement()
		if !chunk || !p.compiled(stmt) {
			p.stmts = append(p.stmts, stmt)
		}
		p.accept(';')
	}
	b.Stmts = p.forest.stmts.cut(len(p.stmts) - first)
	copy(b.Stmts, p.stmts[first:])
	p.stmts = p.stmts[:first]
	p.leave()
	b.EndLine = p.last
	return b
}

// compiled has a statement of the chunk compiled, and what it was made of used again. Where there may be a label to go to
// it has to wait: where that is, and which variables end there, is known at the end.
func (p *parser) compiled(s Stmt) bool {
	if p.fn.jumps != nil || len(p.fn.scope.labels) > 0 {
		return false
	}
	p.main.compile(s)
	p.forest.next()
	return true
}

// statement parses a statement and tells whether it has to be the last of its block.
func (p *parser) statement() (s Stmt, last bool) {
	switch p.tok.kind {
	case tokIf:
		return p.ifStmt(), false
	case tokWhile:
		return p.whileStmt(), false
	case tokDo:
		line := p.lx.line
		p.next()
		s := &DoStmt{Body: p.block(scope{})}
		p.expectClose(tokEnd, tokDo, line)
		return s, false
	case tokFor:
		return p.forStmt(), false
	case tokRepeat:
		return p.repeatStmt(), false
	case tokFunction:
		return p.functionStmt(), false
	case tokLocal:
		p.next()
		if p.accept(tokFunction) {
			if p.topLevel() {
				return p.sessionFunction(), false
			}
			return p.localFunction(), false
		}
		if p.topLevel() {
			return p.sessionLocal(), false
		}
		return p.localStmt(), false
	case tokReturn:
		return p.returnStmt(), true
	case tokBreak:
		s := &BreakStmt{Pos: p.tok.pos}
		p.next()
		if !p.fn.scope.loop {
			p.failForGood("no loop to break")
		}
		return s, true
	}
	switch {
	case p.atLabel():
		return p.labelStmt(), false
	case p.atGoto():
		return p.gotoStmt(), false
	}
	return p.expressionStmt(), false
}

func (p *parser) ifStmt() *IfStmt {
	s := &IfStmt{Pos: p.tok.pos}
	line := p.lx.line
	for {
		p.next()
		c := IfClause{Cond: p.expr(), ThenLine: p.lx.line}
		p.expect(tokThen)
		c.Body = p.block(scope{})
		c.End = p.lx.line
		s.Clauses = append(s.Clauses, c)
		if p.tok.kind != tokElseif {
			break
		}
	}
	if p.accept(tokElse) {
		s.Else = p.block(scope{})
	}
	s.End = p.lx.line
	p.expectClose(tokEnd, tokIf, line)
	return s
}

func (p *parser) whileStmt() *WhileStmt {
	s := &WhileStmt{Pos: p.tok.pos}
	line := p.lx.line
	p.next()
	s.Cond = p.expr()
	s.DoLine = p.lx.line
	p.expect(tokDo)
	s.Body = p.block(scope{loop: true})
	s.End = p.lx.line
	p.expectClose(tokEnd, tokWhile, line)
	return s
}

func (p *parser) repeatStmt() *RepeatStmt {
	s := &RepeatStmt{Pos: p.tok.pos}
	line := p.lx.line
	p.next()
	s.Body = p.openBlock(scope{loop: true, repeat: true})
	p.expectClose(tokUntil, tokRepeat, line)
	s.Cond = p.expr()
	p.end()
	return s
}

func (p *parser) forStmt() Stmt {
	pos, line := p.tok.pos, p.lx.line
	p.begin(scope{loop: true})
	p.next()
	name := p.name()
	var s Stmt
	switch p.tok.kind {
	case '=':
		s = p.numericFor(pos, name)
	case ',', tokIn:
		s = p.genericFor(pos, name)
	default:
		p.fail("'=' or 'in' expected")
	}
	p.expectClose(tokEnd, tokFor, line)
	p.end()
	return s
}

func (p *parser) numericFor(pos Pos, name token) *NumericForStmt {
	s := &NumericForStmt{Pos: pos}
	p.hide(3)
	s.Var = p.declare(name)
	p.expect('=')
	s.Start = p.expr()
	p.expect(',')
	s.Comma1 = p.last
	s.Limit = p.expr()
	if p.accept(',') {
		s.Comma2 = p.last
		s.Step = p.expr()
	}
	s.DoLine = p.lx.line
	p.expect(tokDo)
	p.activate(1)
	s.Body = p.block(scope{})
	s.End = p.lx.line
	return s
}

func (p *parser) genericFor(pos Pos, name token) *GenericForStmt {
	s := &GenericForStmt{Pos: pos}
	p.hide(3)
	s.Vars = append(s.Vars, p.declare(name))
	for p.accept(',') {
		s.Vars = append(s.Vars, p.declare(p.name()))
	}
	p.expect(tokIn)
	s.Values = p.exprList()
	s.DoLine = p.lx.line
	p.expect(tokDo)
	p.activate(len(s.Vars))
	s.Body = p.block(scope{})
	s.End = p.lx.line
	return s
}

// functionStmt parses function a.b.c() … end and function a.b:c() … end.
func (p *parser) functionStmt() *AssignStmt {
	s := p.forest.assigns.take()
	s.Func, s.FuncLine, s.Pos = true, p.lx.line, p.tok.pos
	p.next()
	var target Expr = p.resolve(p.name())
	method := false
	for p.tok.kind == '.' || p.tok.kind == ':' {
		method = p.tok.kind == ':'
		target = p.field(target)
		if method {
			break
		}
	}
	fn := p.functionBody(s.Pos, s.FuncLine, method)
	s.Targets, s.Values = p.listOf(target).List, p.listOf(fn)
	nameFunction(fn.Func, target, method)
	noteField(target)
	return s
}

func (p *parser) localFunction() *LocalFunctionStmt {
	s := &LocalFunctionStmt{}
	pos := p.tok.pos
	s.Name = p.declare(p.name())
	p.activate(1)
	s.Func = p.functionBody(pos, p.lx.line, false).Func
	s.Func.Name = s.Name.Name
	return s
}

func (p *parser) localStmt() *LocalStmt {
	s := p.forest.locals.take()
	first := len(p.declared)
	for {
		p.declare(p.name())
		if !p.accept(',') {
			break
		}
	}
	s.Names = p.forest.named.cut(len(p.declared) - first)
	for i, d := range p.declared[first:] {
		s.Names[i] = d.local
	}
	if p.accept('=') {
		s.Values = p.exprList()
		for i, e := range s.Values.List[:min(len(s.Names), len(s.Values.List))] {
			nameFunctions(e, func() string { return s.Names[i].Name })
			holds(s.Names[i], e)
		}
	}
	p.activate(len(s.Names))
	return s
}

func (p *parser) returnStmt() *ReturnStmt {
	top := p.topLevel()
	s := p.forest.returns.take()
	s.Pos = p.tok.pos
	p.next()
	if !p.blockEnds() && p.tok.kind != ';' {
		s.Values = p.exprList()
	}
	s.End = p.last
	if top {
		keepFrame(s)
	}
	return s
}

// expressionStmt parses a call or an assignment.
func (p *parser) expressionStmt() Stmt {
	pos := p.tok.pos
	e := p.primary()
	if call, ok := e.(*CallExpr); ok {
		s := p.forest.callStmts.take()
		s.Call = call
		return s
	}
	s := p.forest.assigns.take()
	s.Pos = pos
	first := len(p.exprs)
	for {
		switch e.(type) {
		case *NameExpr, *IndexExpr:
			p.exprs = append(p.exprs, e)
		default:
			p.fail("syntax error")
		}
		if !p.accept(',') {
			break
		}
		e = p.primary()
	}
	s.Targets = p.rest(first)
	p.expect('=')
	s.Values = p.exprList()
	for _, t := range s.Targets {
		noteField(t)
	}
	for i, e := range s.Values.List[:min(len(s.Targets), len(s.Values.List))] {
		nameFunctions(e, func() string { return targetName(s.Targets[i]) })
	}
	return s
}
