package asyncio

// This file is the Lua face of handles.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openHandles() {
	m.handleMeta.make = func() *lua.LTable {
		return m.class("Handle", []native{
			{"cancel", m.handleCancel},       // handle:cancel()
			{"cancelled", m.handleCancelled}, // handle:cancelled()
			{"when", m.handleWhen},           // handle:when()
			{"__tostring", func(L *lua.LState) int {
				_, h := m.selfHandle(L, "tostring")
				L.Push(lua.LString(h.String()))
				return 1
			}},
		})
	}
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
	fn := c.callable(n)
	c.refuseAsync(l, n)
	h := &luaHandle{m: c.m, l: l, fn: fn}
	h.args = c.restInto(n+1, h.few[:])
	h.Init(l, (*luaCall)(h), nil)
	h.ud.Value, h.ud.Metatable = h, c.m.handleMeta.get()
	return h
}

// refuseAsync raises a TypeError in debug mode if argument n is an async function: calling it does nothing.
func (c call) refuseAsync(l *loop.Loop, n int) {
	if !l.Debug() {
		return
	}
	if fn, ok := c.get(n).(*lua.LFunction); ok && c.m.isAsync(fn) {
		c.fail(n, "plain function expected, got an async function, whose calls only make coroutines")
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

// String is the call in reports.
func (h *luaCall) String() string {
	if fn, ok := h.fn.(*lua.LFunction); ok {
		return functionText(fn)
	}
	return h.m.rt.Repr(h.fn)
}

func (m *Module) loopCallSoon(L *lua.LState) int {
	c, l := m.open(L, "call_soon")
	h := c.handle(l, 1)
	l.Schedule(&h.Handle)
	return c.push(&h.ud)
}

// loopCallSoonThreadsafe is call_soon: scripts run on the loop's goroutine.
func (m *Module) loopCallSoonThreadsafe(L *lua.LState) int {
	c, l := m.open(L, "call_soon_threadsafe")
	h := c.handle(l, 1)
	l.Schedule(&h.Handle)
	return c.push(&h.ud)
}

func (m *Module) loopCallLater(L *lua.LState) int {
	c, l := m.open(L, "call_later")
	delay := c.seconds(1, "delay")
	h := c.handle(l, 2)
	l.ScheduleAt(&h.Handle, l.Time()+delay)
	return c.push(&h.ud)
}

func (m *Module) loopCallAt(L *lua.LState) int {
	c, l := m.open(L, "call_at")
	when := c.seconds(1, "when")
	h := c.handle(l, 2)
	l.ScheduleAt(&h.Handle, when)
	return c.push(&h.ud)
}

func (m *Module) selfHandle(L *lua.LState, name string) (call, *luaHandle) {
	c := m.method(L, name)
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if h, ok := ud.Value.(*luaHandle); ok {
			return c, h
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: Handle expected as self, got %s", name, m.typeName(L.Get(1))))
	return c, nil
}

func (m *Module) handleCancel(L *lua.LState) int {
	_, h := m.selfHandle(L, "cancel")
	h.Cancel()
	h.args = nil
	clear(h.few[:])
	return 0
}

func (m *Module) handleCancelled(L *lua.LState) int {
	c, h := m.selfHandle(L, "cancelled")
	return c.push(lua.LBool(h.Cancelled()))
}

func (m *Module) handleWhen(L *lua.LState) int {
	c, h := m.selfHandle(L, "when")
	return c.push(lua.LNumber(h.When()))
}
