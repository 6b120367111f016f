package asyncio

// This file names signals.

import (
	"strings"
	"syscall"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// supported raises where the system lacks something of a function.
func supported(c native.Call, what string) {
	if err := netio.Supported(c.Name, what); err != nil {
		c.Raise(err)
	}
}

// signal is argument n as a signal: its name or number.
func (c call) signal(n int) (string, syscall.Signal) {
	switch v := c.Arg(n).(type) {
	case lua.LString:
		if s := netio.SignalOf(strings.ToUpper(string(v))); s != 0 {
			return netio.SignalName(s), s
		}
		supported(c.Call, strings.ToUpper(string(v)))
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal '%s'", c.Name, n, string(v)))
	case lua.LNumber:
		if name := netio.SignalName(syscall.Signal(v)); name != "" && lua.LNumber(int(v)) == v {
			return name, syscall.Signal(v)
		}
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal %s", c.Name, n, v.String()))
	}
	c.Fail(n, "signal name or number expected, got %s", c.TypeName(n))
	return "", 0
}
