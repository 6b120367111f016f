package repl

// This file finds by which names functions are known.

import (
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// functionNames are the names of the functions that are globals, in a module that is loaded, or methods of an object that a
// variable holds: print, string.rep, Queue:put.
func (r *REPL) functionNames() map[*lua.LFunction]string {
	names := map[*lua.LFunction]string{}
	add := func(prefix string, t *lua.LTable) {
		for k, v, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(t, k) {
			name, isString := k.(lua.LString)
			fn, isFunction := v.(*lua.LFunction)
			if isString && isFunction && names[fn] == "" {
				names[fn] = prefix + string(name)
			}
		}
	}
	objects := func(t *lua.LTable) { // the methods of those that variables hold
		for k, v, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(t, k) {
			if object, isObject := v.(*lua.LUserData); isObject {
				if class := r.className(object); class != "" {
					for _, methods := range r.tablesOf(object) {
						add(class+":", methods)
					}
				}
			}
		}
	}
	add("", r.rt.State().G.Global)
	if loaded := r.loaded(); loaded != nil {
		for k, v, ok := ltable.Next(loaded, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(loaded, k) {
			name, isString := k.(lua.LString)
			module, isTable := v.(*lua.LTable)
			if isString && isTable && module != r.rt.State().G.Global {
				add(string(name)+".", module)
				objects(module)
			}
		}
	}
	objects(r.scope.env)
	objects(r.rt.State().G.Global)
	return names
}
