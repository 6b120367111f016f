package vm

// This file enters Lua from Go again and again, by each way there is.

import (
	"reflect"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestDepth has functions call themselves through Go: a stack overflow is an error, and the runtime goes on.
func TestDepth(t *testing.T) {
	for _, c := range []struct{ name, source string }{
		{"a callback", "local function f() call(f) end f()"},
		{"a step", "local function f() step(f) return 1 end f()"},
		{"a step after a step", "local function f() step(function() step(f) return 1 end) return 1 end f()"},
		{"an eager task", "local function f() local t = spawn(f, true) return await(t) end f()"},
		{"a step under a metamethod", "local t t = setmetatable({}, {__index = function() step(function() return t.x end) return 1 end}) return t.x"},
		{"a callback in an eager task", "local function f() call(function() await(spawn(f, true)) end) end f()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newSmallWorld(t)
			defer w.close(t)
			w.rt.Func("call", func(L *lua.LState) int {
				if _, err := w.rt.Call(L.Get(1)); err != nil {
					w.rt.Throw(err)
				}
				return 0
			})
			w.rt.Func("step", func(L *lua.LState) int {
				return w.rt.Perform(L, Call(L.CheckFunction(1), nil, func(vals []lua.LValue, err error) Step {
					if err != nil {
						return Raise(err)
					}
					return Return(vals...)
				}))
			})
			if _, err := w.run(c.source); err == nil || !strings.Contains(err.Error(), "stack overflow") && !strings.Contains(err.Error(), "no task is running") {
				t.Errorf("ended with %v", err)
			}
			if vals, err := w.run("local function f(n) if n > 0 then step(function() f(n - 1) end) end return n end return f(100)"); err != nil || vals[0] != lua.LNumber(100) {
				t.Errorf("afterwards: %v, %v", vals, err)
			}
			if w.rt.depth != 0 || w.rt.workers > maxIdleWorkers {
				t.Errorf("depth %d, %d workers", w.rt.depth, w.rt.workers)
			}
		})
	}
}

// TestUnknownCosts measures a value of a type that nobody told the runtime of.
func TestUnknownCosts(t *testing.T) {
	type stranger struct{ _ [1 << 16]byte }
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	var told reflect.Type
	rt.unmeasured = func(t reflect.Type) { told = t }
	before := rt.MemoryUsed()
	shared := &lua.LUserData{Value: new(stranger), Metatable: lua.LNil}
	rt.State().SetGlobal("x", shared)
	rt.State().SetGlobal("y", &lua.LUserData{Value: shared.Value, Metatable: lua.LNil})
	if grew := rt.MemoryUsed() - before; grew < 1<<16 || grew > 1<<16+2000 {
		t.Errorf("counted as %d bytes", grew)
	}
	if told != reflect.TypeFor[*stranger]() {
		t.Errorf("unknown: %v", told)
	}
}
