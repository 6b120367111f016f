package repl

// This file is the environment of inputs: the variables of the session before the globals.

import (
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A scope is what an input's names mean.
type scope struct {
	env     *lua.LTable // raw: the session's variables; behind it, by its metatable, the globals
	results []result    // that are kept, oldest first
}

func (r *REPL) openScope() {
	L := r.rt.State()
	globals := L.G.Global
	env, meta := L.NewTable(), L.NewTable()
	meta.RawSetString("__index", globals)
	meta.RawSetString("__newindex", globals)
	env.Metatable = meta
	locals, declare := L.NewTable(), L.NewTable()
	declare.RawSetString("__newindex", L.NewFunction(func(L *lua.LState) int {
		ltable.Set(env, L.Get(2), L.Get(3))
		return 0
	}))
	locals.Metatable = declare
	env.RawSetString(vm.SessionLocals, locals)
	env.RawSetString(vm.SessionValues, L.NewFunction(func(L *lua.LState) int { return L.GetTop() }))
	r.scope = scope{env: env}
}

// lookup finds a name as inputs do, without calling anything.
func (s *scope) lookup(name string) lua.LValue {
	if v := s.env.RawGetString(name); v != lua.LNil {
		return v
	}
	meta, _ := s.env.Metatable.(*lua.LTable)
	if globals, ok := meta.RawGetString("__index").(*lua.LTable); ok {
		return globals.RawGetString(name)
	}
	return lua.LNil
}
