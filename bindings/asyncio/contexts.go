package asyncio

// This file is the Lua face of contexts and context variables.

import (
	"fmt"
	"slices"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A contextVar is a loop.ContextVar with its default as Lua gave it.
type contextVar struct {
	*loop.ContextVar
	ud     lua.LUserData
	number int // in the order in which they were made
}

func (m *Module) openContexts() {
	m.classes.context = native.Class{RT: m.rt, Name: "Context", Methods: func() []native.Entry {
		return methods(m, "Context", []method[*loop.Context]{
			{"run", contextRun},       // ctx:run(fn, ...)
			{"bind", contextBind},     // ctx:bind(fn)
			{"copy", contextCopy},     // ctx:copy()
			{"get", contextGet},       // ctx:get(var [, default])
			{"items", contextItems},   // ctx:items(): list of {var, value}
			{"keys", contextKeys},     // ctx:keys(): list of variables
			{"values", contextValues}, // ctx:values(): list of values
			{"__len", contextLen},
			{"__eq", contextEqual},
			{"__tostring", contextText},
		})
	}}
	m.classes.contextVar = native.Class{RT: m.rt, Name: "ContextVar", Field: varField, Methods: func() []native.Entry {
		return methods(m, "ContextVar", []method[*contextVar]{
			{"get", varGet},     // var:get([default])
			{"set", varSet},     // var:set(value)
			{"reset", varReset}, // var:reset(token)
			{"__tostring", varText},
		})
	}}
	m.classes.token = native.Class{RT: m.rt, Name: "Token"}
	m.define([]function{
		{"ContextVar", newContextVar}, // ContextVar(name, {default=})
		{"copy_context", copyContext}, // copy_context()
	})
}

// context is the current context: that of the loop that runs. As in Python it belongs to the flow of control, which a
// loop that does not run has no part in: see adopt.
func (m *Module) context() *loop.Context {
	if l := m.rt.Loop(); l != nil {
		return l.Context()
	}
	return &m.loops.idle
}

// adopt makes the current context that of a loop which does not run, so that what is scheduled in it from here copies
// the right one.
func (m *Module) adopt(l *loop.Loop) {
	if l != m.rt.Loop() && !l.IsRunning() {
		l.SwapContext(m.context())
	}
}

// within calls fn, for a loop that has entered a context, so that it is the current one. When another loop runs, or none,
// it is theirs for the time.
func (m *Module) within(l *loop.Loop, fn func()) {
	switch r := m.rt.Loop(); r {
	case l:
		fn()
	case nil:
		prev := m.loops.idle
		m.loops.idle = *l.Context().Copy()
		fn()
		m.loops.idle = prev
	default:
		prev := r.SwapContext(l.Context())
		fn()
		r.SwapContext(prev)
	}
}

// inContext calls fn for what comes from outside, in the context of whoever asked for that: its context variables, and what
// it may use. It is on the goroutine of the loop, which runs.
func (m *Module) inContext(l *loop.Loop, ctx *loop.Context, fn func()) {
	prev := l.SwapContext(ctx)
	defer l.SwapContext(prev)
	fn()
}

func contextEqual(c call, ctx *loop.Context) int {
	other, _ := c.Arg(1).(*lua.LUserData)
	return c.Push(lua.LBool(other != nil && other.Value == ctx))
}

func contextText(c call, ctx *loop.Context) int {
	return c.Push(lua.LString(fmt.Sprintf("<Context with %d variables>", ctx.Len())))
}

func varText(c call, v *contextVar) int {
	return c.Push(lua.LString(fmt.Sprintf("<ContextVar name='%s'>", v.Name())))
}

// varField gives v.name.
func varField(v any, key string) lua.LValue {
	if v, ok := v.(*contextVar); ok && key == "name" {
		return lua.LString(v.Name())
	}
	return nil
}

func newContextVar(c call) int {
	name := c.Str(1)
	o := c.options(2, "default")
	v := &contextVar{}
	v.define(name, o.Get("default"))
	c.m.enlist(v)
	return c.Push(&v.ud)
}

// define makes the variable that the object is of; a fallback of nil is none.
func (v *contextVar) define(name string, fallback lua.LValue) {
	if fallback != lua.LNil {
		v.ContextVar = loop.NewContextVar(name, fallback)
	} else {
		v.ContextVar = loop.NewContextVar(name)
	}
	v.Payload = v
}

// enlist gives a variable its object and its number.
func (m *Module) enlist(v *contextVar) {
	m.classes.contextVar.Init(&v.ud, v)
	m.contextVars++
	v.number = m.contextVars
}

func copyContext(c call) int {
	return c.Push(c.m.rt.ToLua(c.m.context().Copy()))
}

func varGet(c call, v *contextVar) int {
	if x, ok := v.Get(c.m.context()); ok {
		return c.Push(x.(lua.LValue))
	}
	if c.Len() >= 1 {
		return c.Push(c.Arg(1))
	}
	c.Raise(loop.Errorf(loop.LookupError, "context variable '%s' has no value", v.Name()))
	return 0
}

func varSet(c call, v *contextVar) int {
	if c.Len() == 0 {
		c.Fail(1, "value expected, got no value")
	}
	return c.Push(c.m.classes.token.New(v.Set(c.m.context(), c.Arg(1))))
}

func varReset(c call, v *contextVar) int {
	if ud, ok := c.Arg(1).(*lua.LUserData); ok {
		if token, ok := ud.Value.(*loop.Token); ok {
			if err := v.Reset(c.m.context(), token); err != nil {
				c.Raise(err)
			}
			return 0
		}
	}
	c.Fail(1, "Token expected, got %s", c.TypeName(1))
	return 0
}

func contextCopy(c call, ctx *loop.Context) int {
	return c.Push(c.m.rt.ToLua(ctx.Copy()))
}

func contextGet(c call, ctx *loop.Context) int {
	ud, _ := c.Arg(1).(*lua.LUserData)
	var v *contextVar
	if ud != nil {
		v, _ = ud.Value.(*contextVar)
	}
	if v == nil {
		c.Fail(1, "ContextVar expected, got %s", c.TypeName(1))
	}
	if x, ok := ctx.Lookup(v.ContextVar); ok {
		return c.Push(x.(lua.LValue))
	}
	return c.Push(c.Arg(2))
}

// held are the variables that have a value in a context, in the order in which they were made.
func held(c call, ctx *loop.Context) []*contextVar {
	c.Work(itemSize * ctx.Len())
	var list []*contextVar
	for v := range ctx.All() {
		if x, ok := v.Payload.(*contextVar); ok {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b *contextVar) int { return a.number - b.number })
	return list
}

// listOf pushes the list of what item makes of each variable of a context.
func listOf(c call, ctx *loop.Context, item func(v *contextVar, value lua.LValue) lua.LValue) int {
	t := c.L.NewTable()
	for _, v := range held(c, ctx) {
		x, _ := ctx.Lookup(v.ContextVar)
		t.Append(item(v, x.(lua.LValue)))
	}
	return c.Push(t)
}

func contextItems(c call, ctx *loop.Context) int {
	return listOf(c, ctx, func(v *contextVar, value lua.LValue) lua.LValue {
		pair := c.L.CreateTable(2, 0)
		pair.Append(&v.ud)
		pair.Append(value)
		return pair
	})
}

func contextKeys(c call, ctx *loop.Context) int {
	return listOf(c, ctx, func(v *contextVar, _ lua.LValue) lua.LValue { return &v.ud })
}

func contextValues(c call, ctx *loop.Context) int {
	return listOf(c, ctx, func(_ *contextVar, value lua.LValue) lua.LValue { return value })
}

func contextLen(c call, ctx *loop.Context) int { return c.Push(lua.LNumber(ctx.Len())) }

// contextRun is ctx:run(fn, ...): fn may await, and the context is current whenever it runs.
func contextRun(c call, ctx *loop.Context) int {
	return runIn(c, ctx, c.Function(1), c.Rest(2))
}

// contextBind is ctx:bind(fn): a function that runs fn in ctx, for callbacks.
func contextBind(c call, ctx *loop.Context) int {
	fn := c.Function(1)
	return c.Push(c.L.NewClosure(func(L *lua.LState) int {
		c := c.m.call(L, "bound function")
		return runIn(c, ctx, fn, c.Rest(1))
	}, fn, c.Self())) // the upvalues show what it keeps alive
}

// runIn runs fn with ctx as the current context. In a task it may suspend: each of its steps enters the context anew.
func runIn(c call, ctx *loop.Context, fn *lua.LFunction, args []lua.LValue) int {
	l := c.Running()
	if c.RT.InTask() {
		body := &contextRunner{l: l, ctx: ctx, body: c.RT.NewCoroutine(fn, args...)}
		return c.RT.Perform(c.L, vm.Await(body, nil))
	}
	var vals []lua.LValue
	var err error
	if runErr := ctx.Run(l, func() { vals, err = c.RT.Call(fn, args...) }); runErr != nil {
		c.Raise(runErr)
	}
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(vals)
}

// A contextRunner is a coroutine each of whose steps runs in a context.
type contextRunner struct {
	l    *loop.Loop
	ctx  *loop.Context
	body *vm.Coroutine
}

// MemorySize implements vm.Sizer.
func (r *contextRunner) MemorySize(visit func(any)) int {
	visit(r.body)
	visit(r.ctx)
	return 64
}

// Resume implements loop.Coroutine.
func (r *contextRunner) Resume(exc error) (sig loop.Signal, v any) {
	if err := r.ctx.Run(r.l, func() { sig, v = r.body.Resume(exc) }); err != nil {
		r.body.Close()
		return loop.Raised, err
	}
	return sig, v
}
