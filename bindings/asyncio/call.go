package asyncio

// This file reads the arguments that are asyncio's own: loops, tasks, coroutines, awaitables, contexts.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A call is a function of the module being called from Lua.
type call struct {
	native.Call
	m *Module
}

// call is the call of a function that the module gave a script, by the way of a closure.
func (m *Module) call(L *lua.LState, name string) call {
	return call{native.FunctionCall(m.rt, L, name), m}
}

// keywords are the keyword arguments of a call.
type keywords struct {
	native.Options
	m *Module
}

// options reads argument n as a table of the named keyword arguments and refuses others.
func (c call) options(n int, known ...string) keywords { return keywords{c.Options(n, known...), c.m} }

// noOptions are the options of a call that was given none.
func (c call) noOptions() keywords { return keywords{c.OptionsIn(nil, "", "", nil), c.m} }

// task is argument n as a task.
func (c call) task(n int) *loop.Task {
	f := futureOf(c.Arg(n))
	if f == nil || f.Task() == nil {
		c.Fail(n, "Task expected, got %s", c.TypeName(n))
	}
	return f.Task()
}

// loop is argument n as an event loop.
func (c call) loop(n int) *loop.Loop {
	l := loopOf(c.Arg(n))
	if l == nil {
		c.Fail(n, "loop expected, got %s", c.TypeName(n))
	}
	c.m.adopt(l)
	return l
}

// awaitable is argument n as what loop's combinators take: a future, or a coroutine made of what it is.
func (c call) awaitable(n int) any {
	x := c.m.item(c.Arg(n), nil)
	if x == nil {
		c.Fail(n, "awaitable expected, got %s", c.TypeName(n))
	}
	return x
}

// itemSize is about how many bytes it takes to have an item in a list of what is awaited.
const itemSize = 64

// list is argument n as a table of values, with holes kept if it has a field n.
func (c call) list(n int) []lua.LValue {
	t := c.Table(n, "list of awaitables")
	size := ltable.Len(t)
	if v, ok := t.RawGetString("n").(lua.LNumber); ok && int(v) > size && int(v) < 1<<26 {
		size = int(v)
	}
	c.Reserve(itemSize * size)
	c.Work(size)
	vals := make([]lua.LValue, size)
	for i := range vals {
		vals[i] = ltable.GetInt(t, i+1)
	}
	return vals
}

// systemBool is Bool for an option that some systems lack: there it cannot be true.
func (o keywords) systemBool(key string) bool {
	if !o.Bool(key) {
		return false
	}
	supported(o.Call, key)
	return true
}

// loop is an option that is an event loop; nil when it is absent.
func (o keywords) loop(key string) *loop.Loop {
	v := o.Get(key)
	if v == lua.LNil {
		return nil
	}
	l := loopOf(v)
	if l == nil {
		o.FailOption(key, "loop expected, got %s", native.TypeName(v))
	}
	o.m.adopt(l)
	return l
}

// context is an option that is a context; nil when it is absent.
func (o keywords) context(key string) *loop.Context {
	v := o.Get(key)
	if v == lua.LNil {
		return nil
	}
	if ud, ok := v.(*lua.LUserData); ok {
		if ctx, ok := ud.Value.(*loop.Context); ok {
			return ctx
		}
	}
	o.FailOption(key, "Context expected, got %s", native.TypeName(v))
	return nil
}

// name is an option that becomes a task's name: any value, as str() makes a string of any in Python.
func (o keywords) name(key string) string {
	v := o.Get(key)
	if v == lua.LNil {
		return ""
	}
	return o.m.rt.ToString(o.L, v)
}
