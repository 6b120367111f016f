package vm

// This file shows error classes and their instances to Lua.

import (
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// openErrors makes the metatables of error classes and error objects.
func (rt *Runtime) openErrors() {
	L := rt.State()
	class := Build(L, &classShape, 4)
	class.Set("__metatable", lua.LString("error class"))
	SetNatives(class, classFuncs)
	rt.classMeta = class.Table()
	err := Build(L, &errorShape, 4)
	err.Set("__metatable", lua.LString("error"))
	SetNatives(err, errorFuncs)
	rt.errorMeta = err.Table()
}

var classFuncs = []GoFunction{
	{"__call", classCall},
	{"__index", classIndex},
	{"__tostring", func(L *lua.LState) int {
		L.Push(lua.LString("<class '" + checkClass(L, 1).Name + "'>"))
		return 1
	}},
}

var errorFuncs = []GoFunction{
	{"__index", errorIndex},
	{"__newindex", errorNewIndex},
	{"__tostring", func(L *lua.LState) int {
		if o := errorObjectOf(L.Get(1)); o != nil {
			L.Push(lua.LString(o.Err.Error()))
			return 1
		}
		return 0
	}},
}

var classShape, errorShape Shape

// Class is the Lua value of an error class.
func (rt *Runtime) Class(c *loop.Class) *lua.LUserData {
	ud := rt.classes[c]
	if ud == nil {
		ud = rt.host.NewUserData()
		ud.Value = c
		ud.Metatable = rt.classMeta
		rt.classes[c] = ud
	}
	return ud
}

// ClassOf is the error class that v is the Lua value of, or nil.
func ClassOf(v lua.LValue) *loop.Class {
	if ud, ok := v.(*lua.LUserData); ok {
		if c, ok := ud.Value.(*loop.Class); ok {
			return c
		}
	}
	return nil
}

// ClassOfError is the class v is an instance of, nil when v is no error object.
func ClassOfError(v lua.LValue) *loop.Class {
	if o := errorObjectOf(v); o != nil {
		return o.Err.Class
	}
	return nil
}

func checkClass(L *lua.LState, n int) *loop.Class {
	c := ClassOf(L.Get(n))
	if c == nil {
		runtimeOf(L).raise(runtimeOf(L).asError(ArgError("error class", n, "class expected, got "+typeName(L, n))))
	}
	return c
}

// SetConstructors has of tell what makes the instances of a class of the arguments that a script calls it with, of which there
// is at least one; nil: a message makes them.
func (rt *Runtime) SetConstructors(of func(*loop.Class) func(args []lua.LValue) (*loop.Error, error)) {
	rt.constructorOf = of
}

// classCall is Class([message]), or what the class of the constructor takes.
func classCall(L *lua.LState) int {
	rt := runtimeOf(L)
	err := &loop.Error{Class: checkClass(L, 1)}
	if own := rt.constructed(L, err.Class); own != nil {
		L.Push(&rt.errorObject(own).LUserData)
		return 1
	}
	if v := L.Get(2); v != lua.LNil {
		err.Msg = messageOf(v)
	}
	if err.Class.IsA(loop.BaseExceptionGroup) {
		if err.Errors = rt.members(L, 3); err.Class == loop.BaseExceptionGroup {
			err.Class = loop.NewExceptionGroup(nil, err.Errors).Class
		}
	}
	L.Push(&rt.errorObject(err).LUserData)
	return 1
}

// constructed is the instance that the constructor of a class makes of the arguments of a call, nil if it has none.
func (rt *Runtime) constructed(L *lua.LState, class *loop.Class) *loop.Error {
	if L.GetTop() < 2 || rt.constructorOf == nil {
		return nil
	}
	construct := rt.constructorOf(class)
	if construct == nil {
		return nil
	}
	args := make([]lua.LValue, L.GetTop()-1)
	for i := range args {
		args[i] = L.Get(i + 2)
	}
	err, wrong := construct(args)
	if wrong != nil {
		rt.raise(rt.asError(wrong))
	}
	if !err.Class.IsA(class) { // it may be one below, as in Python
		err.Class = class
	}
	if err.Msg != nil {
		err.Msg = messageOf(rt.ToLua(err.Msg))
	}
	return err
}

// members is argument arg of the class of a group: a list of errors, of which there is at least one.
func (rt *Runtime) members(L *lua.LState, arg int) []error {
	list, ok := L.Get(arg).(*lua.LTable)
	if !ok {
		rt.raise(rt.asError(ArgError("error class", arg, "list of errors expected, got "+typeName(L, arg))))
	}
	n := ltable.Len(list)
	if n == 0 {
		rt.raise(rt.asError(loop.Errorf(loop.ValueError, "error class: argument %d: list of errors expected, got an empty one", arg)))
	}
	rt.Reserve((slotSize + failureSize) * n)
	errs := make([]error, n)
	for i := range errs {
		errs[i] = rt.NewError(ltable.GetInt(list, i+1))
	}
	return errs
}

// messageOf keeps a message that is a string as a Go string, so that Go code can read it.
func messageOf(v lua.LValue) any {
	if s, ok := v.(lua.LString); ok {
		return string(s)
	}
	return v
}

func classIndex(L *lua.LState) int {
	rt := runtimeOf(L)
	c := checkClass(L, 1)
	switch L.Get(2) {
	case lua.LString("name"):
		L.Push(lua.LString(c.Name))
	case lua.LString("parent"):
		if c.Parent == nil {
			return 0
		}
		L.Push(rt.Class(c.Parent))
	default:
		return 0
	}
	return 1
}

// errorIndex gives the fields of an error object: name, message, traceback, cause, context, exceptions, class, and what the
// script added.
func errorIndex(L *lua.LState) int {
	rt := runtimeOf(L)
	o := errorObjectOf(L.Get(1))
	key := L.Get(2)
	if o == nil {
		return 0
	}
	if o.Fields != nil {
		if v := ltable.Get(o.Fields, key); v != lua.LNil {
			L.Push(v)
			return 1
		}
	}
	name, _ := key.(lua.LString)
	switch name {
	case "name":
		L.Push(lua.LString(o.Err.Class.Name))
	case "class":
		L.Push(rt.Class(o.Err.Class))
	case "message":
		if o.Err.Msg == nil {
			L.Push(lua.LString(""))
		} else {
			L.Push(rt.ToLua(o.Err.Msg))
		}
	case "traceback":
		L.Push(lua.LString(loop.Traceback(o.Err)))
	case "cause":
		if _, plain := o.Err.Cause.(attributes); o.Err.Cause == nil || plain {
			return 0
		}
		L.Push(rt.ErrorValue(o.Err.Cause))
	case "context":
		if o.Err.Context == nil {
			return 0
		}
		L.Push(rt.ErrorValue(o.Err.Context))
	case "exceptions":
		if o.Err.Errors == nil {
			return 0
		}
		list := L.NewTable()
		for _, e := range o.Err.Errors {
			list.Append(rt.ErrorValue(e))
		}
		L.Push(list)
	default:
		if IsGroup(L.Get(1)) {
			if fn := rt.groupMethod(string(name)); fn != lua.LNil {
				L.Push(fn)
				return 1
			}
		}
		if a, ok := o.Err.Cause.(attributes); ok {
			L.Push(rt.ToLua(a.Field(string(name))))
			return 1
		}
		return 0
	}
	return 1
}

// attributes is a cause that stands behind its error and not before it: it is what the error's class has of its own, as
// errno of an OSError.
type attributes interface{ Field(name string) any }

func errorNewIndex(L *lua.LState) int {
	rt := runtimeOf(L)
	o := errorObjectOf(L.Get(1))
	if o == nil {
		return 0
	}
	key, v := L.Get(2), L.Get(3)
	switch key {
	case lua.LString("cause"):
		o.Err.Cause = nil
		if v != lua.LNil {
			o.Err.Cause = rt.NewError(v)
		}
		return 0
	case lua.LString("context"):
		o.Err.Context = nil
		if v != lua.LNil {
			o.Err.Context = rt.NewError(v)
		}
		return 0
	case lua.LString("message"):
		o.Err.Msg = nil
		if v != lua.LNil {
			o.Err.Msg = messageOf(v)
		}
		return 0
	}
	if o.Fields == nil {
		o.Fields = L.NewTable()
	}
	threadOf(L).checkKey(key)
	ltable.Set(o.Fields, key, v)
	return 0
}
