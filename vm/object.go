package vm

// This file shows Go values to Lua as objects with methods and fields.

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// objectTypes are the metatables of Go types, made when they are first needed.
type objectTypes map[reflect.Type]*lua.LTable

// object makes userdata of a Go value. Its exported methods are methods in Lua, by names in snake_case and as
// [Runtime.Func] has functions, those whose first parameter is a context blocking the task alone. If it is a pointer to a
// struct, its exported fields can be read, and those with the tag `lua:",set"` set; `lua:"name"` names a field or, with
// "-", hides it. Two objects of the same pointer are equal.
func (rt *Runtime) object(v any) *lua.LUserData {
	t := reflect.TypeOf(v)
	mt := rt.objects[t]
	if mt == nil {
		mt = rt.objectMeta(t)
		if rt.objects == nil {
			rt.objects = objectTypes{}
		}
		rt.objects[t] = mt
	}
	return &lua.LUserData{Value: v, Metatable: mt}
}

// ObjectClass makes a metatable for userdata from a table of methods: functions as [Runtime.Func] takes them, whose
// first parameter is the object (after the context, if there is one). Names that begin with __ are metamethods.
// Use it as the Metatable of an lua.LUserData.
func (rt *Runtime) ObjectClass(name string, methods map[string]any) *lua.LTable {
	mt, index := rt.host.NewTable(), rt.host.NewTable()
	names := make([]string, 0, len(methods))
	for key := range methods {
		names = append(names, key)
	}
	slices.Sort(names)
	for _, key := range names {
		fn := rt.newFunc(name+":"+key, reflect.ValueOf(methods[key]))
		if len(key) > 2 && key[:2] == "__" {
			mt.RawSetString(key, fn)
		} else {
			index.RawSetString(key, fn)
		}
	}
	if mt.RawGetString("__index") == lua.LNil {
		mt.RawSetString("__index", index)
	}
	mt.RawSetString("__metatable", lua.LString(name))
	return mt
}

// objectName is what scripts see as the name of a type.
func objectName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}

func (rt *Runtime) objectMeta(t reflect.Type) *lua.LTable {
	L := rt.State()
	name := objectName(t)
	methods := L.NewTable()
	for i := range t.NumMethod() {
		m := t.Method(i)
		// The method value is bound at each call, to the object it is called on.
		f := describe(name+":"+snake(m.Name), m.Func)
		f.params = f.params[1:]
		f.index = i
		if in := m.Func.Type(); in.NumIn() > 1 && in.In(1) == contextType {
			f.blocking = true
			f.params = f.params[1:]
		}
		methods.RawSetString(snake(m.Name), L.NewFunction(f.callMethod))
	}
	fields := map[string]structField{}
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct {
		for _, f := range structFields(t.Elem()) {
			fields[f.name] = f
		}
	}
	mt := L.NewTable()
	mt.RawSetString("__metatable", lua.LString(name))
	mt.RawSetString("__index", methods)
	if len(fields) > 0 {
		mt.RawSetString("__index", L.NewFunction(func(L *lua.LState) int {
			if fn := ltable.Get(methods, L.Get(2)); fn != lua.LNil {
				L.Push(fn)
				return 1
			}
			f, ok := fields[lua.LVAsString(L.Get(2))]
			if !ok {
				L.Push(lua.LNil)
				return 1
			}
			x, err := rt.receiver(L, t, name).Elem().FieldByIndexErr(f.index)
			if err != nil { // it is in a struct that is not there
				L.Push(lua.LNil)
				return 1
			}
			if x.Kind() == reflect.Struct && x.CanAddr() {
				x = x.Addr()
			}
			L.Push(rt.fieldValue(x))
			return 1
		}))
	}
	mt.RawSetString("__newindex", L.NewFunction(func(L *lua.LState) int {
		key := lua.LVAsString(L.Get(2))
		f, ok := fields[key]
		if !ok || !f.set {
			rt.raise(rt.asError(loop.Errorf(loop.TypeError, "%s has no field '%s' that can be set", name, key)))
		}
		target, err := rt.receiver(L, t, name).Elem().FieldByIndexErr(f.index)
		if err != nil {
			rt.raise(rt.asError(loop.Errorf(loop.TypeError, "%s.%s: it is in a struct that is not there", name, key)))
		}
		c := conversion{rt: rt}
		x, err := c.value(L.Get(3), target.Type(), 0)
		if over := (*LimitError)(nil); errors.As(err, &over) {
			rt.raise(rt.asError(over))
		}
		if err != nil {
			rt.raise(rt.asError(loop.Errorf(loop.TypeError, "%s.%s: %s", name, key, err)))
		}
		target.Set(x)
		return 0
	}))
	mt.RawSetString("__eq", L.NewFunction(func(L *lua.LState) int {
		a, okA := L.Get(1).(*lua.LUserData)
		b, okB := L.Get(2).(*lua.LUserData)
		equal := okA && okB && t.Comparable() && reflect.TypeOf(a.Value) == t && reflect.TypeOf(b.Value) == t && a.Value == b.Value
		L.Push(lua.LBool(equal))
		return 1
	}))
	mt.RawSetString("__tostring", L.NewFunction(func(L *lua.LState) int {
		x := rt.receiver(L, t, name)
		if s, ok := x.Interface().(fmt.Stringer); ok {
			L.Push(lua.LString(s.String()))
		} else {
			L.Push(lua.LString("<" + name + ">"))
		}
		return 1
	}))
	return mt
}

// fieldValue is ToLua for what a field holds: tables are copies, which scripts must not change as if they were the field.
func (rt *Runtime) fieldValue(x reflect.Value) lua.LValue {
	if v := rt.plain(x.Interface()); v != nil {
		return v
	}
	in := newInward(rt)
	in.fixed = true
	return in.value(x)
}

// receiver is argument 1 as a value of type t.
func (rt *Runtime) receiver(L *lua.LState, t reflect.Type, name string) reflect.Value {
	if ud, ok := L.Get(1).(*lua.LUserData); ok && reflect.TypeOf(ud.Value) == t {
		return reflect.ValueOf(ud.Value)
	}
	rt.raise(rt.asError(loop.Errorf(loop.TypeError, "%s expected as self, got %s (is it called with ':'?)", name, kindOf(L.Get(1)))))
	return reflect.Value{}
}

// callMethod is call for a method: its first argument is the receiver.
func (f *goFunc) callMethod(L *lua.LState) int {
	rt := runtimeOf(L)
	t := f.fn.Type().In(0)
	self := rt.receiver(L, t, objectName(t))
	L.Remove(1)
	bound := *f
	bound.fn = self.Method(f.index)
	return bound.call(L)
}
