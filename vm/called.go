package vm

// This file words what Go functions of the language's library complain about: with the position of the Lua code that
// called them, and under the name that they were called by there, as lauxlib does.

import (
	"fmt"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// Fail raises a message in the name of the Go function that runs on L. The position of the Lua function that called it
// stands before the message; there is none where something else did, pcall for one.
func Fail(L *lua.LState, format string, args ...any) {
	msg := fmt.Sprintf(format, args...)
	t := threadOf(L)
	if t == nil {
		L.RaiseError("%s", msg)
	}
	t.rt.payFor(msg)
	t.rt.raise(&Error{Value: lua.LString(position(t, 1) + msg)})
}

// FailPlain is Fail without a position: the interpreter's own complaints have none when Go code caused them.
func FailPlain(L *lua.LState, format string, args ...any) {
	runtimeOf(L).raise(errorf(format, args...))
}

// BadArgument raises "bad argument #n to 'name' (problem)" in the name of the Go function that runs on L. The object of
// a method call is not counted.
func BadArgument(L *lua.LState, n int, problem string) {
	name := "?"
	if t := threadOf(L); t != nil {
		call := t.calledAs()
		if call.Kind != "" {
			name = call.Name
		}
		if call.Kind == "method" {
			if n--; n == 0 {
				Fail(L, "calling '%s' on bad self (%s)", name, problem)
			}
		}
	}
	Fail(L, "bad argument #%d to '%s' (%s)", n, name, problem)
}

// CallIn calls f, which may have __call, on L from the Go function that runs there, and returns its first result. Under it
// the task can await.
func CallIn(L *lua.LState, f lua.LValue, args ...lua.LValue) lua.LValue {
	if _, ok := f.(*lua.LFunction); !ok && L.GetMetaField(f, "__call") == lua.LNil {
		FailPlain(L, "attempt to call a %s value", f.Type())
	}
	if fn, ok := f.(*lua.LFunction); ok && !fn.IsG {
		if t := threadOf(L); t != nil {
			return t.run(fn, args)
		}
	}
	L.Push(f)
	for _, v := range args {
		L.Push(v)
	}
	L.Call(len(args), 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

// run calls a Lua function and returns its first result.
func (t *thread) run(fn *lua.LFunction, args []lua.LValue) lua.LValue {
	r, state := &t.Registers, glua.State(&t.LState)
	base := r.Top
	if t.Frames.IsFull() {
		t.overflow()
	}
	t.room(base + 1 + len(args))
	r.Array[base] = fn
	copy(r.Array[base+1:], args)
	r.Top = base + 1 + len(args)
	cf := t.Frames.Add()
	*cf = glua.CallFrame{Idx: cf.Idx, Fn: fn, Parent: state.CurrentFrame, Base: base, LocalBase: base + 1, ReturnBase: base, NArgs: len(args), NRet: 1}
	state.CurrentFrame = cf
	t.lay(cf)
	nestedLoop(&t.LState, cf)
	v := r.Array[base]
	r.Lower(base)
	return v
}

// calledAs is the name that the source has for the Go function that runs on t, where Lua code called it.
func (t *thread) calledAs() compile.Variable {
	if t.Frames.Sp() < 2 {
		return compile.Variable{}
	}
	return calleeOf(t.Frames.At(t.Frames.Sp() - 2))
}

// calleeOf is the name in the source of what the frame is calling; none where an operator called it.
func calleeOf(cf *glua.CallFrame) compile.Variable {
	return frame{proto: cf.Fn.Proto, pc: cf.Pc}.callee()
}
