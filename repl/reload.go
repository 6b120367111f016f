package repl

// This file is the command :reload.

import (
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// reload loads a module again. If it is a table before and after, the old one gets the new fields: who has it in a local
// sees them too. If it fails, the old module stays.
func (r *REPL) reload(co *loop.Co, name string) error {
	require, ok := r.scope.lookup("require").(*lua.LFunction)
	loaded := r.loaded()
	switch {
	case name == "":
		r.print(":reload MODULE: a module expected, as require takes it")
		return nil
	case !ok || loaded == nil:
		r.print(":reload: this runtime has no require")
		return nil
	}
	old := ltable.Get(loaded, lua.LString(name))
	if old == lua.LNil {
		r.print(":reload: the module '" + name + "' was not loaded")
		return nil
	}
	ltable.Set(loaded, lua.LString(name), lua.LNil)
	vals, err, stop := r.call(co, "reload "+name, require, lua.LString(name))
	if err != nil || stop != nil {
		ltable.Set(loaded, lua.LString(name), old)
	}
	if stop != nil {
		return stop
	}
	if err != nil {
		r.failedWith(err)
		r.showError(err)
		return nil
	}
	if len(vals) > 0 {
		before, wasTable := old.(*lua.LTable)
		after, isTable := vals[0].(*lua.LTable)
		if wasTable && isTable && before != after {
			become(before, after)
			ltable.Set(loaded, lua.LString(name), before)
		}
	}
	r.print("reloaded " + name)
	return nil
}

// loaded is the table of the modules that are loaded, nil where there is none.
func (r *REPL) loaded() *lua.LTable {
	t, _ := r.field(r.scope.lookup("package"), "loaded").(*lua.LTable)
	return t
}

// become gives a table the fields and the metatable of another, and no others.
func become(t, like *lua.LTable) {
	var gone []lua.LValue
	for k, _, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, _, ok = ltable.Next(t, k) {
		if ltable.Get(like, k) == lua.LNil {
			gone = append(gone, k)
		}
	}
	for _, k := range gone {
		ltable.Set(t, k, lua.LNil)
	}
	for k, v, ok := ltable.Next(like, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(like, k) {
		ltable.Set(t, k, v)
	}
	t.Metatable = like.Metatable
}
