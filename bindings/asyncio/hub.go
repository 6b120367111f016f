package asyncio

// This file connects the module with package netio: hubs, addresses, errors.

import (
	"context"
	"net"
	"strconv"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Hub is the input and output of a loop, made when it is first used.
func (m *Module) Hub(l *loop.Loop) *netio.Hub {
	own := m.own(l)
	if own.hub == nil {
		o := netio.Options{Bytes: func(b []byte) any { return lua.LString(b) }, Take: m.rt.Take, Network: m.network, Room: m.options.Room, MostUnderWay: m.options.MostUnderWay}
		if m.places {
			o.Where = m.rt.Position
		}
		own.hub = netio.NewHub(l, o)
	}
	return own.hub
}

// Blocking returns the coroutine object of a call that takes its time to the script. fn runs on a goroutine of its own,
// must not touch Lua values, has room to open a file, and its context ends when who awaits is cancelled. What it returns is converted by result, on
// the runtime's goroutine, or as vm.Runtime.ToLua does if that is nil.
func (m *Module) Blocking(c native.Call, fn func(ctx context.Context) (any, error), result func(v any) any) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		co := m.Hub(l).Opening(fn, nil)
		if result != nil {
			co = native.Map(co, result)
		}
		return co, nil
	})
}

// address is a Go address as Lua has it: {host, port, host=, port=} for the internet, else the path.
func (m *Module) address(a net.Addr) lua.LValue {
	switch a := a.(type) {
	case nil:
		return lua.LNil
	case *net.TCPAddr:
		return m.hostPort(a.IP.String(), a.Port)
	case *net.UDPAddr:
		return m.hostPort(a.IP.String(), a.Port)
	default:
		return lua.LString(a.String())
	}
}

func (m *Module) hostPort(host string, port int) *lua.LTable {
	t := m.rt.State().CreateTable(2, 2)
	t.RawSetInt(1, lua.LString(host))
	t.RawSetInt(2, lua.LNumber(port))
	t.RawSetString("host", lua.LString(host))
	t.RawSetString("port", lua.LNumber(port))
	return t
}

// port is a port as a number or the name of a service.
func (c call) port(n int) string {
	switch v := c.Arg(n).(type) {
	case lua.LNumber:
		if v < 0 || v > 65535 || v != lua.LNumber(int(v)) {
			c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: port must be 0-65535, got %v", c.Name, n, float64(v)))
		}
		return strconv.Itoa(int(v))
	case lua.LString:
		return string(v)
	}
	c.Fail(n, "port expected, got %s", c.TypeName(n))
	return ""
}

// hosts is argument n as the hosts to listen on: a name, a list of them, or nil for all.
func (c call) hosts(n int) []string {
	switch v := c.Arg(n).(type) {
	case *lua.LNilType:
		return []string{""}
	case lua.LString:
		return []string{c.NoNul(string(v))}
	case *lua.LTable:
		var list []string
		for i := 1; i <= ltable.Len(v); i++ {
			s, ok := ltable.GetInt(v, i).(lua.LString)
			if !ok {
				c.Fail(n, "item %d: string expected, got %s", i, native.TypeName(ltable.GetInt(v, i)))
			}
			list = append(list, c.NoNul(string(s)))
		}
		if len(list) > 0 {
			return list
		}
	}
	c.Fail(n, "host, list of hosts or nil expected, got %s", c.TypeName(n))
	return nil
}
