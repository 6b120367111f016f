package stdlib

// This file says how the natives read their arguments and raise errors.

import (
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// args reads the arguments of the native that runs on its L.
type args struct{ vm.Params }

func argsOf(L *lua.LState) args { return args{vm.ParamsOf(L)} }

// raise raises a message with the position of the Lua function that called the native.
func raise(L *lua.LState, format string, v ...any) { vm.Fail(L, format, v...) }
