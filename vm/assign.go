package vm

// This file rewrites assignments, table constructors and constants that gopher-lua compiles wrongly.

import (
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// assign walks an assignment. gopher-lua evaluates into the variables themselves: in `a, b = b, a` the first has
// changed when the second is read. So an assignment of several becomes
//
//	do local o1, k1, v1, v2 = object, key, x, y; o1[k1] = v1; b = v2 end
//
// for `object[key], b = x, y`. Where all are fields, or none is a field or a local, the compiler does well.
func (rw *rewriter) assign(s *ast.AssignStmt) ast.Stmt {
	if len(s.Lhs)+len(s.Rhs) > 2 && rw.clobbers(s.Lhs) {
		return rw.simultaneous(s)
	}
	for _, e := range s.Lhs {
		rw.target(e)
	}
	for i, e := range s.Rhs {
		name := ""
		if i < len(s.Lhs) {
			name = targetName(s.Lhs[i])
		}
		if call, ok := e.(*ast.FuncCallExpr); ok && len(s.Lhs) == 1 && len(s.Rhs) == 1 {
			// x = (f()) is x = f(); the compiler builds it on x itself when that is the last parameter.
			call.AdjustRet = false
		}
		rw.named(e, name)
	}
	return s
}

// clobbers tells whether the variables are of kinds that the compiler confuses.
func (rw *rewriter) clobbers(targets []ast.Expr) bool {
	fields := 0
	for _, e := range targets {
		switch e := e.(type) {
		case *ast.AttrGetExpr:
			fields++
		case *ast.IdentExpr:
			if rw.variable(e.Value) == localName {
				return true
			}
		}
	}
	return fields > 0 && fields < len(targets)
}

// simultaneous makes an assignment to several variables one of values that are all there.
func (rw *rewriter) simultaneous(s *ast.AssignStmt) ast.Stmt {
	all := &ast.LocalAssignStmt{}
	place(all, s)
	hide := func(e ast.Expr) ast.Expr {
		name := "(" + strconv.Itoa(len(all.Names)+1) + ")"
		all.Names, all.Exprs = append(all.Names, name), append(all.Exprs, e)
		return ident(name, s)
	}
	assigns := make([]ast.Stmt, len(s.Lhs))
	for _, e := range s.Lhs {
		if e, ok := e.(*ast.AttrGetExpr); ok {
			n := note{write: rw.operand(e.Object)}
			rw.expr(e.Object)
			rw.expr(e.Key)
			e.Object = hide(e.Object)
			if _, ok := e.Key.(*ast.StringExpr); !ok {
				e.Key = hide(e.Key)
			}
			rw.note(e, n)
		}
	}
	for i, e := range s.Rhs {
		name := ""
		if i < len(s.Lhs) {
			name = targetName(s.Lhs[i])
		}
		rw.named(e, name)
	}
	first := len(all.Names)
	for i, e := range s.Lhs {
		name := "(" + strconv.Itoa(first+i+1) + ")"
		all.Names = append(all.Names, name)
		// As Lua does, from the last to the first.
		assign := &ast.AssignStmt{Lhs: []ast.Expr{e}, Rhs: []ast.Expr{ident(name, s)}}
		place(assign, s)
		assigns[len(assigns)-1-i] = assign
	}
	all.Exprs = append(all.Exprs, s.Rhs...)
	block := &ast.DoBlockStmt{Stmts: append([]ast.Stmt{all}, assigns...)}
	place(block, s)
	return block
}

// single keeps the compiler from taking all results of a call into the list part when the last field is `name = f()`.
func single(e *ast.TableExpr) {
	if len(e.Fields) == 0 {
		return
	}
	if last := e.Fields[len(e.Fields)-1]; last.Key != nil {
		switch v := last.Value.(type) {
		case *ast.FuncCallExpr:
			v.AdjustRet = true
		case *ast.Comma3Expr:
			v.AdjustRet = true
		}
	}
}

// negativeZero keeps the constant -0 from being taken for the constant 0, or 0 for it: the compiler finds them equal.
// It becomes -#"", which is no constant.
func negativeZero(e *ast.UnaryMinusOpExpr) {
	if n, ok := e.Expr.(*ast.NumberExpr); ok {
		if v, ok := ParseNumber(n.Value); ok && v == 0 {
			empty := &ast.StringExpr{}
			place(empty, n)
			zero := &ast.UnaryLenOpExpr{Expr: empty}
			place(zero, n)
			e.Expr = zero
		}
	}
}
