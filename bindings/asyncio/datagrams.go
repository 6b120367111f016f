package asyncio

// This file is the Lua face of datagrams.

import (
	"net"
	"strconv"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// luaEndpoint is what a DatagramEndpoint holds.
type luaEndpoint struct {
	*netio.Endpoint
	m     *Module
	ud    lua.LUserData
	guard *datagramGuard // nil: it may reach everything
}

func (m *Module) openDatagrams() {
	m.endpointMeta.make = func() *lua.LTable {
		return m.class("DatagramEndpoint", []native{
			{"sendto", m.endpointSend},          // e:sendto(data [, {host, port}])
			{"recvfrom", m.endpointReceive},     // e:recvfrom(): coroutine: data, {host, port}; nothing when it is closed
			{"datagrams", m.endpointDatagrams},  // for data, addr in e:datagrams() do: awaits each
			{"close", m.endpointClose},          // e:close()
			{"is_closing", m.endpointIsClosing}, // e:is_closing()
			{"get_extra_info", m.endpointExtra}, // e:get_extra_info(name [, default])
		})
	}
	m.define([]native{
		{"open_datagram_endpoint", m.openDatagram}, // open_datagram_endpoint({local_addr=, remote_addr=, family=, reuse_port=})
	})
}

var datagramOptions = []string{"local_addr", "remote_addr", "family", "reuse_port"}

// datagram are the options of an endpoint, and what holds it to what the host allows.
func (o options) datagram() (netio.DatagramOptions, *datagramGuard) {
	do := netio.DatagramOptions{
		Network: o.family("udp"), Local: o.hostPort("local_addr"), Remote: o.hostPort("remote_addr"), ReusePort: o.systemBool("reuse_port"),
	}
	g := o.guard(do)
	if g != nil && do.Remote == "" {
		do.Accept = g.accept
	}
	return do, g
}

// hostPort is an option that is an address, {host, port}, as Go has it; "" when it is absent.
func (o options) hostPort(key string) string {
	if o.get(key) == lua.LNil {
		return ""
	}
	host, port, ok := addressOf(o.get(key))
	if !ok {
		o.failOption(key, "{host, port} expected, got %s", o.m.typeName(o.get(key)))
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// addressOf reads {host, port} or {host=, port=}.
func addressOf(v lua.LValue) (host string, port int, ok bool) {
	t, _ := v.(*lua.LTable)
	if t == nil {
		return "", 0, false
	}
	h, p := t.RawGetInt(1), t.RawGetInt(2)
	if h == lua.LNil && p == lua.LNil {
		h, p = t.RawGetString("host"), t.RawGetString("port")
	}
	name, isName := h.(lua.LString)
	number, isNumber := p.(lua.LNumber)
	return string(name), int(number), isName && isNumber && number >= 0 && number <= 65535
}

func (m *Module) openDatagram(L *lua.LState) int {
	c := m.call(L, "open_datagram_endpoint")
	c.need(network)
	do, g := c.options(1, datagramOptions...).datagram()
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		return &mapped{m.hub(l).OpenDatagram(do), func(v any) any { return &m.newEndpoint(v.(*netio.Endpoint), g).ud }}, nil
	})
}

func (m *Module) newEndpoint(e *netio.Endpoint, g *datagramGuard) *luaEndpoint {
	x := &luaEndpoint{Endpoint: e, m: m, guard: g}
	x.ud.Value, x.ud.Metatable = x, m.endpointMeta.get()
	return x
}

// loopCreateDatagram is loop:create_datagram_endpoint(factory, {...}): a coroutine that returns a transport and the
// protocol the factory made, a table whose functions connection_made(self, transport), datagram_received(self, data,
// addr), error_received(self, e) and connection_lost(self) are called where they are there.
func (m *Module) loopCreateDatagram(L *lua.LState) int {
	c, l := m.open(L, "create_datagram_endpoint")
	c.need(network)
	factory := c.function(1)
	do, g := c.options(2, datagramOptions...).datagram()
	return c.direct(&mapped{m.hub(l).OpenDatagram(do), func(v any) any {
		e := m.newEndpoint(v.(*netio.Endpoint), g)
		vals, err := m.rt.Call(factory)
		if err != nil || len(vals) == 0 {
			m.protocolFailed(l, "factory", err)
			vals = []lua.LValue{lua.LNil}
		}
		p := vals[0]
		e.Received = func(b []byte, from net.Addr) { m.protocol(l, p, "datagram_received", lua.LString(b), m.address(from)) }
		e.Failed = func(err error) { m.protocol(l, p, "error_received", m.rt.ErrorValue(err)) }
		e.Lost = func() { m.protocol(l, p, "connection_lost", lua.LNil) }
		m.protocol(l, p, "connection_made", &e.ud)
		return vm.Values{&e.ud, p}
	}})
}

// protocol calls a function of a protocol, if it has one of that name.
func (m *Module) protocol(l *loop.Loop, p lua.LValue, name string, args ...lua.LValue) {
	t, ok := p.(*lua.LTable)
	if !ok {
		return
	}
	fn, ok := m.rt.State().GetField(t, name).(*lua.LFunction)
	if !ok {
		return
	}
	if _, err := m.rt.Call(fn, append([]lua.LValue{p}, args...)...); err != nil {
		m.protocolFailed(l, name, err)
	}
}

func (m *Module) protocolFailed(l *loop.Loop, name string, err error) {
	l.CallExceptionHandler(&loop.ErrorContext{Message: "Exception in datagram protocol's " + name, Exception: err})
}

func (m *Module) endpoint(L *lua.LState, name string) (call, *luaEndpoint) {
	return self[*luaEndpoint](m, L, name, "DatagramEndpoint")
}

// endpointSend is e:sendto(data [, addr]). The address is a number, because names would have to be waited for.
func (m *Module) endpointSend(L *lua.LState) int {
	c, e := m.endpoint(L, "sendto")
	data := c.data(1)
	var to net.Addr
	if c.has(2) {
		host, port, ok := addressOf(c.get(2))
		ip := net.ParseIP(host)
		if !ok || ip == nil {
			c.fail(2, "{address, port} with the address in numbers expected, got %s", c.typeName(2))
		}
		to = &net.UDPAddr{IP: ip, Port: port}
		if _, remote := e.Addrs(); remote == nil && e.guard != nil {
			if err := e.guard.refuses(to); err != nil {
				c.raise(&loop.Error{Class: netio.PermissionError, Msg: "sendto: " + err.Error()})
			}
		}
	} else if _, remote := e.Addrs(); remote == nil {
		c.fail(2, "{address, port} expected: the endpoint has no remote_addr")
	}
	if err := e.Send([]byte(data), to); err != nil {
		c.raise(err)
	}
	return 0
}

func (e *luaEndpoint) values(v any) any {
	d, _ := v.(*netio.Datagram)
	if d == nil {
		return vm.Values{lua.LNil}
	}
	return vm.Values{e.m.rt.ToLua(d.Data), e.m.address(d.From)}
}

func (m *Module) endpointReceive(L *lua.LState) int {
	c, e := m.endpoint(L, "recvfrom")
	return c.direct(&mapped{e.Receive(), e.values})
}

func (m *Module) endpointDatagrams(L *lua.LState) int {
	c, e := m.endpoint(L, "datagrams")
	return c.push(L.NewFunction(func(L *lua.LState) int {
		m.call(L, "datagrams").needTask()
		return m.rt.Perform(L, vm.Await(&mapped{e.Receive(), e.values}, nil))
	}))
}

func (m *Module) endpointClose(L *lua.LState) int {
	_, e := m.endpoint(L, "close")
	e.Close()
	return 0
}

func (m *Module) endpointIsClosing(L *lua.LState) int {
	c, e := m.endpoint(L, "is_closing")
	return c.push(lua.LBool(e.IsClosing()))
}

func (m *Module) endpointExtra(L *lua.LState) int {
	c, e := m.endpoint(L, "get_extra_info")
	local, remote := e.Addrs()
	var v lua.LValue = lua.LNil
	switch c.string(1) {
	case "sockname":
		v = m.address(local)
	case "peername":
		v = m.address(remote)
	}
	if v == lua.LNil {
		v = c.get(2)
	}
	return c.push(v)
}

// enter and exit implement manager: an endpoint is closed after the body.
func (e *luaEndpoint) enter(_ call, next vm.Next) vm.Step {
	return next([]lua.LValue{&e.ud}, nil)
}

func (e *luaEndpoint) exit(_ call, vals []lua.LValue, err error) vm.Step {
	e.Close()
	return outcome(vals, err)
}
