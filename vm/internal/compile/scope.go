package compile

// This file resolves names: which variable a name is where it stands.

const (
	maxLocals   = 200
	maxUpvalues = 255
)

// scopes are the variables in sight. Symbols know the innermost variable of their name, so that to find it takes the
// same time however many there are.
type scopes struct {
	fn       *functionScope
	bindings []binding  // those in sight, of all functions
	declared []declared // those that come into sight soon
	locals   slab[Local]
	moment   int // counts what happens, to tell what was first
}

// empty makes ready for another chunk.
func (s *scopes) empty() {
	s.fn, s.moment = nil, 0
	s.bindings, s.declared = emptied(s.bindings), emptied(s.declared)
	s.locals.empty()
}

// A functionScope is a function that is being parsed.
type functionScope struct {
	*Function
	outer    *functionScope
	active   int      // local variables, with hidden ones
	declared int      // those that come into sight soon
	upvalues []*Local // those that Function.Upvalues stand for
	scope    *scope   // the innermost
	jumps    map[string][]jump
}

// A declared is a local variable before it comes into sight.
type declared struct {
	local  *Local
	symbol *symbol
}

// A binding is a name that stands for a variable.
type binding struct {
	declared
	fn     *functionScope
	block  *Block // that it is declared among the statements of, or nil
	shadow int    // the variable of that name further out, as in symbol.bound
	moment int
}

// A scope is a block that is being parsed, or a loop with the variables of its head.
type scope struct {
	outer    *scope
	block    *Block // nil for the head of a loop
	loop     bool   // break may stand in it
	repeat   bool   // it is the body of a repeat, whose condition sees its variables
	bindings int    // how many were in sight when it began
	active   int
	moment   int // when it began
	labels   []labelMark
	labelled map[string]int // their places in labels
}

func (p *parser) beginFunction(fn *Function) {
	f := p.forest.inFunc.take()
	f.Function, f.outer = fn, p.fn
	p.fn = f
}

func (p *parser) endFunction() {
	p.lost()
	p.fn = p.fn.outer
}

func (p *parser) begin(s scope) {
	s.outer, s.bindings, s.active = p.fn.scope, len(p.bindings), p.fn.active
	s.loop = s.loop || s.outer != nil && s.outer.loop
	p.moment++
	s.moment = p.moment
	p.fn.scope = p.forest.scopes.take()
	*p.fn.scope = s
}

func (p *parser) end() {
	s := p.fn.scope
	p.resolveLabels(s)
	for i := len(p.bindings) - 1; i >= s.bindings; i-- {
		b := &p.bindings[i]
		b.symbol.bound = b.shadow
	}
	clear(p.bindings[s.bindings:])
	p.bindings = p.bindings[:s.bindings]
	p.fn.active = s.active
	p.fn.scope = s.outer
}

// declare makes a local variable of a name. It is not in sight before activate.
func (p *parser) declare(t token) *Local { return p.declareSymbol(t.symbol, t.pos) }

func (p *parser) declareSymbol(s *symbol, pos Pos) *Local {
	p.room(1)
	l := p.locals.take()
	l.Name, l.Pos = s.text, pos
	p.declared = append(p.declared, declared{l, s})
	p.fn.declared++
	return l
}

// room makes sure that the function can have n more variables.
func (p *parser) room(n int) {
	if p.fn.active+p.fn.declared+n > maxLocals {
		p.tooMany(p.fn, maxLocals, "local variables")
	}
}

// hide counts n variables that source cannot name.
func (p *parser) hide(n int) {
	p.room(n)
	p.fn.active += n
}

// activate brings the last n declared variables into sight.
func (p *parser) activate(n int) {
	first := len(p.declared) - n
	for _, d := range p.declared[first:] {
		p.moment++
		p.bindings = append(p.bindings, binding{d, p.fn, p.fn.scope.block, d.symbol.bound, p.moment})
		d.symbol.bound = len(p.bindings)
	}
	p.declared = p.declared[:first]
	p.fn.declared -= n
	p.fn.active += n
}

// resolve finds the variable that a name stands for.
func (p *parser) resolve(t token) *NameExpr {
	e := p.forest.names.take()
	*e = NameExpr{span: p.span(t.pos), Name: t.symbol.text, Upvalue: -1}
	if t.symbol.bound == 0 {
		return e
	}
	b := &p.bindings[t.symbol.bound-1]
	if b.fn == p.fn {
		e.Local = b.local
		return e
	}
	b.local.Captured = true
	if b.block != nil {
		b.block.HasCaptured = true
	}
	e.Upvalue = p.upvalue(p.fn, b)
	return e
}

// upvalue is the number of the upvalue by which fn has a variable of a function around it.
func (p *parser) upvalue(fn *functionScope, b *binding) int {
	for i, l := range fn.upvalues {
		if l == b.local {
			return i
		}
	}
	u := Upvalue{Name: b.local.Name}
	if fn.outer == b.fn {
		u.Local = b.local
	} else {
		u.Index = p.upvalue(fn.outer, b)
	}
	if len(fn.upvalues) == maxUpvalues {
		p.tooMany(fn, maxUpvalues, "upvalues")
	}
	p.lx.work++
	fn.upvalues = append(fn.upvalues, b.local)
	fn.Upvalues = append(fn.Upvalues, u)
	return len(fn.upvalues) - 1
}

func (p *parser) tooMany(fn *functionScope, limit int, what string) {
	if fn.Line == 0 {
		p.limit("main function has more than %d %s", limit, what)
	}
	p.limit("function at line %d has more than %d %s", fn.Line, limit, what)
}
