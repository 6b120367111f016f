package vm

// This file words the errors of wrong arguments.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

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
