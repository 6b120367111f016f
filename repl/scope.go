package repl

// This file is the environment of inputs: the variables of the session before the globals.

import (
	"slices"

	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A scope is what an input's names mean.
type scope struct {
	env    *lua.LTable // raw: the session's variables; behind it, by its metatable, the globals
	values int         // how many of _1, _2, … there are
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

// remember makes vals _ and _1, _2, …; nothing, or nil alone, leaves them.
func (s *scope) remember(vals []lua.LValue) {
	if !slices.ContainsFunc(vals, func(v lua.LValue) bool { return v != lua.LNil }) {
		return
	}
	s.env.RawSetString("_", vals[0])
	for i := range max(len(vals), s.values) {
		v := lua.LValue(lua.LNil)
		if i < len(vals) {
			v = vals[i]
		}
		s.env.RawSetString(valueName(i), v)
	}
	s.values = len(vals)
}

func valueName(i int) string { return "_" + lua.LNumber(i+1).String() }

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
