package loop

// This file holds contexts and context variables, as Python's contextvars has them.

import (
	"iter"
	"maps"
)

// Context maps context variables to values. Each task and each callback runs in one.
// The zero Context is empty and ready for use.
//
// Copy takes constant time: the copies share a map until one of them is written to.
type Context struct {
	vars  *variables
	owned bool  // vars belongs to this Context alone and may be written in place
	held  int32 // how many Runs nest inside this Context and will come back to it
}

// variables are the values of a context, or of several that were copied from each other.
type variables struct {
	values  map[*ContextVar]any
	account *Account
}

// Copy returns a new Context with the same values, as Context.copy does.
func (c *Context) Copy() *Context {
	d := c.share()
	return &d
}

// share returns a copy of c and gives up the sole ownership of the map.
func (c *Context) share() Context {
	c.owned = false
	return Context{vars: c.vars}
}

// All goes through the variables that have a value here, in no order.
func (c *Context) All() iter.Seq2[*ContextVar, any] { return maps.All(c.values()) }

// Len returns the number of variables that have a value here.
func (c *Context) Len() int { return len(c.values()) }

// Run calls fn with c as the loop's current context, as Context.run does. It is a
// RuntimeError if c is entered already.
func (c *Context) Run(l *Loop, fn func()) error {
	leave, err := c.enter(l)
	if err != nil {
		return err
	}
	defer leave.restore(l)
	fn()
	return nil
}

// entered remembers the context to go back to.
type entered struct{ prev *Context }

// enter makes c the current context of l until restore.
//
// A context counts as entered while it is current or a Run inside it will come back to
// it. The loop itself only sets l.ctx before each callback, which costs nothing more.
func (c *Context) enter(l *Loop) (entered, error) {
	if c == l.ctx || c.held > 0 {
		return entered{}, RuntimeError.New("cannot enter context: <Context> is already entered")
	}
	prev := l.ctx
	prev.held++
	l.ctx = c
	return entered{prev}, nil
}

func (e entered) restore(l *Loop) {
	e.prev.held--
	l.ctx = e.prev
}

// ContextVar is a variable whose value depends on the Context, as
// contextvars.ContextVar is.
type ContextVar struct {
	// Payload is the embedding's own object for this variable.
	Payload    any
	name       string
	fallback   any
	hasDefault bool
}

// NewContextVar makes a variable, with a default if one is given.
func NewContextVar(name string, fallback ...any) *ContextVar {
	v := &ContextVar{name: name}
	if len(fallback) > 0 {
		v.fallback, v.hasDefault = fallback[0], true
	}
	return v
}

// Name returns the name the variable was made with.
func (v *ContextVar) Name() string { return v.name }

// Get returns the value in c, else the default; ok is false (Python's LookupError) when
// there is neither.
func (v *ContextVar) Get(c *Context) (value any, ok bool) {
	if value, ok = c.Lookup(v); ok {
		return value, true
	}
	return v.fallback, v.hasDefault
}

// Set gives the variable a value in c. The token undoes it.
func (v *ContextVar) Set(c *Context, value any) *Token {
	old, had := c.Lookup(v)
	c.own().values[v] = value
	return &Token{v: v, ctx: c, old: old, had: had}
}

// Reset puts back the value that the variable had before the Set that gave the token.
// A token serves once, for its own variable, in its own context.
func (v *ContextVar) Reset(c *Context, t *Token) error {
	switch {
	case t.used:
		return Errorf(RuntimeError, "token of context variable '%s' has already been used once", t.v.name)
	case t.v != v:
		return Errorf(ValueError, "token was created by a different ContextVar: got '%s', want '%s'", t.v.name, v.name)
	case t.ctx != c:
		return Errorf(ValueError, "token of context variable '%s' was created in a different Context", v.name)
	}
	t.used = true
	if t.had {
		c.own().values[v] = t.old
	} else {
		delete(c.own().values, v)
	}
	return nil
}

// values are those of the context, which may be read.
func (c *Context) values() map[*ContextVar]any {
	if c.vars == nil {
		return nil
	}
	return c.vars.values
}

// own returns variables that only c refers to.
func (c *Context) own() *variables {
	if !c.owned {
		vars := &variables{values: make(map[*ContextVar]any, c.Len()+1), account: c.Account()}
		maps.Copy(vars.values, c.values())
		c.vars, c.owned = vars, true
	}
	return c.vars
}

// Token is the receipt of a ContextVar.Set.
type Token struct {
	v    *ContextVar
	ctx  *Context
	old  any
	had  bool
	used bool
}

// Context returns the current context: that of the running callback, and outside of
// callbacks one that belongs to the loop.
func (l *Loop) Context() *Context { return l.ctx }

// SwapContext makes c current and returns what was. It is for an embedding that
// switches Go stacks inside a callback; others want [Context.Run].
func (l *Loop) SwapContext(c *Context) *Context {
	prev := l.ctx
	l.ctx = c
	return prev
}
