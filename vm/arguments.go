package vm

// This file reads the arguments of Go functions.

import (
	lua "github.com/yuin/gopher-lua"
)

// Arg is the n-th argument, from 1, of the Go function that runs on L; nil where it has fewer. It is L.Get for arguments,
// in the time of a slice's element.
func Arg(L *lua.LState, n int) lua.LValue {
	s := layoutOf(L)
	if i := s.currentFrame.LocalBase + n - 1; i < s.reg.top {
		return s.reg.array[i]
	}
	return lua.LNil
}

// Args is the number of arguments of the Go function that runs on L, if it has pushed nothing yet: L.GetTop.
func Args(L *lua.LState) int {
	s := layoutOf(L)
	return s.reg.top - s.currentFrame.LocalBase
}
