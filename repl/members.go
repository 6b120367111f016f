package repl

// This file finds the fields of a value and whose they are. It reads tables raw: nothing of the user's runs.

import (
	"slices"
	"sync"

	"moonloop/repl/annotations"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxIndex bounds how many tables are asked for a field behind __index.
const maxIndex = 10

// field is v[name], through tables alone.
func (r *REPL) field(v lua.LValue, name string) lua.LValue {
	for _, t := range r.tablesOf(v) {
		if x := t.RawGetString(name); x != lua.LNil {
			return x
		}
	}
	return lua.LNil
}

// tablesOf are the tables in which v's fields are: itself, and those that follow by __index.
func (r *REPL) tablesOf(v lua.LValue) []*lua.LTable {
	var tables []*lua.LTable
	for range maxIndex {
		t, isTable := v.(*lua.LTable)
		if isTable {
			tables = append(tables, t)
		}
		meta := r.metatable(v)
		if meta == nil {
			break
		}
		if methods, ok := meta.RawGetString("methods").(*lua.LTable); ok && !isTable {
			return append(tables, methods) // of an object of Moonloop's whose __index is a function
		}
		v = meta.RawGetString("__index")
	}
	return tables
}

func (r *REPL) metatable(v lua.LValue) *lua.LTable {
	var meta lua.LValue
	switch v := v.(type) {
	case *lua.LTable:
		meta = v.Metatable
	case *lua.LUserData:
		meta = v.Metatable
	case lua.LString:
		meta = r.rt.State().GetMetatable(v)
	}
	t, _ := meta.(*lua.LTable)
	return t
}

// vocabulary is the members of all classes that are written about.
var vocabulary = sync.OnceValue(func() annotations.Vocabulary {
	return annotations.NewVocabulary(append(annotations.Entries(), annotations.Language()...))
})

// members are the names of v's fields, or of the functions among them, and whose they are: the class that has a method, or
// the name of the table that does where that is not v itself.
func (r *REPL) members(v lua.LValue, functions bool) (names []string, owners map[string]string) {
	class := ""
	var written annotations.Vocabulary
	if _, isTable := v.(*lua.LTable); !isTable {
		class, written = r.className(v), vocabulary()
	}
	owners = map[string]string{}
	for _, t := range r.tablesOf(v) {
		owner := ""
		if class == "" && t != v {
			owner = r.nameOf(t)
		}
		for _, name := range stringKeys(t, functions) {
			names = append(names, name)
			if _, known := owners[name]; known {
				continue // the first table has it
			}
			owners[name] = owner
			for c := class; c != ""; c = written.Parents[c] {
				if slices.Contains(written.Members[c], name) {
					owners[name] = c
					break
				}
			}
		}
	}
	return names, owners
}

// nameOf is the name of the variable that holds a table, "" where none does.
func (r *REPL) nameOf(t *lua.LTable) string {
	for _, variables := range []*lua.LTable{r.scope.env, r.rt.State().G.Global} {
		for k, v, ok := ltable.Next(variables, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(variables, k) {
			if name, isString := k.(lua.LString); isString && v == t && isName(string(name)) {
				return string(name)
			}
		}
	}
	return ""
}

func stringKeys(t *lua.LTable, functions bool) []string {
	return stringKeysOf(t, func(name string, v lua.LValue) bool {
		return isName(name) && (!functions || v.Type() == lua.LTFunction)
	})
}

// stringKeysOf are the keys of t that are strings, of the fields that are wanted, in order.
func stringKeysOf(t *lua.LTable, wanted func(name string, v lua.LValue) bool) []string {
	var names []string
	for k, v, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(t, k) {
		name, ok := k.(lua.LString)
		if ok && v != lua.LNil && wanted(string(name), v) {
			names = append(names, string(name))
		}
	}
	slices.Sort(names)
	return names
}
