package asyncio

// This file is the Lua face of handles.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openHandles() {
	m.classes.handle = native.Class{RT: m.rt, Name: "Handle", Methods: func() []native.Entry {
		return methods(m, "Handle", []method[*luaHandle]{
			{"cancel", handleCancel},       // handle:cancel()
			{"cancelled", handleCancelled}, // handle:cancelled()
			{"when", handleWhen},           // handle:when()
			{"__tostring", handleText},
		})
	}}
}

// A luaHandle is a Lua function scheduled with arguments, its handle, and the handle's Lua value, in one object.
type luaHandle struct {
	loop.Handle
	ud   lua.LUserData
	m    *Module
	l    *loop.Loop
	fn   lua.LValue
	args []lua.LValue
	few  [2]lua.LValue // most have no more
}

// handle makes a handle of the function at argument n and the arguments after it.
func (c call) handle(l *loop.Loop, n int) *luaHandle {
	fn := c.Callable(n)
	c.refuseAsync(l, n)
	h := &luaHandle{m: c.m, l: l, fn: fn}
	h.args = c.RestInto(n+1, h.few[:])
	h.Init(l, (*luaCall)(h), nil)
	c.m.classes.handle.Init(&h.ud, h)
	return h
}

// newHandle makes the handle that a done callback has in reports.
func (m *Module) newHandle(l *loop.Loop, fn lua.LValue, args ...lua.LValue) *luaHandle {
	h := &luaHandle{m: m, l: l, fn: fn, args: args}
	h.Init(l, (*luaCall)(h), nil)
	m.classes.handle.Init(&h.ud, h)
	return h
}

// refuseAsync raises a TypeError in debug mode if argument n is an async function: calling it does nothing.
func (c call) refuseAsync(l *loop.Loop, n int) {
	if !l.Debug() {
		return
	}
	if fn, ok := c.Arg(n).(*lua.LFunction); ok && c.RT.IsAsync(fn) {
		c.Fail(n, "plain function expected, got an async function, whose calls only make coroutines")
	}
}

// luaCall is a luaHandle as what its Handle calls.
type luaCall luaHandle

// Call implements loop.Callback.
func (h *luaCall) Call(*loop.Future) {
	if _, err := h.m.rt.Call(h.fn, h.args...); err != nil {
		h.l.HandleFailed(&h.Handle, h.String(), err)
	}
}

var _ loop.Callback = (*luaCall)(nil)

// MemorySize implements vm.Sizer.
func (h *luaHandle) MemorySize(visit func(any)) int { return (*luaCall)(h).MemorySize(visit) }

// MemorySize implements vm.Sizer.
func (h *luaCall) MemorySize(visit func(any)) int {
	visit(h.fn)
	for _, v := range h.args {
		visit(v)
	}
	visit(h.Handle.Context())
	return 240 + 16*len(h.args)
}

// String is the call in reports.
func (h *luaCall) String() string {
	if fn, ok := h.fn.(*lua.LFunction); ok {
		return functionText(fn)
	}
	return h.m.rt.Repr(h.fn)
}

// Told is the call as watchers of a loop.Schedule hear of it.
func (h *luaCall) Told() string { return h.String() }

func loopCallSoon(c call, l *loop.Loop) int {
	h := c.handle(l, 1)
	l.Schedule(&h.Handle)
	return c.Push(&h.ud)
}

// loopCallSoonThreadsafe is call_soon: scripts run on the loop's goroutine.
func loopCallSoonThreadsafe(c call, l *loop.Loop) int {
	h := c.handle(l, 1)
	l.Schedule(&h.Handle)
	return c.Push(&h.ud)
}

func loopCallLater(c call, l *loop.Loop) int {
	delay := c.Seconds(1, "delay")
	h := c.handle(l, 2)
	l.ScheduleAt(&h.Handle, l.Time()+delay)
	return c.Push(&h.ud)
}

func loopCallAt(c call, l *loop.Loop) int {
	when := c.Seconds(1, "when")
	h := c.handle(l, 2)
	l.ScheduleAt(&h.Handle, when)
	return c.Push(&h.ud)
}

func handleText(c call, h *luaHandle) int { return c.Push(lua.LString(h.String())) }

func handleCancel(_ call, h *luaHandle) int {
	h.Cancel()
	h.args = nil
	clear(h.few[:])
	return 0
}

func handleCancelled(c call, h *luaHandle) int {
	return c.Push(lua.LBool(h.Cancelled()))
}

func handleWhen(c call, h *luaHandle) int {
	return c.Push(lua.LNumber(h.When()))
}
