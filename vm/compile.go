package vm

// This file turns source text into functions: parse, rewrite, compile.

import (
	"fmt"
	"slices"
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
	rw := rewriter{name: name, fn: &function{}}
	stmts = rw.stmts(stmts)
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
	annotate(proto, rw.notes)
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
			e.Message = "unexpected end of input near '<eof>'"
		default:
			e.Line = err.Pos.Line
			e.Column = max(0, err.Pos.Column-max(0, len(err.Token)-1))
			if err.Token != "" {
				e.Message = fmt.Sprintf("%s near '%s'", err.Message, err.Token)
			}
		}
	case *lua.CompileError:
		e.Line, e.Message = max(1, plainLine(err.Line)), plainLines(err.Message)
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

// The instructions under which a function's own name, and the source it was loaded from, are kept.
const (
	namePc   = -2
	sourcePc = -3
)

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
// its iterator can suspend, and assignments that gopher-lua compiles wrongly become ones that it does not. It also
// gathers the names of functions and variables for messages, and bounds how deep the tree is.
type rewriter struct {
	name  string
	names map[functionKey][]string
	fn    *function
	notes []note
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

// stmts walks statements in the block that they are in.
func (rw *rewriter) stmts(stmts []ast.Stmt) []ast.Stmt {
	var labels map[string]int // how many locals are alive at each
	first := len(rw.fn.jumps)
	for i, s := range stmts {
		if label, ok := s.(*ast.LabelStmt); ok {
			if labels == nil {
				labels = map[string]int{}
			}
			labels[label.Name] = len(rw.fn.locals)
			if endsBlock(stmts[i:]) {
				labels[label.Name] = rw.fn.block
			}
		}
		if rw.enter(s) {
			stmts[i] = rw.stmt(s)
		}
		rw.depth--
	}
	if labels == nil {
		return stmts
	}
	jumps := rw.fn.jumps[:first]
	for _, j := range rw.fn.jumps[first:] {
		if alive, ok := labels[j.label]; ok {
			rw.notes[j.note].alive = alive
		} else {
			jumps = append(jumps, j)
		}
	}
	rw.fn.jumps = jumps
	return stmts
}

// endsBlock tells that the statements are labels only: they stand where the locals of the block are gone.
func endsBlock(stmts []ast.Stmt) bool {
	for _, s := range stmts {
		if _, ok := s.(*ast.LabelStmt); !ok {
			return false
		}
	}
	return true
}

// block walks statements that are a block of their own.
func (rw *rewriter) block(stmts []ast.Stmt) { rw.scope(func() { rw.stmts(stmts) }) }

func (rw *rewriter) stmt(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.AssignStmt:
		return rw.assign(s)
	case *ast.LocalAssignStmt:
		if isLocalFunction(s) {
			rw.local(s.Names[0])
			rw.named(s.Exprs[0], s.Names[0])
			return s
		}
		for i, e := range s.Exprs {
			name := ""
			if i < len(s.Names) {
				name = s.Names[i]
			}
			rw.named(e, name)
		}
		if len(s.Exprs) == 1 {
			if fn, ok := s.Exprs[0].(*ast.FunctionExpr); ok { // the compiler takes it for a local function, which sees itself
				none := &ast.NilExpr{}
				place(none, fn)
				s.Exprs = append(s.Exprs, none)
			}
		}
		rw.local(s.Names...)
	case *ast.FuncCallStmt:
		rw.expr(s.Expr)
	case *ast.DoBlockStmt:
		rw.block(s.Stmts)
	case *ast.WhileStmt:
		rw.expr(s.Condition)
		rw.block(s.Stmts)
	case *ast.RepeatStmt:
		rw.scope(func() {
			rw.stmts(s.Stmts)
			rw.expr(s.Condition) // sees the locals of the body
		})
	case *ast.IfStmt:
		rw.expr(s.Condition)
		rw.block(s.Then)
		rw.block(s.Else)
	case *ast.NumberForStmt:
		rw.expr(s.Init)
		rw.expr(s.Limit)
		rw.expr(s.Step)
		rw.scope(func() {
			rw.local(s.Name)
			rw.stmts(s.Stmts)
		})
	case *ast.GenericForStmt:
		iterator := operand{}
		if len(s.Exprs) > 0 {
			iterator = rw.operand(s.Exprs[0])
		}
		rw.exprs(s.Exprs)
		rw.scope(func() {
			rw.local(s.Names...)
			rw.stmts(s.Stmts)
		})
		return rw.genericFor(s, iterator)
	case *ast.FuncDefStmt:
		rw.define(s)
	case *ast.ReturnStmt:
		rw.exprs(s.Exprs)
	case *ast.GotoStmt:
		rw.fn.jumps = append(rw.fn.jumps, jump{s.Label, len(rw.notes)})
		rw.note(s, note{})
	}
	return s
}

// isLocalFunction tells local function f from local f = function: the parser makes the same of both, but for a line.
func isLocalFunction(s *ast.LocalAssignStmt) bool { return s.LastLine() != 0 }

// define walks function a.b.c() … end and function a.b:c() … end.
func (rw *rewriter) define(s *ast.FuncDefStmt) {
	name := ""
	if f := s.Name.Func; f != nil {
		name = targetName(f)
		rw.target(f)
		rw.named(s.Func, name)
		return
	}
	receiver := s.Name.Receiver
	name = s.Name.Method
	if r := targetName(receiver); r != "" {
		name = r + ":" + name
	}
	n := note{write: rw.operand(receiver)}
	if e, ok := receiver.(*ast.AttrGetExpr); ok {
		n.read = rw.operand(e.Object)
		rw.expr(e.Object)
	}
	rw.function(s.Func, name, "self")
	rw.note(receiver, n)
}

// target walks the left side of an assignment.
func (rw *rewriter) target(e ast.Expr) {
	if e, ok := e.(*ast.AttrGetExpr); ok {
		rw.expr(e.Object)
		rw.expr(e.Key)
		rw.note(e, note{write: rw.operand(e.Object)})
	}
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
		rw.function(e, name)
	case *ast.AttrGetExpr:
		n := note{read: rw.operand(e.Object)}
		rw.expr(e.Object)
		rw.expr(e.Key)
		rw.note(e, n)
	case *ast.TableExpr:
		single(e)
		for _, f := range e.Fields {
			rw.expr(f.Key)
			field := ""
			if k, ok := f.Key.(*ast.StringExpr); ok {
				field = k.Value
			}
			rw.named(f.Value, field)
		}
	case *ast.FuncCallExpr:
		n := note{call: operand{methodName, e.Method}}
		if e.Receiver != nil {
			n.read = rw.operand(e.Receiver)
		} else {
			n.call = rw.operand(e.Func)
		}
		if f := targetName(e.Func); f != "async" && f != "asyncio.async" {
			name = "" // only local fetch = async(function() … end) names the function too
		}
		rw.expr(e.Func)
		rw.expr(e.Receiver)
		for _, a := range e.Args {
			rw.named(a, name)
		}
		rw.note(e, n)
	case *ast.LogicalOpExpr:
		rw.named(e.Lhs, name)
		rw.named(e.Rhs, name)
	case *ast.RelationalOpExpr:
		rw.expr(e.Lhs)
		rw.expr(e.Rhs)
	case *ast.StringConcatOpExpr:
		rw.concat(e)
		if rw.err == nil {
			rw.note(e, note{list: rw.chain(e, nil)})
		}
	case *ast.ArithmeticOpExpr:
		rw.expr(e.Lhs)
		rw.expr(e.Rhs)
		rw.note(e, note{list: []operand{rw.operand(e.Lhs), rw.operand(e.Rhs)}})
	case *ast.UnaryMinusOpExpr:
		negativeZero(e)
		rw.expr(e.Expr)
		rw.note(e, note{read: rw.operand(e.Expr)})
	case *ast.UnaryNotOpExpr:
		rw.expr(e.Expr)
	case *ast.UnaryLenOpExpr:
		rw.expr(e.Expr)
		rw.note(e, note{read: rw.operand(e.Expr)})
	}
}

// concat walks a .. b .. c without a note for b .. c: a long chain would have very many.
func (rw *rewriter) concat(e *ast.StringConcatOpExpr) {
	rw.expr(e.Lhs)
	rest, ok := e.Rhs.(*ast.StringConcatOpExpr)
	if !ok {
		rw.expr(e.Rhs)
		return
	}
	if rw.enter(rest) {
		rw.concat(rest)
	}
	rw.depth--
}

// chain lists the operands of a .. b .. c, which is one instruction.
func (rw *rewriter) chain(e *ast.StringConcatOpExpr, list []operand) []operand {
	list = append(list, rw.operand(e.Lhs))
	if rest, ok := e.Rhs.(*ast.StringConcatOpExpr); ok {
		return rw.chain(rest, list)
	}
	return append(list, rw.operand(e.Rhs))
}

// function walks a function; first are parameters before those in the source.
func (rw *rewriter) function(e *ast.FunctionExpr, name string, first ...string) {
	if rw.names == nil {
		rw.names = map[functionKey][]string{}
	}
	key := functionKey{e.Line(), e.LastLine()}
	rw.names[key] = append(rw.names[key], name)
	rw.fn = &function{outer: rw.fn, locals: first}
	rw.local(e.ParList.Names...)
	if e.ParList.HasVargs && lua.CompatVarArg {
		rw.local("arg")
	}
	rw.stmts(e.Stmts)
	rw.fn = rw.fn.outer
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
	forFirst    = "(for first)" // a first variable that another of the same name hides
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
func (rw *rewriter) genericFor(s *ast.GenericForStmt, iterator operand) ast.Stmt {
	line := s.Line()
	at := func(e ast.Expr) ast.Expr { e.SetLine(line); e.SetLastLine(line); return e }
	ident := func(name string) ast.Expr { return at(&ast.IdentExpr{Value: name}) }
	stmt := func(st ast.Stmt) ast.Stmt { st.SetLine(line); st.SetLastLine(line); return st }

	names := s.Names
	if slices.Contains(names[1:], names[0]) {
		names = append([]string{forFirst}, names[1:]...)
	}
	call := at(&ast.FuncCallExpr{Func: ident(forIterator), Args: []ast.Expr{ident(forState), ident(forControl)}})
	rw.note(call, note{call: iterator})
	body := &ast.DoBlockStmt{Stmts: s.Stmts}
	body.SetLine(line)
	body.SetLastLine(s.LastLine())
	loop := &ast.WhileStmt{
		Condition: at(&ast.TrueExpr{}),
		Stmts: []ast.Stmt{
			stmt(&ast.LocalAssignStmt{Names: names, Exprs: []ast.Expr{call}}),
			stmt(&ast.IfStmt{
				Condition: at(&ast.RelationalOpExpr{Operator: "==", Lhs: ident(names[0]), Rhs: at(&ast.NilExpr{})}),
				Then:      []ast.Stmt{stmt(&ast.BreakStmt{})},
			}),
			stmt(&ast.AssignStmt{Lhs: []ast.Expr{ident(forControl)}, Rhs: []ast.Expr{ident(names[0])}}),
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
