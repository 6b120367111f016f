package vm

// This file is what modules written in Go ask of the runtime; a host has no need of it.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// InTask tells whether the Lua code that runs now belongs to a task: whether it can await.
func (rt *Runtime) InTask() bool { return rt.fiber != nil && rt.fiber.root.task != nil }

// SetMain says which coroutine is the main chunk's: its task is MainTask from its first step on. Nil is none.
func (rt *Runtime) SetMain(c *Coroutine) {
	rt.mainCo = c
	rt.mainTask = nil
}

// BuildCoroutines begins the metatable of coroutine objects, which is empty until then. Do it once.
func (rt *Runtime) BuildCoroutines(shape *Shape) *Builder {
	return buildIn(rt.State(), rt.coroutineMeta, shape, 16)
}

// Fatal tells whether err stops the runtime: no Lua code may catch it.
func Fatal(err error) bool {
	e, ok := err.(*Error)
	return ok && e.fatal
}

// Catch is the Lua value of an error that a Go function catches in the name of its Lua caller, as pcall does.
func (rt *Runtime) Catch(err error) lua.LValue {
	e := rt.asError(err)
	var by *thread
	if rt.fiber != nil {
		by = rt.fiber.top
	}
	rt.noteCaught(e, by)
	return e.Value
}

// LimitsMemory tells whether the runtime has a limit on memory.
func (rt *Runtime) LimitsMemory() bool { return rt.options.MaxMemory > 0 }

// Arg is the n-th argument, from 1, of the Go function that runs on L; nil where it has fewer. It is L.Get for arguments,
// in the time of a slice's element.
func Arg(L *lua.LState, n int) lua.LValue {
	s := glua.State(L)
	if i := s.CurrentFrame.LocalBase + n - 1; i < s.Reg.Top {
		return s.Reg.Array[i]
	}
	return lua.LNil
}

// Args is the number of arguments of the Go function that runs on L, if it has pushed nothing yet: L.GetTop.
func Args(L *lua.LState) int {
	s := glua.State(L)
	return s.Reg.Top - s.CurrentFrame.LocalBase
}

// OnMissing has find look for a module that a value from another runtime refers to and no script of this one has required
// yet. It gives nil for what it does not know. Only the last find counts.
func (rt *Runtime) OnMissing(find func(name string) lua.LValue) { rt.find = find }
