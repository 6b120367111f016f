package vm

// This file reads the arguments of Go functions.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

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
