package asyncio

// This file connects the module with package netio: hubs, addresses, errors.

import (
	"net"
	"strconv"
	"time"

	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// patience is how long, in real time, virtual time waits for what may never come.
const patience = 50 * time.Millisecond

// hub is the input and output of a loop, made when it is first used.
func (m *Module) hub(l *loop.Loop) *netio.Hub {
	own := m.own(l)
	if own.hub == nil {
		o := netio.Options{Bytes: func(b []byte) any { return lua.LString(b) }, Take: m.rt.Take}
		if _, virtual := m.options.Clock.(*loop.VirtualClock); virtual {
			o.Patience = patience
		}
		own.hub = netio.NewHub(l, o)
	}
	return own.hub
}

// A grant is something of the machine that a host lets scripts use.
type grant string

// The grants, in the words of messages.
const (
	network   grant = "the network"
	processes grant = "processes"
	files     grant = "files"
)

// need refuses a call that the host has not granted what it needs.
func (c call) need(g grant) {
	o := &c.m.options
	if g == network && !o.Network || g == processes && !o.Processes || g == files && !o.Files {
		c.raise(&loop.Error{Class: netio.PermissionError, Msg: c.name + ": this host does not let scripts use " + string(g)})
	}
}

// mapped is a coroutine that makes Lua values of what another returns.
type mapped struct {
	loop.Coroutine
	result func(v any) any
}

// Resume implements loop.Coroutine.
func (x *mapped) Resume(exc error) (loop.Signal, any) {
	sig, v := x.Coroutine.Resume(exc)
	if sig == loop.Returned {
		v = x.result(v)
	}
	return sig, v
}

// Close implements loop.Closer.
func (x *mapped) Close() {
	if c, ok := x.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}

// direct pushes a coroutine object around a coroutine that has not begun.
func (c call) direct(co loop.Coroutine) int {
	if args := c.kept(); args != nil {
		co = &keeper{co, args}
	}
	c.L.Push(&c.m.rt.NewNative(c.name, co).LUserData)
	return 1
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
	switch v := c.get(n).(type) {
	case lua.LNumber:
		if v < 0 || v > 65535 || v != lua.LNumber(int(v)) {
			c.raise(loop.Errorf(loop.ValueError, "%s: argument %d: port must be 0-65535, got %v", c.name, n, float64(v)))
		}
		return strconv.Itoa(int(v))
	case lua.LString:
		return string(v)
	}
	c.fail(n, "port expected, got %s", c.typeName(n))
	return ""
}

// hosts is argument n as the hosts to listen on: a name, a list of them, or nil for all.
func (c call) hosts(n int) []string {
	switch v := c.get(n).(type) {
	case *lua.LNilType:
		return []string{""}
	case lua.LString:
		return []string{string(v)}
	case *lua.LTable:
		var list []string
		for i := 1; i <= v.Len(); i++ {
			s, ok := v.RawGetInt(i).(lua.LString)
			if !ok {
				c.fail(n, "item %d: string expected, got %s", i, c.m.typeName(v.RawGetInt(i)))
			}
			list = append(list, string(s))
		}
		if len(list) > 0 {
			return list
		}
	}
	c.fail(n, "host, list of hosts or nil expected, got %s", c.typeName(n))
	return nil
}

// size is an option that is a positive number of bytes; 0 when it is absent.
func (o options) size(key string) int {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return 0
	case lua.LNumber:
		if v <= 0 || v != lua.LNumber(int(v)) {
			o.raise(loop.Errorf(loop.ValueError, "%s: option %s: positive whole number expected, got %v", o.call.name, key, float64(v)))
		}
		return int(v)
	default:
		o.failOption(key, "number or nil expected, got %s", o.m.typeName(v))
		return 0
	}
}

// str is an option that is a string; def when it is absent.
func (o options) str(key, def string) string {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LString:
		return string(v)
	default:
		o.failOption(key, "string or nil expected, got %s", o.m.typeName(v))
		return ""
	}
}

// flag is an option that is a boolean; def when it is absent.
func (o options) flag(key string, def bool) bool {
	v := o.get(key)
	if v == lua.LNil {
		return def
	}
	return lua.LVAsBool(v)
}

// duration is an option in seconds as Go has it; 0 when it is absent.
func (o options) duration(key string) time.Duration {
	if s := o.timeout(key); s.Given() {
		return time.Duration(s.Seconds() * float64(time.Second))
	}
	return 0
}
