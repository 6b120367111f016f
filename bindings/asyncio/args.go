package asyncio

// This file reads the arguments of the module's functions, and is the one place that words their errors.

import (
	"fmt"
	"math"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A call is a Go function being called from Lua: its name in messages, and its arguments. A method's self is not
// counted: argument 1 is the first after it.
type call struct {
	m    *Module
	L    *lua.LState
	name string
	self int // 1 in methods
}

func (m *Module) call(L *lua.LState, name string) call   { return call{m, L, name, 0} }
func (m *Module) method(L *lua.LState, name string) call { return call{m, L, name, 1} }

// fail raises a TypeError about argument n.
func (c call) fail(n int, format string, args ...any) {
	c.m.rt.Throw(vm.ArgError(c.name, n, fmt.Sprintf(format, args...)))
}

// failOption raises a TypeError about an option.
func (c call) failOption(key, format string, args ...any) {
	c.m.rt.Throw(loop.Errorf(loop.TypeError, "%s: option %s: %s", c.name, key, fmt.Sprintf(format, args...)))
}

// raise raises any error.
func (c call) raise(err error) { c.m.rt.Throw(err) }

func (c call) len() int              { return vm.Args(c.L) - c.self }
func (c call) get(n int) lua.LValue  { return vm.Arg(c.L, n+c.self) }
func (c call) has(n int) bool        { return c.get(n) != lua.LNil }
func (c call) push(v lua.LValue) int { c.L.Push(v); return 1 }

// rest are the arguments from n on.
func (c call) rest(n int) []lua.LValue {
	return c.restInto(n, nil)
}

// restInto is rest, in room if that suffices.
func (c call) restInto(n int, room []lua.LValue) []lua.LValue {
	count := c.len() - n + 1
	if count <= 0 {
		return nil
	}
	if count > len(room) {
		room = make([]lua.LValue, count)
	}
	for i := range count {
		room[i] = c.get(n + i)
	}
	return room[:count]
}

// typeName is how messages name what argument n is.
func (c call) typeName(n int) string {
	if n > c.len() {
		return "no value"
	}
	return c.m.typeName(c.get(n))
}

// typeName is how messages name the type of a value: userdata by what it holds.
func (m *Module) typeName(v lua.LValue) string {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return v.Type().String()
	}
	switch x := ud.Value.(type) {
	case *loop.Future:
		if x.Task() != nil {
			return "Task"
		}
		return "Future"
	case *vm.Coroutine:
		return "coroutine"
	case *loop.Loop:
		return "loop"
	case *vm.ErrorObject:
		return x.Err.Class.Name
	case *loop.Class:
		return "class"
	case *loop.Context:
		return "Context"
	case *contextVar:
		return "ContextVar"
	}
	if mt, ok := ud.Metatable.(*lua.LTable); ok {
		if name, ok := mt.RawGetString("__metatable").(lua.LString); ok {
			return string(name)
		}
	}
	return "userdata"
}

func (c call) number(n int) float64 {
	v, ok := c.get(n).(lua.LNumber)
	if !ok {
		c.fail(n, "number expected, got %s", c.typeName(n))
	}
	return float64(v)
}

// seconds is argument n as a time; NaN is a ValueError.
func (c call) seconds(n int, what string) float64 {
	s := c.number(n)
	if math.IsNaN(s) {
		c.raise(loop.Errorf(loop.ValueError, "Invalid %s: NaN (not a number)", what))
	}
	return s
}

// timeout is argument n as a time that may be absent.
func (c call) timeout(n int) loop.Span {
	if !c.has(n) {
		return loop.Span{}
	}
	if _, ok := c.get(n).(lua.LNumber); !ok {
		c.fail(n, "number or nil expected, got %s", c.typeName(n))
	}
	return loop.Seconds(c.seconds(n, "timeout"))
}

// callable is argument n as something to be called: a function, or a value with __call.
func (c call) callable(n int) lua.LValue {
	v := c.get(n)
	if !c.m.isCallable(v) {
		c.fail(n, "function expected, got %s", c.typeName(n))
	}
	return v
}

// function is argument n as a function; one that calls it, if it is a value with __call.
func (c call) function(n int) *lua.LFunction { return c.m.functionOf(c.callable(n)) }

// isCallable tells whether v is a function, or a value with __call.
func (m *Module) isCallable(v lua.LValue) bool {
	if _, ok := v.(*lua.LFunction); ok {
		return true
	}
	return m.rt.State().GetMetaField(v, "__call") != lua.LNil
}

// functionOf is a function that calls v, which is callable. It may await.
func (m *Module) functionOf(v lua.LValue) *lua.LFunction {
	if fn, ok := v.(*lua.LFunction); ok {
		return fn
	}
	return m.rt.State().NewClosure(func(L *lua.LState) int {
		args := make([]lua.LValue, L.GetTop())
		for i := range args {
			args[i] = L.Get(i + 1)
		}
		return m.rt.Perform(L, m.rt.CallValue(v, args, nil))
	}, v) // the upvalue shows what it keeps alive
}

func (c call) string(n int) string {
	s, ok := c.get(n).(lua.LString)
	if !ok {
		c.fail(n, "string expected, got %s", c.typeName(n))
	}
	return string(s)
}

func (c call) task(n int) *loop.Task {
	f := futureOf(c.get(n))
	if f == nil || f.Task() == nil {
		c.fail(n, "Task expected, got %s", c.typeName(n))
	}
	return f.Task()
}

func (c call) loop(n int) *loop.Loop {
	l := loopOf(c.get(n))
	if l == nil {
		c.fail(n, "loop expected, got %s", c.typeName(n))
	}
	c.m.adopt(l)
	return l
}

// awaitable is argument n as what loop's combinators take: a future, or a coroutine made of what it is.
func (c call) awaitable(n int) any {
	x := c.m.item(c.get(n), nil)
	if x == nil {
		c.fail(n, "awaitable expected, got %s", c.typeName(n))
	}
	return x
}

// list is argument n as a table of values, with holes kept if it has a field n.
func (c call) list(n int) []lua.LValue {
	t, ok := c.get(n).(*lua.LTable)
	if !ok {
		c.fail(n, "list of awaitables expected, got %s", c.typeName(n))
	}
	size := t.Len()
	if v, ok := t.RawGetString("n").(lua.LNumber); ok && int(v) > size && int(v) < 1<<26 {
		size = int(v)
	}
	vals := make([]lua.LValue, size)
	for i := range vals {
		vals[i] = t.RawGetInt(i + 1)
	}
	return vals
}

// An options table with the keyword arguments of a call, nil when there is none.
type options struct {
	call
	t *lua.LTable
}

// options reads argument n as a table of the named keyword arguments and refuses others.
func (c call) options(n int, known ...string) options {
	switch t := c.get(n).(type) {
	case *lua.LNilType:
		return options{c, nil}
	case *lua.LTable:
		t.ForEach(func(k, _ lua.LValue) {
			for _, name := range known {
				if k == lua.LString(name) {
					return
				}
			}
			c.fail(n, "unexpected option '%s'", k.String())
		})
		return options{c, t}
	}
	c.fail(n, "table of options expected, got %s", c.typeName(n))
	return options{}
}

func (o options) get(key string) lua.LValue {
	if o.t == nil {
		return lua.LNil
	}
	return o.t.RawGetString(key)
}

func (o options) bool(key string) bool { return lua.LVAsBool(o.get(key)) }

// systemBool is bool for an option that some systems lack: there it cannot be true.
func (o options) systemBool(key string) bool {
	if !o.bool(key) {
		return false
	}
	o.supported(key)
	return true
}

func (o options) number(key string, missing float64) float64 {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return missing
	case lua.LNumber:
		return float64(v)
	default:
		o.failOption(key, "number expected, got %s", o.m.typeName(v))
		return 0
	}
}

func (o options) timeout(key string) loop.Span {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return loop.Span{}
	case lua.LNumber:
		s := loop.Seconds(float64(v))
		if err := s.Check(key); err != nil {
			o.raise(err)
		}
		return s
	default:
		o.failOption(key, "number or nil expected, got %s", o.m.typeName(v))
		return loop.Span{}
	}
}

func (o options) loop(key string) *loop.Loop {
	v := o.get(key)
	if v == lua.LNil {
		return nil
	}
	l := loopOf(v)
	if l == nil {
		o.failOption(key, "loop expected, got %s", o.m.typeName(v))
	}
	o.m.adopt(l)
	return l
}

func (o options) context(key string) *loop.Context {
	v := o.get(key)
	if v == lua.LNil {
		return nil
	}
	if ud, ok := v.(*lua.LUserData); ok {
		if ctx, ok := ud.Value.(*loop.Context); ok {
			return ctx
		}
	}
	o.failOption(key, "Context expected, got %s", o.m.typeName(v))
	return nil
}

// name is an option that becomes a task's name: any value, as str() makes a string of any in Python.
func (o options) name(key string) string {
	v := o.get(key)
	if v == lua.LNil {
		return ""
	}
	return o.m.rt.ToString(o.L, v)
}
