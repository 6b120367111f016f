package vm

// This file goes through tables in Lua's order, for modules written in Go.

import (
	"iter"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// Pairs goes through a table as next does, without metamethods: first what is in the array, then the other keys in the
// order in which they came. The table must not get new keys meanwhile.
func Pairs(t *lua.LTable) iter.Seq2[lua.LValue, lua.LValue] {
	return func(yield func(k, v lua.LValue) bool) {
		l := glua.Table(t)
		for i, v := range l.Array {
			if v != nil && v != lua.LNil && !yield(lua.LNumber(i+1), v) {
				return
			}
		}
		for _, k := range l.Keys {
			var v lua.LValue
			switch key := k.(type) {
			case nil, *lua.LNilType:
				continue
			case lua.LString:
				v = l.Strdict[string(key)]
			case lua.LNumber:
				if i := int(key); key == lua.LNumber(i) && i >= 1 && i <= len(l.Array) {
					if there := l.Array[i-1]; there != nil && there != lua.LNil {
						continue // it was in the array's part
					}
				}
				v = l.Dict[key]
			default:
				v = l.Dict[key]
			}
			if v != nil && v != lua.LNil && !yield(k, v) {
				return
			}
		}
	}
}

// Element is the value of a table under a whole number from 1 on, without metamethods.
func Element(t *lua.LTable, i int) lua.LValue {
	l := glua.Table(t)
	if i >= 1 && i <= len(l.Array) {
		if v := l.Array[i-1]; v != nil && v != lua.LNil {
			return v
		}
	}
	if l.Dict != nil {
		if v := l.Dict[lua.LNumber(i)]; v != nil {
			return v
		}
	}
	return lua.LNil
}
