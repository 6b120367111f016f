package native

// This file reads the arguments of a Go function, and is the one place that words their errors.

import (
	"fmt"
	"math"
	"strings"

	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A Callee is a function that scripts call: what all its calls have in common.
type Callee struct {
	RT   *vm.Runtime
	Name string
	self int // 1 in methods

	spent FreeList[passing]
}

// FunctionOf and MethodOf make a Callee; name stands in messages.
func FunctionOf(rt *vm.Runtime, name string) *Callee { return &Callee{RT: rt, Name: name} }
func MethodOf(rt *vm.Runtime, name string) *Callee   { return &Callee{RT: rt, Name: name, self: 1} }

// On is a call that runs on L.
func (f *Callee) On(L *lua.LState) Call { return Call{f, L} }

// A Call is a Go function being called from Lua: what is called, and on L its arguments. A method's self is not counted:
// argument 1 is the first after it. Of two words, it is passed on in registers.
type Call struct {
	*Callee
	L *lua.LState
}

// Named is the call under another name in messages.
func (c Call) Named(name string) Call { return Call{&Callee{RT: c.RT, Name: name, self: c.self}, c.L} }

// FunctionCall is the call on L of a function that is called once, or seldom.
func FunctionCall(rt *vm.Runtime, L *lua.LState, name string) Call { return FunctionOf(rt, name).On(L) }

// Raise raises an error in the script. It does not return.
func (c Call) Raise(err error) { c.RT.Throw(err) }

// Fail raises a TypeError about argument n.
func (c Call) Fail(n int, format string, args ...any) {
	c.Raise(vm.ArgError(c.Name, n, fmt.Sprintf(format, args...)))
}

// FailOption raises a TypeError about an option.
func (c Call) FailOption(key, format string, args ...any) {
	c.Raise(loop.Errorf(loop.TypeError, "%s: option %s: %s", c.Name, key, fmt.Sprintf(format, args...)))
}

// Len is the number of arguments.
func (c Call) Len() int { return vm.Args(c.L) - c.self }

// Arg is argument n, nil where there are fewer.
func (c Call) Arg(n int) lua.LValue { return vm.Arg(c.L, n+c.self) }

// Has tells whether argument n is there and not nil.
func (c Call) Has(n int) bool { return c.Arg(n) != lua.LNil }

// Self is what a method is called on.
func (c Call) Self() lua.LValue { return vm.Arg(c.L, 1) }

// Rest are the arguments from n on.
func (c Call) Rest(n int) []lua.LValue { return c.RestInto(n, nil) }

// RestInto is Rest, in room if that suffices.
func (c Call) RestInto(n int, room []lua.LValue) []lua.LValue {
	count := c.Len() - n + 1
	if count <= 0 {
		return nil
	}
	if count > len(room) {
		room = make([]lua.LValue, count)
	}
	for i := range count {
		room[i] = c.Arg(n + i)
	}
	return room[:count]
}

// Push returns one value to the script: return c.Push(v).
func (c Call) Push(v lua.LValue) int {
	c.L.Push(v)
	return 1
}

// PushAll returns values to the script.
func (c Call) PushAll(vals []lua.LValue) int {
	c.RT.Push(c.L, vals...)
	return len(vals)
}

// TypeName is how messages name what argument n is.
func (c Call) TypeName(n int) string {
	if n > c.Len() {
		return "no value"
	}
	return TypeName(c.Arg(n))
}

// Number is argument n as a number.
func (c Call) Number(n int) float64 {
	v, ok := c.Arg(n).(lua.LNumber)
	if !ok {
		c.Fail(n, "number expected, got %s", c.TypeName(n))
	}
	return float64(v)
}

// Integer is argument n as a whole number; what is missing is the default.
func (c Call) Integer(n, missing int) int {
	if !c.Has(n) {
		return missing
	}
	f := c.Number(n)
	if f != float64(int(f)) {
		c.Fail(n, "whole number expected, got %v", f)
	}
	return int(f)
}

// Seconds is argument n as a time in seconds; NaN is a ValueError about what it is.
func (c Call) Seconds(n int, what string) float64 {
	s := c.Number(n)
	if math.IsNaN(s) {
		c.Raise(loop.Errorf(loop.ValueError, "Invalid %s: NaN (not a number)", what))
	}
	return s
}

// Timeout is argument n as a time in seconds that may be absent.
func (c Call) Timeout(n int) loop.Span {
	if !c.Has(n) {
		return loop.Span{}
	}
	if _, ok := c.Arg(n).(lua.LNumber); !ok {
		c.Fail(n, "number or nil expected, got %s", c.TypeName(n))
	}
	return loop.Seconds(c.Seconds(n, "timeout"))
}

// Str is argument n as a string.
func (c Call) Str(n int) string {
	s, ok := c.Arg(n).(lua.LString)
	if !ok {
		c.Fail(n, "string expected, got %s", c.TypeName(n))
	}
	return string(s)
}

// Bytes is argument n as what is sent or written: a string, or a number as Lua's own write takes it.
func (c Call) Bytes(n int) string {
	switch v := c.Arg(n).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return v.String()
	}
	c.Fail(n, "string expected, got %s", c.TypeName(n))
	return ""
}

// Path is argument n as what the system wants a string without NUL for: the name of a file, a program, a host.
func (c Call) Path(n int) string { return c.NoNul(c.Str(n)) }

// NoNul is s if it has no NUL in it, which ends strings for the system; else a ValueError.
func (c Call) NoNul(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: embedded null byte", c.Name))
	}
	return s
}

// itemCost is what an item of a list costs, in bytes worked through.
const itemCost = 32

// Strings is argument n as a list of strings, which may be empty.
func (c Call) Strings(n int) []string {
	t, ok := c.Arg(n).(*lua.LTable)
	if !ok {
		c.Fail(n, "list of strings expected, got %s", c.TypeName(n))
	}
	list := make([]string, ltable.Len(t))
	c.Work(len(list) * itemCost)
	for i := range list {
		v := ltable.GetInt(t, i+1)
		s, ok := v.(lua.LString)
		if !ok {
			c.Fail(n, "item %d: string expected, got %s", i+1, TypeName(v))
		}
		list[i] = string(s)
	}
	return list
}

// Table is argument n as a table; what says which.
func (c Call) Table(n int, what string) *lua.LTable {
	t, ok := c.Arg(n).(*lua.LTable)
	if !ok {
		c.Fail(n, "%s expected, got %s", what, c.TypeName(n))
	}
	return t
}

// Callable is argument n as something to be called: a function, or a value with __call.
func (c Call) Callable(n int) lua.LValue {
	v := c.Arg(n)
	if !IsCallable(c.RT, v) {
		c.Fail(n, "function expected, got %s", c.TypeName(n))
	}
	return v
}

// Function is argument n as a function; one that calls it, if it is a value with __call.
func (c Call) Function(n int) *lua.LFunction { return asFunction(c.RT, c.Callable(n)) }

// Running is the loop that runs now; a RuntimeError if none does.
func (c Call) Running() *loop.Loop {
	l := c.RT.Loop()
	if l == nil {
		c.Raise(loop.RuntimeError.New("no running event loop"))
	}
	return l
}

// NeedTask refuses to wait where nothing can.
func (c Call) NeedTask() {
	if !c.RT.InTask() {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: await outside of a task", c.Name))
	}
}

// IsCallable tells whether v is a function, or a value with __call.
func IsCallable(rt *vm.Runtime, v lua.LValue) bool {
	if _, ok := v.(*lua.LFunction); ok {
		return true
	}
	return rt.State().GetMetaField(v, "__call") != lua.LNil
}

// asFunction is a function that calls v, which is callable. It may await.
func asFunction(rt *vm.Runtime, v lua.LValue) *lua.LFunction {
	if fn, ok := v.(*lua.LFunction); ok {
		return fn
	}
	return rt.State().NewClosure(func(L *lua.LState) int {
		args := make([]lua.LValue, L.GetTop())
		for i := range args {
			args[i] = L.Get(i + 1)
		}
		return rt.Perform(L, rt.CallValue(v, args, nil))
	}, v) // the upvalue shows what it keeps alive
}

// TypeName is how messages name the type of a value: userdata by its class.
func TypeName(v lua.LValue) string {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return v.Type().String()
	}
	switch x := ud.Value.(type) {
	case *loop.Future:
		if x.Task() != nil {
			return "Task"
		}
		return "Future"
	case *vm.Coroutine:
		return "coroutine"
	case *loop.Loop:
		return "loop"
	case *vm.ErrorObject:
		return x.Err.Class.Name
	case *loop.Class:
		return "class"
	}
	if mt, ok := ud.Metatable.(*lua.LTable); ok {
		if name, ok := mt.RawGetString("__metatable").(lua.LString); ok {
			return string(name)
		}
	}
	return "userdata"
}
