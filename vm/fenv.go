package vm

// This file is getfenv and setfenv.

import lua "github.com/yuin/gopher-lua"

// environmentOf is the function that argument 1 names: itself, or the one at a level of the stack.
func environmentOf(L *lua.LState, level int) *lua.LFunction {
	if fn, ok := L.Get(1).(*lua.LFunction); ok {
		return fn
	}
	if level < 0 {
		BadArgument(L, 1, "level must be non-negative")
	}
	l, ok := levelAt(threadOf(L), level)
	if !ok {
		BadArgument(L, 1, "invalid level")
	}
	if l.lost {
		Fail(L, "no function environment for tail call at level %d", level)
	}
	return l.function()
}

// isLuaFunction tells whether fn has an environment of its own. The functions of the host, nil too, have not.
func isLuaFunction(fn *lua.LFunction) bool {
	return fn != nil && !fn.IsG && !adapter(fn.Proto)
}

func baseGetfenv(L *lua.LState) int {
	level := 1
	if _, ok := L.Get(1).(*lua.LFunction); !ok {
		level = ParamsOf(L).OptInt(1, 1)
	}
	if fn := environmentOf(L, level); isLuaFunction(fn) {
		L.Push(fn.Env)
	} else {
		L.Push(L.Env)
	}
	return 1
}

func baseSetfenv(L *lua.LState) int {
	a := ParamsOf(L)
	env, level := a.Table(2), 0
	_, isFunction := L.Get(1).(*lua.LFunction)
	if !isFunction {
		level = a.Int(1)
	}
	fn := environmentOf(L, level)
	if n, ok := ToNumber(L.Get(1)); ok && n == 0 { // of the thread: what load makes from now on
		L.Env = env
		return 0
	}
	if !isLuaFunction(fn) {
		Fail(L, "'setfenv' cannot change environment of given object")
	}
	fn.Env = env
	L.Push(fn)
	return 1
}
