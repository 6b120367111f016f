package vm

// This file is what the modules written in Go ask of the runtime.

import (
	lua "github.com/yuin/gopher-lua"
)

// InTask tells whether the Lua code that runs now belongs to a task: whether it can await.
func (rt *Runtime) InTask() bool { return rt.fiber != nil && rt.fiber.root.task != nil }

// SetMain says which coroutine is the main chunk's: its task is MainTask from its first step on. Nil is none.
func (rt *Runtime) SetMain(c *Coroutine) {
	rt.mainCo = c
	rt.mainTask = nil
}

// CoroutineMetatable is the metatable of coroutine objects, for their methods.
func (rt *Runtime) CoroutineMetatable() *lua.LTable { return rt.coroutineMeta }

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
