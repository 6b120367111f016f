package compile

// This file compiles expressions.

import "moonloop/vm/coverage"

// atEnd says that the parser has read e, and nothing after it.
func (g *generator) atEnd(e Expr) { g.at(e.End(), e.Start().Col) }

// expr compiles an expression. What is on the left of others is not recursed into: a sum may have any length.
func (g *generator) expr(e Expr) desc {
	var few [4]Expr
	chain := few[:0]
walk:
	for {
		switch x := e.(type) {
		case *BinaryExpr:
			chain, e = append(chain, x), x.Left
		case *IndexExpr:
			chain, e = append(chain, x), x.Object
		case *CallExpr:
			chain, e = append(chain, x), x.Func
		default:
			break walk
		}
	}
	d := g.simple(e)
	for i := len(chain) - 1; i >= 0; i-- {
		switch x := chain[i].(type) {
		case *BinaryExpr:
			g.binary(&d, x)
		case *IndexExpr:
			g.element(&d, x)
		case *CallExpr:
			g.call(&d, x)
		}
		g.atEnd(chain[i])
	}
	return d
}

// simple compiles an expression that begins with no other.
func (g *generator) simple(e Expr) desc {
	g.c.did(1)
	g.atEnd(e)
	switch e := e.(type) {
	case *NilExpr:
		return value(isNil, 0)
	case *TrueExpr:
		return value(isTrue, 0)
	case *FalseExpr:
		return value(isFalse, 0)
	case *NumberExpr:
		d := value(isNumber, 0)
		d.number = e.Value
		return d
	case *StringExpr:
		return value(isConstant, g.text(e.Value))
	case *DotsExpr:
		return value(isDots, g.code(Make(VarArg, 0, 1, 0)))
	case *NameExpr:
		return g.name(e)
	case *ParenExpr:
		d := g.expr(e.Inner)
		g.atEnd(e)
		g.read(&d)
		return d
	case *UnaryExpr:
		return g.unary(e)
	case *FunctionExpr:
		return g.closure(e.Func)
	case *TableExpr:
		return g.table(e)
	}
	panic("BUG: an expression of no known type")
}

func (g *generator) name(e *NameExpr) desc {
	switch {
	case e.Local != nil:
		return value(isLocal, e.Local.reg)
	case e.Upvalue >= 0:
		return value(isUpvalue, e.Upvalue)
	}
	return value(isGlobal, g.text(e.Name))
}

func (g *generator) closure(fn *Function) desc {
	inner := g.c.function(fn, g)
	g.p.Inner = append(g.p.Inner, inner)
	g.at(fn.LastLine, fn.EndColumn)
	return value(isRelocatable, g.code(MakeX(Closure, 0, 0, len(g.p.Inner)-1)))
}

func (g *generator) unary(e *UnaryExpr) desc {
	d := g.expr(e.Operand)
	zero := value(isNumber, 0)
	switch e.Op {
	case OpNot:
		g.not(&d)
	case OpNeg:
		if !d.literal() {
			g.anyRegister(&d)
		}
		g.arithmetic(Unm, &d, &zero, e.Start())
	default:
		g.anyRegister(&d)
		g.arithmetic(Len, &d, &zero, e.Start())
	}
	return d
}

var arithmetic = [...]Opcode{OpAdd: Add, OpSub: Sub, OpMul: Mul, OpDiv: Div, OpMod: Mod, OpPow: Pow}

// binary makes of d, the left side of e, the whole.
func (g *generator) binary(d *desc, e *BinaryExpr) {
	g.atPos(e.At)
	switch e.Op {
	case OpAnd:
		f := newFork(e.At)
		g.goIfTrue(d, f)
		g.countRight(coverage.And, f)
	case OpOr:
		f := newFork(e.At)
		g.goIfFalse(d, f)
		g.countRight(coverage.Or, f)
	case OpConcat:
		g.nextRegister(d)
	case OpAdd, OpSub, OpMul, OpDiv, OpMod, OpPow:
		if !d.literal() {
			g.operand(d)
		}
	default:
		g.operand(d)
	}
	r := g.expr(e.Right)
	switch e.Op {
	case OpAnd:
		g.read(&r)
		r.f = g.join(r.f, d.f)
		*d = r
	case OpOr:
		g.read(&r)
		r.t = g.join(r.t, d.t)
		*d = r
	case OpConcat:
		g.settle(&r)
		if r.kind == isRelocatable && g.insts[r.info].Op() == Concat { // one instruction for a .. b .. c
			g.releaseDesc(d)
			g.insts[r.info] = g.insts[r.info].withB(d.info)
			d.is(isRelocatable, r.info)
		} else {
			g.nextRegister(&r)
			g.arithmetic(Concat, d, &r, e.At)
		}
	case OpEq:
		g.compare(Eq, true, d, &r, e.At)
	case OpNe:
		g.compare(Eq, false, d, &r, e.At)
	case OpLt:
		g.compare(Lt, true, d, &r, e.At)
	case OpLe:
		g.compare(Le, true, d, &r, e.At)
	case OpGt:
		g.compare(Lt, false, d, &r, e.At)
	case OpGe:
		g.compare(Le, false, d, &r, e.At)
	default:
		g.arithmetic(arithmetic[e.Op], d, &r, e.At)
	}
}

// element makes of d, an object, its element.
func (g *generator) element(d *desc, e *IndexExpr) {
	g.anyRegister(d)
	d.at = e.At
	key := g.expr(e.Key)
	g.settle(&key)
	g.atEnd(e)
	g.index(d, &key)
}

// call makes of d, a function or an object with a method, the call.
func (g *generator) call(d *desc, e *CallExpr) {
	if e.Method != nil {
		g.at(e.Method.End(), e.Colon.Col)
		g.self(d, g.text(e.Method.Value))
	} else {
		g.nextRegister(d)
	}
	base := d.info
	n := g.arguments(e, e.Method == nil)
	line, col := e.Paren.Line, e.Paren.Col
	if len(e.Args.List) == 1 && e.Args.List[0].Start() == e.Paren { // f"…", f{…}
		if s, ok := e.Args.List[0].(*StringExpr); ok {
			line = s.End()
		}
	}
	if at := e.Func.Start(); at.Line == line && e.Method == nil {
		col = at.Col
	} else if e.Method != nil && e.Method.Start().Line == line {
		col = e.Method.Start().Col
	}
	d.is(isCall, g.code(Make(Call, base, n+1, 2)))
	g.fix(line, col)
	g.free = base + 1
}

// arguments puts the arguments of a call after its function and returns how many there are, or multiple.
func (g *generator) arguments(e *CallExpr, direct bool) int {
	base, args := g.free, e.Args
	if len(args.List) == 0 {
		return g.withSelf(direct, 0)
	}
	last := g.list(args)
	g.atEnd(e) // the last one is brought into a register when the parenthesis has been read
	if last.kind == isCall || last.kind == isDots {
		g.setResults(&last, multiple)
		if last.kind == isCall && direct && len(args.List) == 1 {
			g.insts[last.info] = g.insts[last.info].withD(1)
		}
		return g.withSelf(direct, multiple)
	}
	g.nextRegister(&last)
	return g.withSelf(direct, g.free-base)
}

// withSelf counts the object of a method among the arguments.
func (g *generator) withSelf(direct bool, n int) int {
	if direct || n == multiple {
		return n
	}
	return n + 1
}

// list compiles a list of expressions: all but the last are in registers then, one after the other.
func (g *generator) list(l *ExprList) desc {
	for i, e := range l.List {
		d := g.expr(e)
		if i == len(l.List)-1 {
			return d
		}
		g.at(l.Commas[i], e.Start().Col)
		g.nextRegister(&d)
	}
	panic("BUG: an empty list")
}

// fieldsPerFlush is how many items of a constructor wait in registers.
const fieldsPerFlush = 50

func (g *generator) table(e *TableExpr) desc {
	g.atPos(e.Start())
	pc := g.code(MakeX(NewTable, 0, 0, 0))
	t := value(isRelocatable, pc)
	g.nextRegister(&t)
	var items, fields, waiting int
	var last desc // the item that may be the last of the list
	for i := range e.Items {
		item := &e.Items[i]
		if last.kind != isNothing {
			g.nextRegister(&last)
			last.kind = isNothing
			if waiting == fieldsPerFlush {
				g.setList(t.info, items, waiting)
				waiting = 0
			}
		}
		if item.Key == nil {
			last = g.expr(item.Value)
			items++
			waiting++
		} else {
			g.field(t.info, item)
			fields++
		}
		g.at(item.Sep, e.Start().Col)
	}
	g.atEnd(e)
	switch {
	case waiting == 0:
	case last.kind == isCall || last.kind == isDots:
		g.setResults(&last, multiple)
		g.setList(t.info, items, multiple)
		items--
	default:
		if last.kind != isNothing {
			g.nextRegister(&last)
		}
		g.setList(t.info, items, waiting)
	}
	a := g.insts[pc].A()
	if s := g.shape(e); s >= 0 {
		g.insts[pc] = MakeX(NewShaped, a, s, items)
	} else {
		g.insts[pc] = MakeX(NewTable, a, min(fields, 1<<16-1), items)
	}
	return t
}

// field compiles a named field of a constructor.
func (g *generator) field(table int, item *TableItem) {
	free := g.free
	key := g.expr(item.Key)
	g.settle(&key)
	rk := g.operand(&key)
	v := g.expr(item.Value)
	x := g.operand(&v)
	if k, ok := g.fieldKey(rk); ok {
		g.code(MakeX(SetField, table, x, k))
	} else {
		g.code(Make(SetTable, table, rk, x))
	}
	g.free = free
}

// setList stores the items that wait in registers; items are those so far, with them.
func (g *generator) setList(table, items, waiting int) {
	g.code(MakeX(SetList, table, waiting&^(waiting>>63), (items-1)/fieldsPerFlush*fieldsPerFlush))
	g.free = table + 1
}
