package asyncio

// This file names signals.

import (
	"strings"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// supported raises where the system lacks something of this function.
func (c call) supported(what string) {
	if err := netio.Supported(c.name, what); err != nil {
		c.raise(err)
	}
}

// signal is argument n as a signal: its name or number.
func (c call) signal(n int) (string, syscall.Signal) {
	switch v := c.get(n).(type) {
	case lua.LString:
		if s := netio.SignalOf(strings.ToUpper(string(v))); s != 0 {
			return netio.SignalName(s), s
		}
		c.supported(strings.ToUpper(string(v)))
		c.raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal '%s'", c.name, n, string(v)))
	case lua.LNumber:
		if name := netio.SignalName(syscall.Signal(v)); name != "" && lua.LNumber(int(v)) == v {
			return name, syscall.Signal(v)
		}
		c.raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal %s", c.name, n, v.String()))
	}
	c.fail(n, "signal name or number expected, got %s", c.typeName(n))
	return "", 0
}
