package vm

// This file begins and ends calls, for the main loop.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// room makes sure that there are registers up to end, or raises an error.
func (t *thread) room(end int) {
	if r := &t.Registers; end > len(r.Array) {
		if end > r.MaxSize {
			t.overflow()
		}
		r.Grow(end)
	}
}

// lay lays out the registers of a Lua function's frame from the arguments on the stack.
func (t *thread) lay(cf *glua.CallFrame) {
	proto, r := cf.Fn.Proto, &t.Registers
	if proto.IsVarArg&lua.VarArgIsVarArg != 0 {
		t.room(cf.LocalBase + 2*cf.NArgs + int(proto.NumParameters) + int(proto.NumUsedRegisters) + 1)
		r.Resize(cf.LocalBase + cf.NArgs)
		t.enter(cf)
		return
	}
	end := cf.LocalBase + int(proto.NumUsedRegisters)
	if end > len(r.Array) {
		t.room(end)
	}
	array, none := r.Array, lua.LNil
	rest := array[cf.LocalBase+min(cf.NArgs, int(proto.NumParameters)) : end]
	for i := range rest {
		rest[i] = none
	}
	for i := end; i < r.Top; i++ { // arguments beyond those that it takes, and what the caller had above
		array[i] = nil
	}
	r.Top = end
}

// replace makes the frame of a function that of another, which it calls last, with n arguments after register a.
func (t *thread) replace(cf *glua.CallFrame, fn *lua.LFunction, a, n int) {
	r := &t.Registers
	t.Move(cf.Base, a, 1+n)
	r.Lower(cf.Base + 1 + n)
	cf.Fn, cf.LocalBase, cf.NArgs, cf.Pc = fn, cf.Base+1, n, 0
	cf.TailCall++
	t.lay(cf)
}

// callable is the function to call for a value at register a that is none: its __call, which gets the value as its first
// argument.
func (t *thread) callable(cf *glua.CallFrame, a, n int) *lua.LFunction {
	r := &t.Registers
	v := r.Array[a]
	fn, ok := t.metafield(v, "__call").(*lua.LFunction)
	if !ok {
		t.typeError("call", v, a-cf.LocalBase)
	}
	t.OwnAll(a, n+1)
	t.room(a + n + 2)
	copy(r.Array[a+1:a+n+2], r.Array[a:a+n+1])
	r.Array[a] = fn
	r.Top = max(r.Top, a+n+2)
	return fn
}

// finish ends a thread whose first function returned: its n results from register a on go to the host's stack.
func (t *thread) finish(a, n int) {
	rt := t.rt
	t.OwnAll(a, n)
	rt.host.pushAll(t.Registers.Array[a : a+n])
	t.Frames.Depth--
	glua.State(&t.LState).CurrentFrame = nil
	t.Registers.Lower(0)
	t.Parent = nil
	t.Dead = true
	rt.global.CurrentThread = &rt.host.LState
}

// metamethod runs a Go function that a metamethod or another Go function calls, whose frame is the top one.
func (t *thread) metamethod(cf *glua.CallFrame) {
	m := t.rt.meter
	var n int
	if m == nil {
		n = cf.Fn.GFunction(&t.LState)
	} else {
		m.left-- // such functions can call each other with no instruction between
		n = m.native(t, cf)
	}
	if n < 0 {
		t.rt.raise(errorf("attempt to yield across metamethod/C-call boundary"))
	}
	want := cf.NRet
	if want < 0 {
		want = n
	}
	r := &t.Registers
	r.Results(cf.ReturnBase, r.Top-n, n, want)
	t.Frames.Depth--
	glua.State(&t.LState).CurrentFrame = t.Frames.Last()
}
