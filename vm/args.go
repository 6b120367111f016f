package vm

// This file words the errors of wrong arguments.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// argError raises "name: argument n: what" in the Lua code that called the Go function.
func (rt *Runtime) argError(L *lua.LState, name string, n int, what string) {
	where := position(threadOf(L), 1)
	rt.raise(errorf("%sbad argument #%d to '%s' (%s)", where, n, name, what))
}

// ArgError is the TypeError of argument n of the function name: "sleep: argument 1: number expected, got string".
func ArgError(name string, n int, what string) error {
	return loop.Errorf(loop.TypeError, "%s: argument %d: %s", name, n, what)
}

// typeName names the type of argument n, "no value" when it is absent.
func typeName(L *lua.LState, n int) string {
	if n > L.GetTop() {
		return "no value"
	}
	return L.Get(n).Type().String()
}

func (rt *Runtime) checkFunction(L *lua.LState, name string, n int) *lua.LFunction {
	fn, ok := L.Get(n).(*lua.LFunction)
	if !ok {
		rt.argError(L, name, n, "function expected, got "+typeName(L, n))
	}
	return fn
}
