package asyncio

// This file is the Lua face of contexts and context variables.

import (
	"fmt"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A contextVar is a loop.ContextVar with its default as Lua gave it.
type contextVar struct {
	*loop.ContextVar
	ud lua.LUserData
}

func (m *Module) openContexts() {
	same := func(L *lua.LState) int {
		a, b := L.Get(1).(*lua.LUserData), L.Get(2).(*lua.LUserData)
		L.Push(lua.LBool(a.Value == b.Value))
		return 1
	}
	m.contextMeta.make = func() *lua.LTable {
		return m.class("Context", []native{
			{"run", m.contextRun},   // ctx:run(fn, ...)
			{"bind", m.contextBind}, // ctx:bind(fn)
			{"copy", m.contextCopy}, // ctx:copy()
			{"get", m.contextGet},   // ctx:get(var [, default])
			{"__eq", same},
			{"__tostring", func(L *lua.LState) int {
				_, ctx := m.selfContext(L, "tostring")
				L.Push(lua.LString(fmt.Sprintf("<Context with %d variables>", ctx.Len())))
				return 1
			}},
		})
	}
	m.varMeta.make = func() *lua.LTable {
		mt := m.class("ContextVar", []native{
			{"get", m.varGet},     // var:get([default])
			{"set", m.varSet},     // var:set(value)
			{"reset", m.varReset}, // var:reset(token)
			{"__tostring", func(L *lua.LState) int {
				_, v := m.selfVar(L, "tostring")
				L.Push(lua.LString(fmt.Sprintf("<ContextVar name='%s'>", v.Name())))
				return 1
			}},
		})
		methods := methodsOf(mt)
		mt.RawSetString("methods", methods)
		mt.RawSetString("__index", m.rt.State().NewFunction(func(L *lua.LState) int {
			c, v := m.selfVar(L, "index")
			if c.get(1) == lua.LString("name") {
				return c.push(lua.LString(v.Name()))
			}
			return c.push(methods.RawGet(c.get(1)))
		}))
		return mt
	}
	m.tokenMeta.make = func() *lua.LTable { return m.class("Token", nil) }
	m.define([]native{
		{"ContextVar", m.newContextVar}, // ContextVar(name, {default=})
		{"copy_context", m.copyContext}, // copy_context()
	})
}

// context is the current context: that of the loop that runs. As in Python it belongs to the flow of control, which a
// loop that does not run has no part in: see adopt.
func (m *Module) context() *loop.Context {
	if l := m.rt.Loop(); l != nil {
		return l.Context()
	}
	return &m.idle
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
		prev := m.idle
		m.idle = *l.Context().Copy()
		fn()
		m.idle = prev
	default:
		prev := r.SwapContext(l.Context())
		fn()
		r.SwapContext(prev)
	}
}

func (m *Module) selfContext(L *lua.LState, name string) (call, *loop.Context) {
	c := m.method(L, name)
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if ctx, ok := ud.Value.(*loop.Context); ok {
			return c, ctx
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: Context expected as self, got %s", name, m.typeName(L.Get(1))))
	return c, nil
}

func (m *Module) selfVar(L *lua.LState, name string) (call, *contextVar) {
	c := m.method(L, name)
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if v, ok := ud.Value.(*contextVar); ok {
			return c, v
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: ContextVar expected as self, got %s", name, m.typeName(L.Get(1))))
	return c, nil
}

func (m *Module) newContextVar(L *lua.LState) int {
	c := m.call(L, "ContextVar")
	name := c.string(1)
	o := c.options(2, "default")
	v := &contextVar{}
	if d := o.get("default"); d != lua.LNil {
		v.ContextVar = loop.NewContextVar(name, d)
	} else {
		v.ContextVar = loop.NewContextVar(name)
	}
	v.ud.Value, v.ud.Metatable = v, m.varMeta.get()
	return c.push(&v.ud)
}

func (m *Module) copyContext(L *lua.LState) int {
	c := m.call(L, "copy_context")
	return c.push(m.rt.ToLua(m.context().Copy()))
}

func (m *Module) varGet(L *lua.LState) int {
	c, v := m.selfVar(L, "get")
	if x, ok := v.Get(m.context()); ok {
		return c.push(x.(lua.LValue))
	}
	if c.len() >= 1 {
		return c.push(c.get(1))
	}
	c.raise(loop.Errorf(loop.LookupError, "context variable '%s' has no value", v.Name()))
	return 0
}

func (m *Module) varSet(L *lua.LState) int {
	c, v := m.selfVar(L, "set")
	if c.len() == 0 {
		c.fail(1, "value expected, got no value")
	}
	return c.push(m.userdata(v.Set(m.context(), c.get(1)), m.tokenMeta.get()))
}

func (m *Module) varReset(L *lua.LState) int {
	c, v := m.selfVar(L, "reset")
	if ud, ok := c.get(1).(*lua.LUserData); ok {
		if token, ok := ud.Value.(*loop.Token); ok {
			if err := v.Reset(m.context(), token); err != nil {
				c.raise(err)
			}
			return 0
		}
	}
	c.fail(1, "Token expected, got %s", c.typeName(1))
	return 0
}

func (m *Module) contextCopy(L *lua.LState) int {
	c, ctx := m.selfContext(L, "copy")
	return c.push(m.rt.ToLua(ctx.Copy()))
}

func (m *Module) contextGet(L *lua.LState) int {
	c, ctx := m.selfContext(L, "get")
	ud, _ := c.get(1).(*lua.LUserData)
	var v *contextVar
	if ud != nil {
		v, _ = ud.Value.(*contextVar)
	}
	if v == nil {
		c.fail(1, "ContextVar expected, got %s", c.typeName(1))
	}
	if x, ok := ctx.Lookup(v.ContextVar); ok {
		return c.push(x.(lua.LValue))
	}
	return c.push(c.get(2))
}

// contextRun is ctx:run(fn, ...): fn may await, and the context is current whenever it runs.
func (m *Module) contextRun(L *lua.LState) int {
	c, ctx := m.selfContext(L, "run")
	return m.runIn(c, ctx, c.function(1), c.rest(2))
}

// contextBind is ctx:bind(fn): a function that runs fn in ctx, for callbacks.
func (m *Module) contextBind(L *lua.LState) int {
	c, ctx := m.selfContext(L, "bind")
	fn := c.function(1)
	return c.push(L.NewClosure(func(L *lua.LState) int {
		c := m.call(L, "bound function")
		return m.runIn(c, ctx, fn, c.rest(1))
	}, fn, L.Get(1))) // the upvalues show what it keeps alive
}

// runIn runs fn with ctx as the current context. In a task it may suspend: each of its steps enters the context anew.
func (m *Module) runIn(c call, ctx *loop.Context, fn *lua.LFunction, args []lua.LValue) int {
	l := c.running()
	if m.rt.InTask() {
		body := &contextRunner{l: l, ctx: ctx, body: m.rt.NewCoroutine(fn, args...)}
		return m.rt.Perform(c.L, vm.Await(body, nil))
	}
	var vals []lua.LValue
	var err error
	if runErr := ctx.Run(l, func() { vals, err = m.rt.Call(fn, args...) }); runErr != nil {
		c.raise(runErr)
	}
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(vals)
}

// A contextRunner is a coroutine each of whose steps runs in a context.
type contextRunner struct {
	l    *loop.Loop
	ctx  *loop.Context
	body *vm.Coroutine
}

// Resume implements loop.Coroutine.
func (r *contextRunner) Resume(exc error) (sig loop.Signal, v any) {
	if err := r.ctx.Run(r.l, func() { sig, v = r.body.Resume(exc) }); err != nil {
		r.body.Close()
		return loop.Raised, err
	}
	return sig, v
}
