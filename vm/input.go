package vm

// This file compiles the inputs of an interactive session, whose top-level locals outlive the input.

import "moonloop/vm/internal/compile"

// The names by which an input reaches its session, in its environment. Source cannot have such names.
const (
	SessionLocals = compile.SessionLocals // the table that top-level locals are assigned to
	SessionValues = compile.SessionValues // a function that returns its arguments
)

// CompileInput is [Compile] for one input of an interactive session. Where source is an expression, or several with
// commas between, the chunk returns their values. Local variables that are declared at the top level, outside of any
// block, become fields of the table which the environment holds under [SessionLocals]; the environment must find them
// for the rest of the input, and for later ones. [SessionValues] must be there too: it keeps the call in an expression
// from being a tail call, so that tracebacks show the input.
func CompileInput(source, name string) (*Chunk, error) {
	o := compile.Options{Name: name, Source: "@" + name, Session: true}
	chunk, err := compileWith(asExpression+source, o)
	if err == nil {
		shift(chunk.proto, len(asExpression))
		return chunk, nil
	}
	o.Shebang = true
	chunk, plainErr := compileWith(source, o)
	if plainErr == nil {
		return chunk, nil
	}
	return nil, further(err.(*SyntaxError), plainErr.(*SyntaxError))
}

const asExpression = "return "

// shift moves the columns of line 1 to the left, before anything runs the function.
func shift(p *compile.Proto, by int) {
	for pc, column := range p.Columns {
		if p.Line(pc) == 1 && int(column) > by {
			p.Columns[pc] -= uint16(by)
		}
	}
	for _, inner := range p.Inner {
		shift(inner, by)
	}
}

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
