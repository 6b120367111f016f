package native

// This file makes the functions of modules and the classes of their objects.

import (
	"strings"

	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// An Entry is a function or a method with its name in Lua.
type Entry struct {
	Name string
	// Bind makes the function that Lua calls. where is the name of the module or the class; callee is to be filled in, but for its
	// runtime.
	Bind func(callee *Callee, where string) lua.LGFunction
}

// Function makes the function of an entry by itself.
func (e Entry) Function(rt *vm.Runtime, where string) *lua.LFunction {
	return rt.State().NewFunction(e.Bind(&Callee{RT: rt}, where))
}

// Func is a function of a module. Messages call it "module.name".
func Func(name string, fn func(c Call) int) Entry {
	return Entry{name, func(callee *Callee, module string) lua.LGFunction {
		callee.Name = module + "." + name
		return func(L *lua.LState) int { return fn(callee.On(L)) }
	}}
}

// Method is a method of a class whose objects hold a T.
func Method[T any](name string, fn func(c Call, self T) int) Entry {
	return Entry{name, func(callee *Callee, where string) lua.LGFunction {
		callee.Name, callee.self = name, 1
		return func(L *lua.LState) int {
			c := callee.On(L)
			return fn(c, Self[T](c, where))
		}
	}}
}

// Self is what a method of a class, or of several that messages have one name for, is called on: userdata that holds a T.
func Self[T any](c Call, class string) T {
	if ud, ok := c.Self().(*lua.LUserData); ok {
		if x, ok := ud.Value.(T); ok {
			return x
		}
	}
	c.FailSelf(class)
	panic("BUG: raised")
}

// FailSelf raises the TypeError of a method that is called on something else.
func (c Call) FailSelf(class string) {
	name := strings.TrimPrefix(c.Name, "__")
	c.Raise(loop.Errorf(loop.TypeError, "%s: %s expected as self, got %s (is it called with ':'?)", name, class, TypeName(c.Self())))
}

// Define adds functions to a table that is being built; module is its name.
func Define(b *vm.Builder, rt *vm.Runtime, module string, list ...Entry) {
	vm.SetNatives(b, bind(rt, module, list))
}

func bind(rt *vm.Runtime, where string, list []Entry) []vm.GoFunction {
	natives, callees := make([]vm.GoFunction, len(list)), make([]Callee, len(list)) // all at once: a World is made soon
	for i, e := range list {
		callees[i].RT = rt
		natives[i] = vm.GoFunction{Name: e.Name, Fn: e.Bind(&callees[i], where)}
	}
	return natives
}

// A Class is what the userdata of one kind have in common. Fill it when the module is opened; its metatable is made for
// its first object. A field that an object does not have is an AttributeError. Fields cannot be set by scripts, and getmetatable
// tells the class's name only.
type Class struct {
	RT   *vm.Runtime
	Name string
	// Methods are the methods, and the metamethods, whose names begin with __. It is called once.
	Methods func() []Entry
	// Field, if not nil, gives the fields that are no methods: lua.LNil for one that has no value now, nil for one that there is
	// not.
	Field func(v any, key string) lua.LValue
	// Operators, if not nil, adds metamethods. It is called once.
	Operators func(rt *vm.Runtime, mt *lua.LTable)

	meta *lua.LTable
}

// AttributeError is the error of a field that an object does not have.
var AttributeError = loop.NewClass("AttributeError", loop.Exception)

// New makes an object that holds v.
func (k *Class) New(v any) *lua.LUserData { return &lua.LUserData{Value: v, Metatable: k.Meta()} }

// Init makes userdata, which is part of v in most cases, an object that holds v.
func (k *Class) Init(ud *lua.LUserData, v any) { ud.Value, ud.Metatable = v, k.Meta() }

// Meta is the metatable.
func (k *Class) Meta() *lua.LTable {
	if k.meta == nil {
		k.meta = k.make()
	}
	return k.meta
}

// MethodTable is the table of the methods.
func (k *Class) MethodTable() *lua.LTable { return MethodsOf(k.Meta()) }

// methodsField is where a metatable keeps its methods if __index is a function.
const methodsField = "methods"

// MethodsOf are the methods of a metatable that a Class has made.
func MethodsOf(mt *lua.LTable) *lua.LTable {
	if t, ok := mt.RawGetString(methodsField).(*lua.LTable); ok {
		return t
	}
	t, _ := mt.RawGetString("__index").(*lua.LTable)
	return t
}

func (k *Class) make() *lua.LTable {
	rt := k.RT
	var plain, special []Entry
	settable := false // it has its own way to set fields
	if k.Methods != nil {
		for _, e := range k.Methods() {
			if strings.HasPrefix(e.Name, "__") {
				special = append(special, e)
				settable = settable || e.Name == "__newindex"
			} else {
				plain = append(plain, e)
			}
		}
	}
	L := rt.State()
	methods, mt := vm.Build(L, nil, len(plain)), vm.Build(L, nil, 6)
	vm.SetNatives(methods, bind(rt, k.Name, plain))
	vm.SetNatives(mt, bind(rt, k.Name, special))
	table := methods.Table()
	if k.Field == nil { // what is a method is found as fast as can be
		table.Metatable = k.missing(k.Name)
		mt.Set("__index", table)
	} else {
		mt.Set(methodsField, table)
		mt.Set("__index", L.NewFunction(func(L *lua.LState) int { return k.index(L, table) }))
	}
	if !settable {
		mt.Set("__newindex", ReadOnly(rt, k.Name))
	}
	mt.Set("__metatable", lua.LString(k.Name))
	meta := mt.Table()
	if k.Operators != nil {
		k.Operators(rt, meta)
	}
	return rt.Seal(meta, table)
}

// Vary makes a metatable for objects of a class without Field that have a field whose value seldom changes, and messages a name
// for them: it stands among the methods, so that these are found without a call.
func (k *Class) Vary(name, field string, v lua.LValue) (meta *lua.LTable) {
	L, shared := k.RT.State(), k.Meta()
	meta, fields := L.CreateTable(0, 5), L.CreateTable(0, 42)
	ltable.Copy(meta, shared)
	ltable.Copy(fields, MethodsOf(shared))
	fields.RawSetString(field, v)
	fields.Metatable = k.missing(name)
	meta.RawSetString("__index", fields)
	if name != k.Name {
		meta.RawSetString("__newindex", ReadOnly(k.RT, name))
		meta.RawSetString("__metatable", lua.LString(name))
	}
	return k.RT.Seal(meta, fields)
}

// missing is the metatable of the methods of a class without other fields: what is not there is an AttributeError.
func (k *Class) missing(name string) *lua.LTable {
	L := k.RT.State()
	mt := L.NewTable()
	mt.RawSetString("__index", L.NewFunction(func(L *lua.LState) int {
		k.RT.Throw(noField(name, L.Get(2)))
		return 0
	}))
	return mt
}

// noField is the error of a field that is not there.
func noField(class string, key lua.LValue) error {
	return loop.Errorf(AttributeError, "%s has no field '%s'", class, key.String())
}

// index is __index of a class that has more than methods.
func (k *Class) index(L *lua.LState, methods *lua.LTable) int {
	key := L.Get(2)
	v := ltable.Get(methods, key)
	if v == lua.LNil {
		v = nil
		name, isName := key.(lua.LString)
		ud, isObject := L.Get(1).(*lua.LUserData)
		if isName && isObject {
			v = k.Field(ud.Value, string(name))
		}
		if v == nil {
			k.RT.Throw(noField(k.Name, key))
		}
	}
	L.Push(v)
	return 1
}

// ReadOnly is the __newindex of objects whose fields cannot be set.
func ReadOnly(rt *vm.Runtime, class string) *lua.LFunction {
	return rt.State().NewFunction(func(L *lua.LState) int {
		rt.Throw(loop.Errorf(loop.TypeError, "%s has no field '%s' that can be set", class, L.Get(2).String()))
		return 0
	})
}

// ToString is the __tostring of objects that have a String method.
var ToString = Method("__tostring", func(c Call, self interface{ String() string }) int {
	return c.Push(lua.LString(self.String()))
})
