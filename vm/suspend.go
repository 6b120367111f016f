package vm

// This file is what the main loop does when a Go function that Lua code called suspends.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// suspend takes the frame of a Go function that returned -1 off the thread. It returns true if a call takes the place of
// that of the Go function; else the thread is suspended, and its values are the host's.
func (t *thread) suspend(callee *glua.CallFrame) (goesOn bool) {
	rt, r := t.rt, &t.Registers
	switch paused := rt.paused; paused { // what follows may raise the error that there are too many registers
	case pausePcall, pauseXpcall:
		rt.paused = pauseNone
		t.guard(callee, paused == pauseXpcall)
		return true
	case pauseInline:
		call := rt.inlined
		rt.paused, rt.inlined = pauseNone, inlined{}
		t.pop(callee)
		if t.call(call.fn, call.args) != nil {
			panic("BUG: no room for the frame in the place of another")
		}
		t.fresh = false
		return true
	}
	rt.host.pushAll(r.Array[callee.LocalBase:r.Top])
	t.pop(callee)
	t.Parent = nil
	rt.global.CurrentThread = &rt.host.LState
	return false
}

// pop takes the topmost frame, that of a Go function, and its registers off the thread.
func (t *thread) pop(callee *glua.CallFrame) {
	t.Frames.Depth--
	glua.State(&t.LState).CurrentFrame = t.Frames.Last()
	t.Registers.Lower(callee.ReturnBase)
}

// guard makes the frame of pcall, or of xpcall, that of a guard function with the same arguments.
func (t *thread) guard(cf *glua.CallFrame, withHandler bool) {
	r, array := &t.Registers, t.Registers.Array
	frame := pcallFrame{sp: t.Frames.Depth - 1}
	if withHandler {
		frame.handler = array[cf.LocalBase+1].(*lua.LFunction)
		copy(array[cf.LocalBase+1:r.Top], array[cf.LocalBase+2:r.Top])
		r.Lower(r.Top - 1)
		cf.NArgs--
	}
	cf.Fn = t.rt.guards[0]
	if cf.NArgs == 1 {
		cf.Fn = t.rt.guards[1]
	}
	array[cf.Base] = cf.Fn
	t.enter(cf)
	t.protected(frame)
}
