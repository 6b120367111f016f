package check

// This file goes through a syntax tree.

import "moonloop/vm/internal/compile"

// A visitor is told what a walk comes by, outer things first.
type visitor struct {
	function func(fn *compile.Function, enter bool)
	stmt     func(s compile.Stmt)
	// expr is told each expression that is read. tested: its value only decides something, or has a substitute.
	expr func(e compile.Expr, tested bool)
}

func (v *visitor) walkFunction(fn *compile.Function) {
	v.function(fn, true)
	v.block(fn.Body)
	v.function(fn, false)
}

func (v *visitor) block(b *compile.Block) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		v.walkStmt(s)
	}
}

func (v *visitor) list(l *compile.ExprList) {
	if l == nil {
		return
	}
	for _, e := range l.List {
		v.walkExpr(e, false)
	}
}

func (v *visitor) walkStmt(s compile.Stmt) {
	v.stmt(s)
	switch s := s.(type) {
	case *compile.LocalStmt:
		v.list(s.Values)
	case *compile.LocalFunctionStmt:
		v.walkFunction(s.Func)
	case *compile.AssignStmt:
		v.list(s.Values)
		for _, t := range s.Targets {
			if index, ok := t.(*compile.IndexExpr); ok {
				v.walkExpr(index.Object, false)
				v.walkExpr(index.Key, false)
			}
		}
	case *compile.CallStmt:
		v.walkExpr(s.Call, false)
	case *compile.DoStmt:
		v.block(s.Body)
	case *compile.WhileStmt:
		v.walkExpr(s.Cond, true)
		v.block(s.Body)
	case *compile.RepeatStmt:
		v.block(s.Body)
		v.walkExpr(s.Cond, true)
	case *compile.IfStmt:
		for _, c := range s.Clauses {
			v.walkExpr(c.Cond, true)
			v.block(c.Body)
		}
		v.block(s.Else)
	case *compile.NumericForStmt:
		v.walkExpr(s.Start, false)
		v.walkExpr(s.Limit, false)
		if s.Step != nil {
			v.walkExpr(s.Step, false)
		}
		v.block(s.Body)
	case *compile.GenericForStmt:
		v.list(s.Values)
		v.block(s.Body)
	case *compile.ReturnStmt:
		v.list(s.Values)
	}
}

func (v *visitor) walkExpr(e compile.Expr, tested bool) {
	v.expr(e, tested)
	switch e := e.(type) {
	case *compile.IndexExpr:
		v.walkExpr(e.Object, tested)
		v.walkExpr(e.Key, false)
	case *compile.CallExpr:
		v.walkExpr(e.Func, false)
		v.list(e.Args)
	case *compile.FunctionExpr:
		v.walkFunction(e.Func)
	case *compile.ParenExpr:
		v.walkExpr(e.Inner, tested)
	case *compile.BinaryExpr:
		t := tested
		switch e.Op {
		case compile.OpAnd, compile.OpOr, compile.OpEq, compile.OpNe:
			t = true
		}
		v.walkExpr(e.Left, t)
		v.walkExpr(e.Right, t)
	case *compile.UnaryExpr:
		v.walkExpr(e.Operand, tested || e.Op == compile.OpNot)
	case *compile.TableExpr:
		for _, item := range e.Items {
			if item.Key != nil {
				v.walkExpr(item.Key, false)
			}
			v.walkExpr(item.Value, false)
		}
	}
}
