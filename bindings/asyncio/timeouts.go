package asyncio

// This file is the Lua face of timeouts.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openTimeouts() {
	m.classes.timeout = native.Class{RT: m.rt, Name: "Timeout", Methods: func() []native.Entry {
		return methods(m, "Timeout", []method[*loop.Timeout]{
			{"when", timeoutWhen},             // cm:when()
			{"reschedule", timeoutReschedule}, // cm:reschedule(when | nil)
			{"expired", timeoutExpired},       // cm:expired()
			{"__tostring", text[*loop.Timeout]},
		})
	}}
	m.define([]function{
		{"timeout", timeout},      // timeout(seconds | nil [, body])
		{"timeout_at", timeoutAt}, // timeout_at(when | nil [, body])
		{"Timeout", timeoutAt},    // Timeout(when | nil [, body])
	})
}

// timeout is timeout(seconds, body): it calls body(cm) and returns its values; when the time is over the body is
// cancelled, and TimeoutError raised. Without a body it returns cm for with.
func timeout(c call) int {
	return c.limit(loop.NewTimeout(c.Running(), c.Timeout(1)))
}

// timeoutAt is timeout_at(when, body), with a time of the loop's clock.
func timeoutAt(c call) int {
	return c.limit(loop.NewTimeoutAt(c.Running(), c.Timeout(1)))
}

func (c call) limit(t *loop.Timeout) int {
	ud := c.m.classes.timeout.New(t)
	if c.Len() < 2 {
		return c.Push(ud)
	}
	return c.With(limiting{t, ud}, c.Function(2))
}

// limiting runs the body inside of a timeout.
type limiting struct {
	*loop.Timeout
	ud *lua.LUserData
}

func (t limiting) Enter(_ native.Call, next vm.Next) vm.Step {
	if err := t.Timeout.Enter(); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{t.ud}, nil)
}

func (t limiting) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	return native.Outcome(vals, t.Timeout.Exit(err))
}

func timeoutWhen(c call, t *loop.Timeout) int {
	if when := t.When(); when.Given() {
		return c.Push(lua.LNumber(when.Seconds()))
	}
	return c.Push(lua.LNil)
}

func timeoutReschedule(c call, t *loop.Timeout) int {
	if err := t.Reschedule(c.Timeout(1)); err != nil {
		c.Raise(err)
	}
	return 0
}

func timeoutExpired(c call, t *loop.Timeout) int {
	return c.Push(lua.LBool(t.Expired()))
}
