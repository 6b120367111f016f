package vm

// This file is pcall and xpcall. A protected call runs on its caller's thread; only under a Go function or metamethod,
// where errors unwind the Go stack too, it has a thread of its own.

import (
	"sync"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A pcallFrame is a protected call that runs on a thread: the frames from sp on. The one at sp is of a guard function.
// It is not removed when the call returns: the call is over when the frame at sp is no longer a guard's.
type pcallFrame struct {
	sp      int
	handler *lua.LFunction // of xpcall
}

// guardProtos are the frames of protected calls, with arguments and without: what they return is what pcall does. The
// second is cheaper, and the usual one.
var guardProtos = sync.OnceValue(func() [2]*lua.FunctionProto {
	p := adapters("return function(f, ...) return true, f(...) end, function(f) return true, f() end")
	return [2]*lua.FunctionProto{&p[0].FunctionProto, &p[1].FunctionProto}
})

// isGuard tells whether proto is the frame of a protected call.
func isGuard(proto *lua.FunctionProto) bool {
	guards := guardProtos()
	return proto == guards[0] || proto == guards[1]
}

// adapter tells whether proto is one of those that stand in for Go functions.
func adapter(proto *lua.FunctionProto) bool { return proto == callerProto() || isGuard(proto) }

// basePcall is pcall(f, ...).
func basePcall(L *lua.LState) int {
	rt := runtimeOf(L)
	t, s := rt.here(L)
	ParamsOf(L).Any(1)
	if t.nested == 0 {
		rt.paused = pausePcall
		return -1
	}
	child := rt.newThread()
	child.start(rt.caller, t.arguments())
	s.push(child, t, kindPcall)
	return s.run(t)
}

// baseXpcall is xpcall(f, handler, ...).
func baseXpcall(L *lua.LState) int {
	rt := runtimeOf(L)
	t, s := rt.here(L)
	handler, ok := ParamsOf(L).Any(2).(*lua.LFunction)
	if !ok {
		handler = rt.noHandler()
		t.arguments()[1] = handler
	}
	if t.nested == 0 {
		rt.paused = pauseXpcall
		return -1
	}
	args := t.arguments()
	child := rt.newThread()
	child.extended().handler = handler
	child.start(rt.caller, append([]lua.LValue{args[0]}, args[2:]...))
	s.push(child, t, kindXpcall)
	return s.run(t)
}

// noHandler is what handles the errors of an xpcall whose handler is no function.
func (rt *Runtime) noHandler() *lua.LFunction {
	return rt.host.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString("error in error handling"))
		return 1
	})
}

// protect replaces pcall or xpcall, in which the thread is suspended, by a protected call; vals are its arguments.
func (t *thread) protect(withHandler bool, vals []lua.LValue) *Error {
	p := pcallFrame{sp: t.Frames.Depth}
	if withHandler {
		p.handler = vals[1].(*lua.LFunction)
		vals[1] = vals[0]
		vals = vals[1:]
	}
	guard := t.rt.guards[0]
	if len(vals) == 1 {
		guard = t.rt.guards[1]
	}
	if err := t.call(guard, vals); err != nil {
		return err
	}
	t.protected(p)
	return nil
}

// protected notes a protected call that begins.
func (t *thread) protected(p pcallFrame) {
	s := t.extended()
	for n := len(s.pcalls); n > 0 && s.pcalls[n-1].sp >= p.sp; n-- {
		s.pcalls = s.pcalls[:n-1]
	}
	s.pcalls = append(s.pcalls, p)
}

// pcall is the innermost protected call that has not ended; nil when there is none.
func (t *thread) pcall() *pcallFrame {
	s := t.side
	if s == nil {
		return nil
	}
	for n := len(s.pcalls); n > 0; n-- {
		p := &s.pcalls[n-1]
		if p.sp < t.Frames.Depth {
			if fn := t.Frames.At(p.sp).Fn; fn == t.rt.guards[0] || fn == t.rt.guards[1] {
				return p
			}
		}
		s.pcalls = s.pcalls[:n-1]
	}
	return nil
}

// unwind takes the innermost protected call off the thread, which is then suspended as if in pcall itself. The
// variables of the functions it ends that closures took are closed; those of functions that go on stay shared.
func (t *thread) unwind() {
	s := t.side
	n := len(s.pcalls) - 1
	sp := s.pcalls[n].sp
	s.pcalls[n] = pcallFrame{}
	s.pcalls = s.pcalls[:n]
	base := t.Frames.At(sp).ReturnBase
	t.CloseUpvalues(base)
	t.closeIterators(base)
	t.Frames.SetSp(sp)
	state := glua.State(&t.LState)
	state.CurrentFrame = t.Frames.Last()
	r := &t.Registers
	if r.Top > base {
		clear(r.Array[base:r.Top])
	}
	r.Top = base
}
