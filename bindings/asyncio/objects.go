package asyncio

// This file helps to make Lua faces of the loop's objects.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// self is what a method of the class kind is called on: userdata that holds a T.
func self[T any](m *Module, L *lua.LState, name, kind string) (call, T) {
	if ud, ok := vm.Arg(L, 1).(*lua.LUserData); ok {
		if x, ok := ud.Value.(T); ok {
			return m.method(L, name), x
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: %s expected as self, got %s (is it called with ':'?)", name, kind, m.typeName(L.Get(1))))
	panic("unreachable")
}

// fields gives the instances of a metatable made by class the fields that get knows; it returns nil for others. They
// cannot be set. It returns mt.
func (m *Module) fields(mt *lua.LTable, kind string, get func(v any, key string) lua.LValue) *lua.LTable {
	methods := methodsOf(mt)
	L := m.rt.State()
	mt.RawSetString("methods", methods) // for who must not call __index
	mt.RawSetString("__index", L.NewFunction(func(L *lua.LState) int {
		key := L.Get(2)
		if fn := methods.RawGet(key); fn != lua.LNil {
			L.Push(fn)
			return 1
		}
		ud, _ := L.Get(1).(*lua.LUserData)
		name, _ := key.(lua.LString)
		if ud != nil {
			if v := get(ud.Value, string(name)); v != nil {
				L.Push(v)
				return 1
			}
		}
		L.Push(lua.LNil)
		return 1
	}))
	mt.RawSetString("__newindex", m.readOnly(kind))
	return mt
}

// readOnly is the __newindex of objects whose fields cannot be set.
func (m *Module) readOnly(kind string) *lua.LFunction {
	return m.rt.State().NewFunction(func(L *lua.LState) int {
		m.rt.Throw(loop.Errorf(loop.TypeError, "%s has no field '%s' that can be set", kind, L.Get(2).String()))
		return 0
	})
}

// text is the __tostring of objects that have a String method.
func (m *Module) text(L *lua.LState) int {
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if s, ok := ud.Value.(interface{ String() string }); ok {
			L.Push(lua.LString(s.String()))
			return 1
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "tostring: object expected, got %s", m.typeName(L.Get(1))))
	return 0
}

// integer is argument n as a whole number; what is missing is the default.
func (c call) integer(n, missing int) int {
	if !c.has(n) {
		return missing
	}
	f := c.number(n)
	if f != float64(int(f)) {
		c.fail(n, "whole number expected, got %v", f)
	}
	return int(f)
}
