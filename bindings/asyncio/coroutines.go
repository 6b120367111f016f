package asyncio

// This file makes coroutine objects: async functions, and functions written in Go that are coroutines in Python.

import (
	"fmt"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openCoroutines() {
	m.define([]function{
		{"async", async},                         // async(function)
		{"iscoroutine", isCoroutine},             // iscoroutine(v)
		{"iscoroutinefunction", isAsyncFunction}, // iscoroutinefunction(v)
	})
	mt := m.rt.BuildCoroutines(&coroutineShape)
	methods := vm.Build(m.rt.State(), nil, 4)
	native.Define(methods, m.rt, "coroutine",
		native.Method("await", func(c native.Call, co *vm.Coroutine) int { return c.RT.Await(c.L, c.Self()) }), // coro:await()
		native.Method("close", closeCoroutine), // coro:close()
	)
	table := methods.Table()
	rt := m.rt
	mt.Set("__index", rt.State().NewFunction(func(L *lua.LState) int {
		v := ltable.Get(table, L.Get(2))
		if v == lua.LNil {
			if co := native.CoroutineOf(L.Get(1)); co != nil {
				rt.Throw(loop.Errorf(native.AttributeError, "%s has no field '%s': was it awaited?", coroutineName(co), L.Get(2).String()))
			}
		}
		L.Push(v)
		return 1
	}))
	mt.Set("methods", table)
	mt.Set("__metatable", lua.LString("coroutine"))
	mt.Set("__tostring", native.Method("tostring", coroutineText).Function(rt, "coroutine"))
	misused(rt, mt.Set, coroutineName)
	m.coroutineMeta = mt.Table()
}

var coroutineShape vm.Shape

// coroutineName is what errors call a coroutine object, "" for another value.
func coroutineName(v any) string {
	if co, ok := v.(*vm.Coroutine); ok {
		return "coroutine '" + co.Name() + "'"
	}
	return ""
}

// closeCoroutine is coro:close().
func closeCoroutine(_ native.Call, co *vm.Coroutine) int {
	co.Close()
	return 0
}

func coroutineText(c native.Call, co *vm.Coroutine) int {
	return c.Push(lua.LString(fmt.Sprintf("<coroutine object %s at %p>", co.Name(), co)))
}

// async is async(fn): a function whose calls return coroutine objects.
func async(c call) int {
	fn := c.Function(1)
	return c.Push(c.m.rt.NewAsync(c.L, fn))
}

// isAsyncFunction tells functions made by async by what their closures hold.
func isAsyncFunction(c call) int {
	fn, ok := c.Arg(1).(*lua.LFunction)
	return c.Push(lua.LBool(ok && c.RT.IsAsync(fn)))
}

func isCoroutine(c call) int { return c.Push(lua.LBool(native.CoroutineOf(c.Arg(1)) != nil)) }

// isAwaitable tells whether v may be passed where something to await is wanted.
func isAwaitable(v lua.LValue) bool {
	switch v.(type) {
	case *lua.LFunction, *lua.LState:
		return true
	}
	return futureOf(v) != nil || native.CoroutineOf(v) != nil
}

// item is v as what the loop's combinators take: a future, or a coroutine; nil when it is neither. known, if not nil,
// holds the coroutines made of threads before, because the same thread twice is one coroutine.
func (m *Module) item(v lua.LValue, known map[lua.LValue]any) any {
	if f := futureOf(v); f != nil {
		return f
	}
	if c := native.CoroutineOf(v); c != nil {
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
		c.Raise(loop.Errorf(loop.TypeError, "%s: %s: awaitable expected, got %s", c.Name, where(i), native.TypeName(v)))
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
