package ltable

// This file is the ground: the inside of a table, and what keys and values are.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// layout is the inside of a table, with the methods of this package.
type layout glua.TableLayout

func of(t *lua.LTable) *layout { return (*layout)(glua.Table(t)) }

// live reports whether v is a value, not nil.
func live(v lua.LValue) bool {
	_, isNil := v.(*lua.LNilType)
	return !isNil && v != nil
}

// integer is the integer that a key is.
func integer(key lua.LValue) (int, bool) {
	n, ok := key.(lua.LNumber)
	if !ok {
		return 0, false
	}
	i := int(n)
	return i, lua.LNumber(i) == n
}

// work counts steps of loops, for tests. It is nil otherwise.
var work *int

func spent(steps int) {
	if work != nil {
		*work += steps
	}
}
