package vm

// This file is pcall and xpcall. A protected call runs on its caller's thread; only under a Go function or metamethod,
// where errors unwind the Go stack too, it has a thread of its own.

import (
	"sync"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A region is a protected call that runs on a thread: the frames from sp on. The one at sp is of a guard function.
// Regions are not removed when their call returns: one is over when its frame is no longer a guard's.
type region struct {
	sp      int
	handler *lua.LFunction // of xpcall
}

// guardProtos are the frames of protected calls, with arguments and without: what they return is what pcall does. The
// second is cheaper, and the usual one.
var guardProtos = sync.OnceValue(func() [2]*lua.FunctionProto {
	chunk, err := Compile("return function(f, ...) return true, f(...) end, function(f) return true, f() end", "=")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return [2]*lua.FunctionProto(chunk.proto.FunctionPrototypes)
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
	if L.GetTop() == 0 {
		rt.argError(L, "pcall", 1, "value expected")
	}
	if t.nested == 0 {
		rt.paused = pausePcall
		return -1
	}
	child := rt.newThread()
	child.start(rt.caller, t.arguments())
	s.push(child, t, linkPcall)
	return s.run(t)
}

// baseXpcall is xpcall(f, handler, ...).
func baseXpcall(L *lua.LState) int {
	rt := runtimeOf(L)
	t, s := rt.here(L)
	handler, ok := L.Get(2).(*lua.LFunction)
	if !ok {
		rt.argError(L, "xpcall", 2, "function expected, got "+typeName(L, 2))
	}
	if t.nested == 0 {
		rt.paused = pauseXpcall
		return -1
	}
	args := t.arguments()
	child := rt.newThread()
	child.handler = handler
	child.start(rt.caller, append([]lua.LValue{args[0]}, args[2:]...))
	s.push(child, t, linkXpcall)
	return s.run(t)
}

// protect replaces pcall or xpcall, in which the thread is suspended, by a protected call; vals are its arguments.
func (t *thread) protect(withHandler bool, vals []lua.LValue) *Error {
	r := region{sp: t.Frames.Depth}
	if withHandler {
		r.handler = vals[1].(*lua.LFunction)
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
	t.protected(r)
	return nil
}

// protected notes a protected call that begins.
func (t *thread) protected(r region) {
	for n := len(t.regions); n > 0 && t.regions[n-1].sp >= r.sp; n-- {
		t.regions = t.regions[:n-1]
	}
	t.regions = append(t.regions, r)
}

// region is the innermost protected call that has not ended; nil when there is none.
func (t *thread) region() *region {
	for n := len(t.regions); n > 0; n-- {
		r := &t.regions[n-1]
		if r.sp < t.Frames.Depth {
			if fn := t.Frames.At(r.sp).Fn; fn == t.rt.guards[0] || fn == t.rt.guards[1] {
				return r
			}
		}
		t.regions = t.regions[:n-1]
	}
	return nil
}

// unwind takes the innermost protected call off the thread, which is then suspended as if in pcall itself. The
// variables of the functions it ends that closures took are closed; those of functions that go on stay shared.
func (t *thread) unwind() {
	n := len(t.regions) - 1
	sp := t.regions[n].sp
	t.regions[n] = region{}
	t.regions = t.regions[:n]
	base := t.Frames.At(sp).ReturnBase
	t.CloseUpvalues(base)
	t.Frames.SetSp(sp)
	state := glua.State(&t.LState)
	state.CurrentFrame = t.Frames.Last()
	r := &t.Registers
	if r.Top > base {
		clear(r.Array[base:r.Top])
	}
	r.Top = base
}
