package asyncio

// This file is the Lua face of timeouts.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openTimeouts() {
	m.timeoutMeta.make = func() *lua.LTable {
		return m.class("Timeout", []native{
			{"when", m.timeoutWhen},             // cm:when()
			{"reschedule", m.timeoutReschedule}, // cm:reschedule(when | nil)
			{"expired", m.timeoutExpired},       // cm:expired()
			{"__tostring", m.text},
		})
	}
	m.define([]native{
		{"timeout", m.timeout},      // timeout(seconds | nil [, body])
		{"timeout_at", m.timeoutAt}, // timeout_at(when | nil [, body])
		{"Timeout", m.timeoutAt},    // Timeout(when | nil [, body])
	})
}

// timeout is timeout(seconds, body): it calls body(cm) and returns its values; when the time is over the body is
// cancelled, and TimeoutError raised. Without a body it returns cm for with.
func (m *Module) timeout(L *lua.LState) int {
	c := m.call(L, "timeout")
	return c.limit(loop.NewTimeout(c.running(), c.timeout(1)))
}

// timeoutAt is timeout_at(when, body), with a time of the loop's clock.
func (m *Module) timeoutAt(L *lua.LState) int {
	c := m.call(L, "timeout_at")
	return c.limit(loop.NewTimeoutAt(c.running(), c.timeout(1)))
}

func (c call) limit(t *loop.Timeout) int {
	ud := c.m.userdata(t, c.m.timeoutMeta.get())
	if c.len() < 2 {
		return c.push(ud)
	}
	return c.within(limiting{t, ud}, c.function(2))
}

// limiting runs the body inside of a timeout.
type limiting struct {
	*loop.Timeout
	ud *lua.LUserData
}

func (t limiting) enter(_ call, next vm.Next) vm.Step {
	if err := t.Enter(); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{t.ud}, nil)
}

func (t limiting) exit(_ call, vals []lua.LValue, err error) vm.Step {
	return outcome(vals, t.Exit(err))
}

func (m *Module) selfTimeout(L *lua.LState, name string) (call, *loop.Timeout) {
	return self[*loop.Timeout](m, L, name, "Timeout")
}

func (m *Module) timeoutWhen(L *lua.LState) int {
	c, t := m.selfTimeout(L, "when")
	if when := t.When(); when.Given() {
		return c.push(lua.LNumber(when.Seconds()))
	}
	return c.push(lua.LNil)
}

func (m *Module) timeoutReschedule(L *lua.LState) int {
	c, t := m.selfTimeout(L, "reschedule")
	if err := t.Reschedule(c.timeout(1)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) timeoutExpired(L *lua.LState) int {
	c, t := m.selfTimeout(L, "expired")
	return c.push(lua.LBool(t.Expired()))
}
