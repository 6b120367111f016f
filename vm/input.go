package vm

// This file compiles the inputs of an interactive session, whose top-level locals outlive the input.

import (
	"fmt"

	"github.com/yuin/gopher-lua/ast"
)

// The names by which an input reaches its session, in its environment. Source cannot have such names.
const (
	SessionLocals = "(locals)" // the table that top-level locals are assigned to
	SessionValues = "(values)" // a function that returns its arguments
)

// CompileInput is [Compile] for one input of an interactive session. Where source is an expression, or several with
// commas between, the chunk returns their values. Local variables that are declared at the top level, outside of any
// block, become fields of the table which the environment holds under [SessionLocals]; the environment must find them
// for the rest of the input, and for later ones. [SessionValues] must be there too: it keeps the call in an expression
// from being a tail call, so that tracebacks show the input.
func CompileInput(source, name string) (*Chunk, error) {
	chunk, err := compile(asExpression+source, name, keepFrame)
	if err == nil {
		return chunk, nil
	}
	chunk, plainErr := compile(source, name, publishLocals)
	if plainErr == nil {
		return chunk, nil
	}
	return nil, further(err.(*SyntaxError), plainErr.(*SyntaxError))
}

const asExpression = "return "

// further picks the error to show: if the input can be completed as one of the two, that it is incomplete, else the
// error that the parser got further with.
func further(expr, plain *SyntaxError) *SyntaxError {
	if expr.Line == 1 && expr.Column > len(asExpression) {
		expr.Column -= len(asExpression)
	}
	switch {
	case plain.Incomplete:
	case expr.Incomplete, expr.Line > plain.Line, expr.Line == plain.Line && expr.Column > plain.Column:
		return expr
	}
	return plain
}

// keepFrame makes `return f()` a `return values(f())`.
func keepFrame(stmts []ast.Stmt) []ast.Stmt {
	if ret, ok := stmts[len(stmts)-1].(*ast.ReturnStmt); ok && len(ret.Exprs) > 0 {
		call := &ast.FuncCallExpr{Func: ident(SessionValues, ret), Args: ret.Exprs}
		place(call, ret)
		ret.Exprs = []ast.Expr{call}
	}
	return stmts
}

// publishLocals makes `local a, b = x` a `do local 1, 2 = x; locals.a = 1; locals.b = 2 end`: every value is there
// before a name changes.
func publishLocals(stmts []ast.Stmt) []ast.Stmt {
	for i, s := range stmts {
		local, ok := s.(*ast.LocalAssignStmt)
		if !ok {
			continue
		}
		hidden := &ast.LocalAssignStmt{Exprs: local.Exprs}
		place(hidden, local)
		block := &ast.DoBlockStmt{Stmts: []ast.Stmt{hidden}}
		place(block, local)
		for n, name := range local.Names {
			value := fmt.Sprintf("(local %d)", n+1)
			hidden.Names = append(hidden.Names, value)
			key := &ast.StringExpr{Value: name}
			place(key, local)
			field := &ast.AttrGetExpr{Object: ident(SessionLocals, local), Key: key}
			place(field, local)
			assign := &ast.AssignStmt{Lhs: []ast.Expr{field}, Rhs: []ast.Expr{ident(value, local)}}
			place(assign, local)
			block.Stmts = append(block.Stmts, assign)
		}
		stmts[i] = block
	}
	return stmts
}

func ident(name string, at ast.PositionHolder) ast.Expr {
	e := &ast.IdentExpr{Value: name}
	place(e, at)
	return e
}

func place(n, at ast.PositionHolder) {
	n.SetLine(at.Line())
	n.SetLastLine(at.LastLine())
}
