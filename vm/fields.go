package vm

// This file reads and writes fields of tables where that needs no metamethod that is a function.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// seals are the __index tables of metatables that never change, by the address of the metatable: one in each place.
type seals [64]struct{ mt, index *lua.LTable }

func (s *seals) place(mt *lua.LTable) *struct{ mt, index *lua.LTable } {
	return &s[glua.Address(mt)>>6%uintptr(len(s))] // a table takes 112 bytes
}

// Seal promises that the field __index of the metatable never changes, so that the methods of its userdata are found
// sooner. It returns mt.
func (rt *Runtime) Seal(mt *lua.LTable) *lua.LTable {
	if index, ok := mt.RawGetString("__index").(*lua.LTable); ok {
		p := rt.sealed.place(mt)
		p.mt, p.index = mt, index
	}
	return mt
}

// lookup returns obj[name], where name is a string; nil (not Lua's) when gopher-lua has to look.
func lookup(rt *Runtime, obj, name lua.LValue) lua.LValue {
	key := string(name.(lua.LString))
	for range 16 {
		var meta lua.LValue
		switch x := obj.(type) {
		case *lua.LTable:
			if v, ok := glua.Table(x).Strdict[key]; ok {
				return v
			}
			if meta = x.Metatable; isNil(meta) {
				return lua.LNil
			}
		case *lua.LUserData:
			if mt, ok := x.Metatable.(*lua.LTable); ok {
				if p := rt.sealed.place(mt); p.mt == mt {
					if v, ok := glua.Table(p.index).Strdict[key]; ok {
						return v
					}
				}
			}
			meta = x.Metatable
		default:
			return nil
		}
		mt, ok := meta.(*lua.LTable)
		if !ok {
			return nil
		}
		if obj, ok = glua.Table(mt).Strdict["__index"]; !ok {
			return nil
		}
	}
	return nil
}

// setNew makes tb[key] value where the array of tb has no such element, or returns false when gopher-lua has to: always
// for a new key, if the table is not to grow.
func setNew(tb *lua.LTable, key, value lua.LValue, grow bool) bool {
	switch key := key.(type) {
	case lua.LNumber:
		l := glua.Table(tb)
		n := len(l.Array)
		if grow && l.Array != nil && key == lua.LNumber(n+1) && n+1 < lua.MaxArrayIndex && isNil(l.Metatable) {
			l.Array = append(l.Array, value)
			return true
		}
	case lua.LString:
		return setField(tb, key, value, grow)
	}
	return false
}

// setField makes tb[name] value, where name is a string, or returns false as setNew does.
func setField(tb *lua.LTable, name, value lua.LValue, grow bool) bool {
	if isNil(value) {
		return false
	}
	key := string(name.(lua.LString))
	l := glua.Table(tb)
	if _, ok := l.Strdict[key]; ok {
		l.Strdict[key] = value
		return true
	}
	if grow && isNil(l.Metatable) {
		tb.RawSetString(key, value)
		return true
	}
	return false
}

// FieldCounts tells how many fields a table has outside of its array: under names that are strings, and under other keys.
func FieldCounts(tb *lua.LTable) (names, others int) {
	l := glua.Table(tb)
	return len(l.Strdict), len(l.Dict)
}
