package compile

// This file is the parser's ground: tokens, errors and levels. It is a recursive descent that takes its steps in the
// order of PUC Lua's, because that decides which error is found first and at which line.

import (
	"fmt"
	"strings"
)

// maxLevels is how deep statements and expressions may nest. What stands on the left of an operator, an index or a call
// is no level: parser and generator go along that without recursion.
const maxLevels = 3000

// workUnits is how much work is done before it is reported.
const workUnits = 256

// A parser makes the tree of a chunk.
type parser struct {
	reading
	symbols symbols
	stmts   []Stmt // of the blocks that are being read
	exprs   []Expr // of the lists that are being read
	forest  forest
	scopes
}

// A reading is how far a parser has come.
type reading struct {
	options Options
	lx      lexer
	tok     token // the current one
	ahead   token // the one after it, if hasAhead
	// last is the line at which the lexer was when the current token was taken: that of the token before, but where a
	// constructor looked ahead, that of the current one. PUC gives this line to instructions.
	last     int32
	hasAhead bool
	levels   int
	main     *generator // compiles a statement of the chunk as soon as it is read; nil: all are kept
}

// A bailout carries the error that ends parsing, or compiling, up to who began it.
type bailout struct{ err error }

// bailed makes of a bailout the error of the function that defers it.
func bailed(err *error) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		*err = r.err
	default:
		panic(r)
	}
}

// byteOrderMark is what some editors begin UTF-8 files with.
const byteOrderMark = "\ufeff"

// Parse makes the tree of source that Compile accepts, for who looks at it without running it. Its error is that of
// Compile: a *SyntaxError or that of Options.Work.
func Parse(source string, o Options) (_ *Function, err error) {
	defer bailed(&err)
	p := &parser{}
	p.empty()
	p.start(source, o)
	fn := newChunk()
	p.chunk(&fn)
	return &fn, nil
}

// empty makes a parser ready for another chunk.
func (p *parser) empty() {
	p.reading = reading{lx: lexer{buffer: emptied(p.lx.buffer)}}
	p.symbols.empty()
	p.stmts, p.exprs = emptied(p.stmts), emptied(p.exprs)
	p.forest.empty()
	p.scopes.empty()
}

// start goes to where the code of a source begins.
func (p *parser) start(source string, o Options) {
	if o.Shebang {
		source = strings.TrimPrefix(source, byteOrderMark)
	}
	p.options, p.last = o, 1
	p.lx = lexer{source: source, line: 1, symbols: &p.symbols, buffer: p.lx.buffer}
	code := source
	if o.Shebang && strings.HasPrefix(source, "#") {
		_, code, _ = strings.Cut(source, "\n")
		if p.lx.at = len(source) - len(code); p.lx.at < len(source) || strings.HasSuffix(source, "\n") {
			p.lx.at-- // the line break counts
		}
	}
	if strings.HasPrefix(code, "\x1b") {
		if len(code) < binaryHeader {
			p.raise(&SyntaxError{Message: "unexpected end in precompiled chunk"})
		}
		p.raise(&SyntaxError{Message: "attempt to load a binary chunk: only source text is accepted"})
	}
}

// newChunk is the function that a chunk is, which parser.chunk completes.
func newChunk() Function { return Function{Vararg: true, Pos: Pos{1, 1}} }

// chunk parses all of the source.
func (p *parser) chunk(fn *Function) {
	p.beginFunction(fn)
	p.next()
	fn.Body = p.block(scope{})
	p.check(tokEOF)
	p.endFunction()
	fn.LastLine, fn.EndColumn = p.last, p.tok.pos.Col
	p.report()
}

func (p *parser) next() {
	p.last = p.lx.line
	if p.hasAhead {
		p.tok, p.hasAhead = p.ahead, false
		return
	}
	p.tok = p.scan()
}

// lookAhead is the token after the current one.
func (p *parser) lookAhead() tokenKind {
	p.ahead, p.hasAhead = p.scan(), true
	return p.ahead.kind
}

func (p *parser) scan() token {
	t := p.lx.scan()
	if p.lx.work >= workUnits {
		p.report()
	}
	if p.lx.err != nil {
		p.raise(p.lx.err)
	}
	return t
}

// report tells the work done.
func (p *parser) report() {
	n := p.lx.work
	p.lx.work = 0
	if p.options.Work == nil || n == 0 {
		return
	}
	if err := p.options.Work(n); err != nil {
		panic(bailout{err})
	}
}

// binaryHeader is how many bytes a chunk of PUC Lua's own compiler has at least.
const binaryHeader = 12

func (p *parser) raise(e *SyntaxError) {
	e.Name = p.options.title()
	if e.Line == 0 {
		e.Name = p.options.binaryName()
	}
	panic(bailout{e})
}

// limit ends parsing where there is more of something than can be.
func (p *parser) limit(format string, args ...any) {
	p.raise(&SyntaxError{Line: int(p.lx.line), Column: p.column(), Message: fmt.Sprintf(format, args...)})
}

// fail ends parsing at the current token.
func (p *parser) fail(message string) {
	e := p.errorHere(message)
	e.Incomplete = p.tok.kind == tokEOF
	p.raise(e)
}

// failForGood is fail for an error that no further line mends.
func (p *parser) failForGood(message string) { p.raise(p.errorHere(message)) }

// errorHere is an error at the current token. PUC does not show a zero byte.
func (p *parser) errorHere(message string) *SyntaxError {
	if p.tok.kind != 0 {
		message += " near '" + p.tok.near(p.lx.source) + "'"
	}
	return &SyntaxError{Line: int(p.lx.line), Column: p.column(), Message: message}
}

// column is that of the current token on the line that errors tell.
func (p *parser) column() int {
	if p.tok.pos.Line != p.lx.line {
		return 0
	}
	return int(p.tok.pos.Col)
}

// enter and leave count levels.
func (p *parser) enter() {
	if p.levels++; p.levels > maxLevels {
		p.limit("chunk has too many syntax levels")
	}
}

func (p *parser) leave() { p.levels-- }

func (p *parser) accept(k tokenKind) bool {
	if p.tok.kind != k {
		return false
	}
	p.next()
	return true
}

func (p *parser) check(k tokenKind) {
	if p.tok.kind != k {
		p.fail("'" + k.String() + "' expected")
	}
}

func (p *parser) expect(k tokenKind) {
	p.check(k)
	p.next()
}

// expectClose takes the token that closes what open began at a line.
func (p *parser) expectClose(k, open tokenKind, line int32) {
	if p.tok.kind != k && line != p.lx.line {
		p.fail(fmt.Sprintf("'%s' expected (to close '%s' at line %d)", k, open, line))
	}
	p.expect(k)
}

// name takes a name.
func (p *parser) name() token {
	p.check(tokName)
	t := p.tok
	p.next()
	return t
}

// span is that of an expression that began at start and ends with the token before the current one.
func (p *parser) span(start Pos) span { return span{start, p.last} }
