package vm

// This file marks the tables that lists and maps of Go became.

import (
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Metatables that say what a table is. They are those of all runtimes, and nobody changes them.
var (
	// fixed is of what a script got by reading the field of an object: a change of it would be lost, so it is refused.
	// fixedList is of such a list that is empty.
	fixed, fixedList = marked("Go field", ""), marked("Go field", listMark)
	// emptyList is of an empty list of Go, which stays one in JSON and back in Go.
	emptyList lua.LValue = marked(listMark, listMark)
)

// listMark is what module json calls its mark of lists.
const listMark = "json.array"

func marked(metatable, name string) *lua.LTable {
	mt := ltable.New(0, 2)
	mt.RawSetString("__metatable", lua.LString(metatable))
	if name != "" {
		mt.RawSetString("__name", lua.LString(name))
	}
	return mt
}

// isFixed tells whether a table must not be changed.
func isFixed(t *lua.LTable) bool {
	mt, ok := t.Metatable.(*lua.LTable)
	return ok && (mt == fixed || mt == fixedList)
}

// isEmptyList tells whether a table without elements is a list.
func isEmptyList(t *lua.LTable) bool {
	mt, ok := t.Metatable.(*lua.LTable)
	return ok && mt.RawGetString("__name") == lua.LString(listMark)
}

// refuseChange raises an error if a table must not be changed.
func (rt *Runtime) refuseChange(t *lua.LTable) {
	if isFixed(t) {
		rt.raise(rt.asError(loop.TypeError.New("this table is a copy of a field of Go's, where a change of it would not be seen: set the whole field, or change a copy of your own")))
	}
}
