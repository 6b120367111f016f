package compile

// This file parses expressions.

func (p *parser) exprList() *ExprList {
	e := p.expr()
	if p.tok.kind != ',' {
		return p.listOf(e)
	}
	l := p.forest.lists.take()
	first := len(p.exprs)
	p.exprs = append(p.exprs, e)
	for p.accept(',') {
		l.Commas = append(l.Commas, p.last)
		e := p.expr()
		p.exprs = append(p.exprs, e)
	}
	l.List = p.rest(first)
	return l
}

// rest takes the expressions from number first on off the list of those that are being read.
func (p *parser) rest(first int) []Expr {
	list := p.forest.exprs.cut(len(p.exprs) - first)
	copy(list, p.exprs[first:])
	p.exprs = p.exprs[:first]
	return list
}

// listOf is a list of one.
func (p *parser) listOf(e Expr) *ExprList {
	l := p.forest.lists.take()
	l.List = p.forest.exprs.cut(1)
	l.List[0] = e
	return l
}

func (p *parser) expr() Expr { return p.operation(0) }

// priorities are how tight an operator binds to what is on its left and its right: .. and ^ go to the right.
var priorities = [...]struct{ left, right int }{
	OpAdd: {6, 6}, OpSub: {6, 6}, OpMul: {7, 7}, OpDiv: {7, 7}, OpMod: {7, 7}, OpPow: {10, 9}, OpConcat: {5, 4},
	OpEq: {3, 3}, OpNe: {3, 3}, OpLt: {3, 3}, OpLe: {3, 3}, OpGt: {3, 3}, OpGe: {3, 3}, OpAnd: {2, 2}, OpOr: {1, 1},
}

const unaryPriority = 8

// binaryOp is the operator that k is between two operands.
func (k tokenKind) binaryOp() (Op, bool) {
	switch k {
	case '+':
		return OpAdd, true
	case '-':
		return OpSub, true
	case '*':
		return OpMul, true
	case '/':
		return OpDiv, true
	case '%':
		return OpMod, true
	case '^':
		return OpPow, true
	case tokConcat:
		return OpConcat, true
	case tokEq:
		return OpEq, true
	case tokNe:
		return OpNe, true
	case '<':
		return OpLt, true
	case tokLe:
		return OpLe, true
	case '>':
		return OpGt, true
	case tokGe:
		return OpGe, true
	case tokAnd:
		return OpAnd, true
	case tokOr:
		return OpOr, true
	}
	return 0, false
}

// operation parses an expression as far as its operators bind tighter than limit.
func (p *parser) operation(limit int) Expr {
	p.enter()
	left := p.operand()
	for {
		op, ok := p.tok.kind.binaryOp()
		if !ok || priorities[op].left <= limit {
			break
		}
		at := p.tok.pos
		p.next()
		right := p.operation(priorities[op].right)
		whole := p.forest.binaries.take()
		*whole = BinaryExpr{p.span(left.Start()), op, left, right, at}
		left = whole
	}
	p.leave()
	return left
}

// operand parses an operand with the operators before it.
func (p *parser) operand() Expr {
	start := p.tok.pos
	var op Op
	switch p.tok.kind {
	case tokNot:
		op = OpNot
	case '-':
		op = OpNeg
	case '#':
		op = OpLen
	default:
		return p.simple()
	}
	p.next()
	e := p.operation(unaryPriority)
	return &UnaryExpr{p.span(start), op, e}
}

func (p *parser) simple() Expr {
	t := p.tok
	switch t.kind {
	case tokNumber:
		p.next()
		e := p.forest.numbers.take()
		*e = NumberExpr{p.span(t.pos), t.number}
		return e
	case tokString:
		return p.stringExpr()
	case tokNil:
		p.next()
		return &NilExpr{p.span(t.pos)}
	case tokTrue:
		p.next()
		return &TrueExpr{p.span(t.pos)}
	case tokFalse:
		p.next()
		return &FalseExpr{p.span(t.pos)}
	case tokDots:
		if !p.fn.Vararg {
			p.failForGood("cannot use '...' outside a vararg function")
		}
		p.fn.UsesDots = true
		p.next()
		return &DotsExpr{p.span(t.pos)}
	case '{':
		return p.table()
	case tokFunction:
		p.next()
		return p.functionBody(t.pos, p.lx.line, false)
	}
	return p.primary()
}

func (p *parser) stringExpr() *StringExpr {
	t := p.tok
	p.next()
	return p.text(t.pos, t.text)
}

// text is a string that began at start, or what stands for one.
func (p *parser) text(start Pos, value string) *StringExpr {
	e := p.forest.strings.take()
	*e = StringExpr{p.span(start), value}
	return e
}

// index is object[key] or object.key.
func (p *parser) index(object, key Expr, dot bool, at Pos) *IndexExpr {
	e := p.forest.indices.take()
	*e = IndexExpr{p.span(object.Start()), object, key, dot, at}
	return e
}

// primary parses a name or an expression in parentheses with the indices and calls after it.
func (p *parser) primary() Expr {
	e := p.prefix()
	for {
		switch p.tok.kind {
		case '.':
			e = p.field(e)
		case '[':
			at := p.tok.pos
			key := p.bracketed()
			e = p.index(e, key, false, at)
		case ':':
			if p.atLabel() {
				return e
			}
			colon := p.tok.pos
			p.next()
			name := p.name()
			method := p.text(name.pos, name.symbol.text)
			e = p.call(e, method, colon)
		case '(', tokString, '{':
			e = p.call(e, nil, Pos{})
		default:
			return e
		}
	}
}

func (p *parser) prefix() Expr {
	start, line := p.tok.pos, p.lx.line
	switch p.tok.kind {
	case '(':
		p.next()
		inner := p.expr()
		p.expectClose(')', '(', line)
		return &ParenExpr{p.span(start), inner}
	case tokName:
		return p.resolve(p.name())
	}
	p.fail("unexpected symbol")
	return nil
}

// field parses .name or, in the name of a function, :name.
func (p *parser) field(object Expr) *IndexExpr {
	at := p.tok.pos
	p.next()
	name := p.name()
	return p.index(object, p.text(name.pos, name.symbol.text), true, at)
}

func (p *parser) bracketed() Expr {
	p.next()
	e := p.expr()
	p.expect(']')
	return e
}

// call parses the arguments of a call.
func (p *parser) call(function Expr, method *StringExpr, colon Pos) *CallExpr {
	c := p.forest.calls.take()
	c.Func, c.Method, c.Colon = function, method, colon
	line := p.lx.line
	c.Paren = p.tok.pos
	switch p.tok.kind {
	case '(':
		if line != p.last {
			p.fail("ambiguous syntax (function call x new statement)")
		}
		p.next()
		if p.tok.kind != ')' {
			c.Args = p.exprList()
		} else {
			c.Args = p.forest.lists.take()
		}
		p.expectClose(')', '(', line)
	case '{':
		c.Args = p.listOf(p.table())
	case tokString:
		c.Args = p.listOf(p.stringExpr())
	default:
		p.fail("function arguments expected")
	}
	c.span = p.span(c.Func.Start())
	return c
}

func (p *parser) table() *TableExpr {
	e := &TableExpr{}
	start, line := p.tok.pos, p.lx.line
	p.next()
	for p.tok.kind != '}' {
		e.Items = append(e.Items, p.tableItem())
		item := &e.Items[len(e.Items)-1]
		item.Sep = p.lx.line
		if !p.accept(',') && !p.accept(';') {
			break
		}
	}
	p.expectClose('}', '{', line)
	e.span = p.span(start)
	return e
}

func (p *parser) tableItem() (item TableItem) {
	switch {
	case p.tok.kind == '[':
		item.Key = p.bracketed()
	case p.tok.kind == tokName && p.lookAhead() == '=':
		name := p.name()
		item.Key, item.Named = p.text(name.pos, name.symbol.text), true
	default:
		item.Value = p.expr()
		return item
	}
	p.expect('=')
	item.Value = p.expr()
	if key, ok := item.Key.(*StringExpr); ok {
		nameFunctions(item.Value, func() string { return key.Value })
	}
	return item
}

// functionBody parses the parameters and the body of a function, which is said to be defined at line.
func (p *parser) functionBody(pos Pos, line int32, method bool) *FunctionExpr {
	fn := p.forest.functions.take()
	fn.Pos, fn.Line = pos, line
	p.beginFunction(fn)
	p.begin(scope{})
	p.expect('(')
	if method {
		fn.Params = append(fn.Params, p.declareSymbol(p.lx.intern("self"), p.tok.pos))
	}
	p.parameters(fn)
	p.activate(p.fn.declared)
	p.expect(')')
	fn.Body = p.block(scope{})
	fn.LastLine, fn.EndColumn = p.lx.line, p.tok.pos.Col
	p.expectClose(tokEnd, tokFunction, line)
	p.end()
	p.endFunction()
	e := p.forest.closures.take()
	*e = FunctionExpr{p.span(pos), fn}
	return e
}

func (p *parser) parameters(fn *Function) {
	if p.tok.kind == ')' {
		return
	}
	for {
		switch p.tok.kind {
		case tokName:
			fn.Params = append(fn.Params, p.declare(p.name()))
		case tokDots:
			p.next()
			fn.Vararg = true
			fn.Arg = p.declareSymbol(p.lx.intern("arg"), fn.Pos)
			return
		default:
			p.fail("<name> or '...' expected")
		}
		if !p.accept(',') {
			return
		}
	}
}
