package vm

// This file reads and writes fields of tables where that needs no metamethod that is a function.

import (
	lua "github.com/yuin/gopher-lua"
)

// lookup returns obj[name], where name is a string; nil (not Lua's) when gopher-lua has to look.
func lookup(obj, name lua.LValue) lua.LValue {
	key := string(name.(lua.LString))
	for range 16 {
		var meta lua.LValue
		switch x := obj.(type) {
		case *lua.LTable:
			if v, ok := tableOf(x).strdict[key]; ok {
				return v
			}
			if meta = x.Metatable; meta == lua.LNil {
				return lua.LNil
			}
		case *lua.LUserData:
			meta = x.Metatable
		default:
			return nil
		}
		mt, ok := meta.(*lua.LTable)
		if !ok {
			return nil
		}
		if obj, ok = tableOf(mt).strdict["__index"]; !ok {
			return nil
		}
	}
	return nil
}

// element returns tb[key]; nil (not Lua's) when gopher-lua has to look.
func element(tb *lua.LTable, key lua.LValue) lua.LValue {
	switch key := key.(type) {
	case lua.LNumber:
		l := tableOf(tb)
		if i := int(key) - 1; uint(i) < uint(len(l.array)) && lua.LNumber(i+1) == key {
			if v := l.array[i]; v != lua.LNil || l.Metatable == lua.LNil {
				return v
			}
		}
	case lua.LString:
		return lookup(tb, key)
	}
	return nil
}

// setElement makes tb[key] value, or returns false when gopher-lua has to: always for a new key, if that is not to grow.
func setElement(tb *lua.LTable, key, value lua.LValue, grow bool) bool {
	switch key := key.(type) {
	case lua.LNumber:
		l := tableOf(tb)
		i := int(key) - 1
		if lua.LNumber(i+1) != key || l.array == nil {
			return false
		}
		switch {
		case uint(i) < uint(len(l.array)):
			if l.Metatable == lua.LNil || l.array[i] != lua.LNil {
				l.array[i] = value
				return true
			}
		case grow && i == len(l.array) && l.Metatable == lua.LNil && i+1 < lua.MaxArrayIndex:
			l.array = append(l.array, value)
			return true
		}
	case lua.LString:
		return setField(tb, key, value, grow)
	}
	return false
}

// setField is setElement for a name, a string.
func setField(tb *lua.LTable, name, value lua.LValue, grow bool) bool {
	if value == lua.LNil {
		return false
	}
	key := string(name.(lua.LString))
	l := tableOf(tb)
	if _, ok := l.strdict[key]; ok {
		l.strdict[key] = value
		return true
	}
	if grow && l.Metatable == lua.LNil {
		tb.RawSetString(key, value)
		return true
	}
	return false
}
