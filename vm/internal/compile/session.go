package compile

// This file is what is different in the inputs of an interactive session.

import "fmt"

// The globals by which an input reaches its session. Source cannot have such names.
const (
	SessionLocals = "(locals)" // the table that top-level locals are assigned to
	SessionValues = "(values)" // a function that returns its arguments
)

// topLevel tells whether a statement of a session's input stands outside of any block.
func (p *parser) topLevel() bool {
	return p.options.Session && p.fn.outer == nil && p.fn.scope != nil && p.fn.scope.outer == nil
}

// sessionLocal is local a, b = x, y at the top level: do local 1, 2 = x, y; locals.a = 1; locals.b = 2 end, so that every
// value is there before a name changes.
func (p *parser) sessionLocal() Stmt {
	var names []token
	for {
		names = append(names, p.name())
		if !p.accept(',') {
			break
		}
	}
	local := &LocalStmt{}
	if p.accept('=') {
		local.Values = p.exprList()
		for i, e := range local.Values.List[:min(len(names), len(local.Values.List))] {
			nameFunctions(e, func() string { return names[i].symbol.text })
		}
	}
	block := &Block{Stmts: []Stmt{local}, EndLine: p.last}
	for i, t := range names {
		l := &Local{Name: fmt.Sprintf("(local %d)", i+1), Pos: t.pos}
		local.Names = append(local.Names, l)
		s := span{t.pos, t.pos.Line}
		block.Stmts = append(block.Stmts, publish(t.symbol.text, &NameExpr{span: s, Local: l, Upvalue: -1}, s))
	}
	return &DoStmt{block}
}

// sessionFunction is local function f … end at the top level, which finds itself in the session.
func (p *parser) sessionFunction() Stmt {
	pos := p.tok.pos
	t := p.name()
	fn := p.functionBody(pos, p.lx.line, false)
	fn.Func.Name = t.symbol.text
	return publish(t.symbol.text, fn, span{t.pos, t.pos.Line})
}

// publish assigns a value to a name of the session.
func publish(name string, v Expr, s span) Stmt {
	target := &IndexExpr{span: s, Object: &NameExpr{span: s, Name: SessionLocals, Upvalue: -1}, Key: &StringExpr{s, name}, Dot: true, At: s.start}
	return &AssignStmt{Targets: []Expr{target}, Values: &ExprList{List: []Expr{v}}, Pos: s.start}
}

// keepFrame makes return f() a return values(f()).
func keepFrame(s *ReturnStmt) {
	if s.Values == nil {
		return
	}
	at := span{s.Pos, s.End}
	call := &CallExpr{span: at, Func: &NameExpr{span: span{s.Pos, s.Pos.Line}, Name: SessionValues, Upvalue: -1}, Args: s.Values, Paren: s.Pos}
	s.Values = &ExprList{List: []Expr{call}}
}

// KeepFrame makes the tail calls of a function ordinary ones, before anything runs it.
func (p *Proto) KeepFrame() {
	for pc, i := range p.Insts {
		if i.Op() == TailCall {
			p.Insts[pc] = Make(Call, i.A(), i.B(), 0)
		}
	}
}
