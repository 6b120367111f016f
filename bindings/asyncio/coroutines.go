package asyncio

// This file makes coroutine objects: async functions, and functions written in Go that are coroutines in Python.

import (
	"fmt"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openCoroutines() {
	m.define([]native{
		{"async", m.async},                         // async(function)
		{"iscoroutine", m.isCoroutine},             // iscoroutine(v)
		{"iscoroutinefunction", m.isAsyncFunction}, // iscoroutinefunction(v)
	})
	mt := m.rt.CoroutineMetatable()
	methods := vm.Build(m.rt.State(), nil, 4)
	vm.SetNatives(methods, []native{
		{"await", func(L *lua.LState) int { return m.rt.Await(L, L.Get(1)) }}, // coro:await()
		{"close", m.coroutineClose}, // coro:close()
	})
	mt.RawSetString("__index", methods.Table())
	mt.RawSetString("__metatable", lua.LString("coroutine"))
	mt.RawSetString("__tostring", m.rt.State().NewFunction(func(L *lua.LState) int {
		co := coroutineOf(L.Get(1))
		if co == nil {
			return 0
		}
		L.Push(lua.LString(fmt.Sprintf("<coroutine object %s at %p>", co.Name(), co)))
		return 1
	}))
}

func coroutineOf(v lua.LValue) *vm.Coroutine {
	if ud, ok := v.(*lua.LUserData); ok {
		if c, ok := ud.Value.(*vm.Coroutine); ok {
			return c
		}
	}
	return nil
}

// async is async(fn): a function whose calls return coroutine objects.
func (m *Module) async(L *lua.LState) int {
	c := m.call(L, "async")
	fn := c.function(1)
	return c.push(m.rt.NewAsync(L, fn))
}

// isAsyncFunction tells functions made by async by what their closures hold.
func (m *Module) isAsyncFunction(L *lua.LState) int {
	fn, ok := L.Get(1).(*lua.LFunction)
	L.Push(lua.LBool(ok && m.isAsync(fn)))
	return 1
}

func (m *Module) isAsync(fn *lua.LFunction) bool {
	return m.rt.IsAsync(fn)
}

func (m *Module) isCoroutine(L *lua.LState) int {
	L.Push(lua.LBool(coroutineOf(L.Get(1)) != nil))
	return 1
}

func (m *Module) coroutineClose(L *lua.LState) int {
	c := m.method(L, "close")
	co := coroutineOf(L.Get(1))
	if co == nil {
		c.raise(loop.Errorf(loop.TypeError, "close: coroutine expected as self, got %s", m.typeName(L.Get(1))))
	}
	co.Close()
	return 0
}

// isAwaitable tells whether v may be passed where something to await is wanted.
func isAwaitable(v lua.LValue) bool {
	switch v.(type) {
	case *lua.LFunction, *lua.LState:
		return true
	}
	return futureOf(v) != nil || coroutineOf(v) != nil
}

// item is v as what the loop's combinators take: a future, or a coroutine; nil when it is neither. known, if not nil,
// holds the coroutines made of threads before, because the same thread twice is one coroutine.
func (m *Module) item(v lua.LValue, known map[lua.LValue]any) any {
	if f := futureOf(v); f != nil {
		return f
	}
	if c := coroutineOf(v); c != nil {
		return c
	}
	if x, ok := known[v]; ok {
		return x
	}
	switch v.(type) {
	case *lua.LFunction, *lua.LState:
		c, err := m.rt.Coroutine(v)
		if err != nil {
			return nil
		}
		if _, ok := v.(*lua.LState); ok && known != nil {
			known[v] = c
		}
		return c
	}
	return nil
}

// items are the values as what the loop's combinators take; where says how messages name the i-th.
func (c call) items(vals []lua.LValue, where func(i int) string) []any {
	known := map[lua.LValue]any{}
	items := make([]any, len(vals))
	for i, v := range vals {
		if x := c.m.item(v, known); x != nil {
			items[i] = x
			continue
		}
		for _, x := range items[:i] { // nobody will await what was made for this call
			if co, ok := x.(*vm.Coroutine); ok {
				if _, given := vals[indexOf(items, x)].(*lua.LUserData); !given {
					co.Close()
				}
			}
		}
		c.raise(loop.Errorf(loop.TypeError, "%s: %s: awaitable expected, got %s", c.name, where(i), c.m.typeName(v)))
	}
	return items
}

func indexOf(items []any, x any) int {
	for i, y := range items {
		if y == x {
			return i
		}
	}
	return -1
}

// inList names the i-th value of the list that is argument 1.
func inList(i int) string { return fmt.Sprintf("argument 1: item %d", i+1) }

// inArguments names the i-th argument.
func inArguments(i int) string { return fmt.Sprintf("argument %d", i+1) }

// native pushes a coroutine object that runs the coroutine start makes, when it is awaited.
func (c call) native(start func(l *loop.Loop) (loop.Coroutine, error)) int {
	return c.push(&c.m.rt.NewNative(c.name, &deferred{m: c.m, start: start, args: c.kept()}).LUserData)
}

// later is a coroutine that calls fn when it is awaited.
func (m *Module) later(fn func(l *loop.Loop) (any, error)) loop.Coroutine {
	return &deferred{m: m, start: func(l *loop.Loop) (loop.Coroutine, error) {
		v, err := fn(l)
		return ready{v}, err
	}}
}

// ready is a coroutine that returns at once.
type ready struct{ v any }

// Resume implements loop.Coroutine.
func (r ready) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Returned, r.v
}

// A deferred is a coroutine that is made when it is awaited: not before is it known in which loop.
type deferred struct {
	m     *Module
	start func(l *loop.Loop) (loop.Coroutine, error)
	args  []lua.LValue // what start knows, for the memory limit
	co    loop.Coroutine
}

// Resume implements loop.Coroutine.
func (d *deferred) Resume(exc error) (loop.Signal, any) {
	if d.co == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		var err error
		if d.co, err = d.start(d.m.rt.Loop()); err != nil {
			return loop.Raised, err
		}
	}
	return d.co.Resume(exc)
}

// String is what the coroutine does, as call graphs show it; "" when that is not known.
func (d *deferred) String() string {
	if s, ok := d.co.(fmt.Stringer); ok {
		return s.String()
	}
	return ""
}
