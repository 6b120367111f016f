package vm

// This file turns source text into functions: parse, rewrite, compile.

import (
	"fmt"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// maxNesting is how deep syntax may nest; the compiler recurses on it.
const maxNesting = 3000

// A Chunk is compiled source. It is immutable: any number of runtimes, in any goroutines, can run it.
type Chunk struct{ proto *lua.FunctionProto }

// A SyntaxError tells why source does not compile.
type SyntaxError struct {
	Name       string
	Line       int
	Column     int // byte of the line at which the offending token begins, from 1; 0 when not known
	Message    string
	Incomplete bool // the source ended too early: more lines may complete it
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Message) }

// Compile compiles Lua source; name stands in messages and tracebacks. A first line that begins with # is skipped.
// The error is a *SyntaxError. Compile may be called from any goroutine.
func Compile(source, name string) (*Chunk, error) { return compile(source, name, nil) }

// compile is Compile with a last change of the main chunk's statements.
func compile(source, name string, change func([]ast.Stmt) []ast.Stmt) (chunk *Chunk, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &SyntaxError{Name: name, Line: 1, Message: fmt.Sprint(r)}
		}
	}()
	if strings.HasPrefix(source, "\x1b") {
		return nil, &SyntaxError{Name: name, Line: 1, Message: "attempt to load a binary chunk: only source text is accepted"}
	}
	if strings.HasPrefix(source, "#") {
		source = "--" + source[1:]
	}
	stmts, err := parse.Parse(strings.NewReader(source), name)
	if err != nil {
		return nil, syntaxError(err, name, source)
	}
	rw := rewriter{name: name}
	stmts = rw.block(stmts)
	if rw.err != nil {
		return nil, rw.err
	}
	if change != nil {
		stmts = change(stmts)
	}
	proto, err := lua.Compile(stmts, name)
	if err != nil {
		return nil, syntaxError(err, name, source)
	}
	nameFunctions(proto, rw.names)
	return &Chunk{proto}, nil
}

func syntaxError(err error, name, source string) *SyntaxError {
	e := &SyntaxError{Name: name, Line: strings.Count(source, "\n") + 1, Message: err.Error()}
	switch err := err.(type) {
	case *parse.Error:
		e.Message = err.Message
		switch {
		case err.Message == "unterminated string": // in this line: no further one completes it
			e.cutString(err, source)
		case err.Pos.Line == parse.EOF:
			e.Incomplete = true
			e.Message = "unexpected end of input"
		default:
			e.Line = err.Pos.Line
			e.Column = max(0, err.Pos.Column-max(0, len(err.Token)-1))
			if err.Token != "" {
				e.Message = fmt.Sprintf("%s near '%s'", err.Message, err.Token)
			}
		}
	case *lua.CompileError:
		e.Line, e.Message = err.Line, err.Message
	}
	return e
}

// cutString completes the error of a string that a line break or the end of the source cuts off: the scanner has gone
// past that when it complains.
func (e *SyntaxError) cutString(err *parse.Error, source string) {
	lines := strings.Split(source, "\n")
	e.Line = len(lines)
	if err.Pos.Line != parse.EOF {
		e.Line = err.Pos.Line - 1
	}
	e.Message = "unterminated string"
	if e.Line <= len(lines) {
		e.Column = max(0, len(lines[e.Line-1])-len(err.Token))
	}
}

// A functionKey finds a function's proto again after compiling: gopher-lua keeps no names.
type functionKey struct{ line, last int }

// nameFunctions gives every function of proto the name that the source gives it. It is kept as the name of a call at
// an instruction that cannot be.
func nameFunctions(proto *lua.FunctionProto, names map[functionKey][]string) {
	for _, p := range proto.FunctionPrototypes {
		key := functionKey{p.LineDefined, p.LastLineDefined}
		if list := names[key]; len(list) > 0 {
			names[key] = list[1:]
			if list[0] != "" {
				p.DbgCalls = append(p.DbgCalls, lua.DbgCall{Name: list[0], Pc: namePc})
			}
		}
		nameFunctions(p, names)
	}
}

const namePc = -2

func protoName(proto *lua.FunctionProto) string {
	if n := len(proto.DbgCalls); n > 0 && proto.DbgCalls[n-1].Pc == namePc {
		return proto.DbgCalls[n-1].Name
	}
	return ""
}

// callerProto is function(f, ...) return f(...) end: by it a thread can begin with what is no Lua function.
var callerProto = sync.OnceValue(func() *lua.FunctionProto {
	chunk, err := Compile("return function(f, ...) return f(...) end", "=")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return chunk.proto.FunctionPrototypes[0]
})

// A rewriter changes a syntax tree before it is compiled: a generic for becomes a loop with an ordinary call, so that
// its iterator can suspend. It also gathers the names of functions, and bounds how deep the tree is.
type rewriter struct {
	name  string
	names map[functionKey][]string
	depth int
	err   *SyntaxError
}

func (rw *rewriter) enter(n ast.PositionHolder) bool {
	rw.depth++
	if rw.depth > maxNesting && rw.err == nil {
		rw.err = &SyntaxError{Name: rw.name, Line: n.Line(), Message: "chunk has too many syntax levels"}
	}
	return rw.err == nil
}

func (rw *rewriter) block(stmts []ast.Stmt) []ast.Stmt {
	for i, s := range stmts {
		if rw.enter(s) {
			stmts[i] = rw.stmt(s)
		}
		rw.depth--
	}
	return stmts
}

func (rw *rewriter) stmt(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.AssignStmt:
		rw.exprs(s.Lhs)
		for i, e := range s.Rhs {
			name := ""
			if i < len(s.Lhs) {
				name = targetName(s.Lhs[i])
			}
			rw.named(e, name)
		}
	case *ast.LocalAssignStmt:
		for i, e := range s.Exprs {
			name := ""
			if i < len(s.Names) {
				name = s.Names[i]
			}
			rw.named(e, name)
		}
	case *ast.FuncCallStmt:
		rw.expr(s.Expr)
	case *ast.DoBlockStmt:
		rw.block(s.Stmts)
	case *ast.WhileStmt:
		rw.expr(s.Condition)
		rw.block(s.Stmts)
	case *ast.RepeatStmt:
		rw.expr(s.Condition)
		rw.block(s.Stmts)
	case *ast.IfStmt:
		rw.expr(s.Condition)
		rw.block(s.Then)
		rw.block(s.Else)
	case *ast.NumberForStmt:
		rw.expr(s.Init)
		rw.expr(s.Limit)
		rw.expr(s.Step)
		rw.block(s.Stmts)
	case *ast.GenericForStmt:
		rw.exprs(s.Exprs)
		rw.block(s.Stmts)
		return genericFor(s)
	case *ast.FuncDefStmt:
		name := ""
		switch {
		case s.Name.Func != nil:
			rw.expr(s.Name.Func)
			name = targetName(s.Name.Func)
		case s.Name.Receiver != nil:
			rw.expr(s.Name.Receiver)
			name = s.Name.Method
			if r := targetName(s.Name.Receiver); r != "" {
				name = r + ":" + name
			}
		}
		rw.named(s.Func, name)
	case *ast.ReturnStmt:
		rw.exprs(s.Exprs)
	}
	return s
}

func (rw *rewriter) exprs(list []ast.Expr) {
	for _, e := range list {
		rw.expr(e)
	}
}

func (rw *rewriter) expr(e ast.Expr) { rw.named(e, "") }

// named walks an expression whose value is assigned to name.
func (rw *rewriter) named(e ast.Expr, name string) {
	if e == nil {
		return
	}
	defer func() { rw.depth-- }()
	if !rw.enter(e) {
		return
	}
	switch e := e.(type) {
	case *ast.FunctionExpr:
		if rw.names == nil {
			rw.names = map[functionKey][]string{}
		}
		key := functionKey{e.Line(), e.LastLine()}
		rw.names[key] = append(rw.names[key], name)
		rw.block(e.Stmts)
	case *ast.AttrGetExpr:
		rw.expr(e.Object)
		rw.expr(e.Key)
	case *ast.TableExpr:
		for _, f := range e.Fields {
			rw.expr(f.Key)
			field := ""
			if k, ok := f.Key.(*ast.StringExpr); ok {
				field = k.Value
			}
			rw.named(f.Value, field)
		}
	case *ast.FuncCallExpr:
		rw.expr(e.Func)
		rw.expr(e.Receiver)
		if f := targetName(e.Func); f != "async" && f != "asyncio.async" {
			name = "" // only local fetch = async(function() … end) names the function too
		}
		for _, a := range e.Args {
			rw.named(a, name)
		}
	case *ast.LogicalOpExpr:
		rw.named(e.Lhs, name)
		rw.named(e.Rhs, name)
	case *ast.RelationalOpExpr:
		rw.expr(e.Lhs)
		rw.expr(e.Rhs)
	case *ast.StringConcatOpExpr:
		rw.expr(e.Lhs)
		rw.expr(e.Rhs)
	case *ast.ArithmeticOpExpr:
		rw.expr(e.Lhs)
		rw.expr(e.Rhs)
	case *ast.UnaryMinusOpExpr:
		rw.expr(e.Expr)
	case *ast.UnaryNotOpExpr:
		rw.expr(e.Expr)
	case *ast.UnaryLenOpExpr:
		rw.expr(e.Expr)
	}
}

func targetName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.IdentExpr:
		return e.Value
	case *ast.AttrGetExpr:
		if k, ok := e.Key.(*ast.StringExpr); ok {
			if o := targetName(e.Object); o != "" {
				return o + "." + k.Value
			}
			return k.Value
		}
	}
	return ""
}

// The names of the loop's hidden variables are none that source can have.
const (
	forIterator = "(for iterator)"
	forState    = "(for state)"
	forControl  = "(for control)"
)

// genericFor is, for `for a, b in explist do body end`:
//
//	do
//	  local iterator, state, control = explist
//	  while true do
//	    local a, b = iterator(state, control)
//	    if a == nil then break end
//	    control = a
//	    do body end
//	  end
//	end
func genericFor(s *ast.GenericForStmt) ast.Stmt {
	line := s.Line()
	at := func(e ast.Expr) ast.Expr { e.SetLine(line); e.SetLastLine(line); return e }
	ident := func(name string) ast.Expr { return at(&ast.IdentExpr{Value: name}) }
	stmt := func(st ast.Stmt) ast.Stmt { st.SetLine(line); st.SetLastLine(line); return st }

	call := at(&ast.FuncCallExpr{Func: ident(forIterator), Args: []ast.Expr{ident(forState), ident(forControl)}})
	body := &ast.DoBlockStmt{Stmts: s.Stmts}
	body.SetLine(line)
	body.SetLastLine(s.LastLine())
	loop := &ast.WhileStmt{
		Condition: at(&ast.TrueExpr{}),
		Stmts: []ast.Stmt{
			stmt(&ast.LocalAssignStmt{Names: s.Names, Exprs: []ast.Expr{call}}),
			stmt(&ast.IfStmt{
				Condition: at(&ast.RelationalOpExpr{Operator: "==", Lhs: ident(s.Names[0]), Rhs: at(&ast.NilExpr{})}),
				Then:      []ast.Stmt{stmt(&ast.BreakStmt{})},
			}),
			stmt(&ast.AssignStmt{Lhs: []ast.Expr{ident(forControl)}, Rhs: []ast.Expr{ident(s.Names[0])}}),
			body,
		},
	}
	loop.SetLine(line)
	loop.SetLastLine(s.LastLine())
	block := &ast.DoBlockStmt{Stmts: []ast.Stmt{
		stmt(&ast.LocalAssignStmt{Names: []string{forIterator, forState, forControl}, Exprs: s.Exprs}),
		loop,
	}}
	block.SetLine(line)
	block.SetLastLine(s.LastLine())
	return block
}
