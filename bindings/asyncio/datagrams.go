package asyncio

// This file is the Lua face of datagrams.

import (
	"net"
	"strconv"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

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
	m.classes.endpoint = native.Class{RT: m.rt, Name: "DatagramEndpoint", Methods: func() []native.Entry {
		return methods(m, "DatagramEndpoint", []method[*luaEndpoint]{
			{"sendto", endpointSend},          // e:sendto(data [, {host, port}])
			{"recvfrom", endpointReceive},     // e:recvfrom(): coroutine: data, {host, port}; nothing when it is closed
			{"datagrams", endpointDatagrams},  // for data, addr in e:datagrams() do: awaits each
			{"close", endpointClose},          // e:close()
			{"is_closing", endpointIsClosing}, // e:is_closing()
			{"get_extra_info", endpointExtra}, // e:get_extra_info(name [, default])
		})
	}}
	m.define([]function{
		{"open_datagram_endpoint", openDatagram}, // open_datagram_endpoint({local_addr=, remote_addr=, family=, reuse_port=})
	})
}

var datagramOptions = []string{"local_addr", "remote_addr", "family", "reuse_port"}

// datagram are the options of an endpoint, and what holds it to what the host allows.
func (o keywords) datagram() (netio.DatagramOptions, *datagramGuard) {
	do := netio.DatagramOptions{
		Network: o.family("udp"), Local: o.hostPort("local_addr"), Remote: o.hostPort("remote_addr"), ReusePort: o.systemBool("reuse_port"),
	}
	g := o.guard(do)
	if host, _, err := net.SplitHostPort(do.Remote); err == nil {
		do.Reach = o.m.reach("udp", host)
	}
	if g != nil && do.Remote == "" {
		do.Accept = g.accept
	}
	return do, g
}

// hostPort is an option that is an address, {host, port}, as Go has it; "" when it is absent.
func (o keywords) hostPort(key string) string {
	if o.Get(key) == lua.LNil {
		return ""
	}
	host, port, ok := addressOf(o.Get(key))
	if !ok {
		o.FailOption(key, "{host, port} expected, got %s", native.TypeName(o.Get(key)))
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// addressOf reads {host, port} or {host=, port=}.
func addressOf(v lua.LValue) (host string, port int, ok bool) {
	t, _ := v.(*lua.LTable)
	if t == nil {
		return "", 0, false
	}
	h, p := ltable.GetInt(t, 1), ltable.GetInt(t, 2)
	if h == lua.LNil && p == lua.LNil {
		h, p = t.RawGetString("host"), t.RawGetString("port")
	}
	name, isName := h.(lua.LString)
	number, isNumber := p.(lua.LNumber)
	return string(name), int(number), isName && isNumber && number >= 0 && number <= 65535
}

func openDatagram(c call) int {
	c.need(Network)
	do, g := c.options(1, datagramOptions...).datagram()
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Map(c.m.Hub(l).OpenDatagram(do), func(v any) any { return &c.m.newEndpoint(v.(*netio.Endpoint), g).ud }), nil
	})
}

// MemorySize implements vm.Sizer.
func (e *luaEndpoint) MemorySize(visit func(any)) int {
	visit(e.Endpoint)
	size := 128
	if e.guard != nil {
		size += 128 * len(e.guard.heard)
	}
	return size
}

func (m *Module) newEndpoint(e *netio.Endpoint, g *datagramGuard) *luaEndpoint {
	x := &luaEndpoint{Endpoint: e, m: m, guard: g}
	m.classes.endpoint.Init(&x.ud, x)
	return x
}

// loopCreateDatagram is loop:create_datagram_endpoint(factory, {...}): a coroutine that returns a transport and the
// protocol the factory made, a table whose functions connection_made(self, transport), datagram_received(self, data,
// addr), error_received(self, e) and connection_lost(self) are called where they are there.
func loopCreateDatagram(c call, l *loop.Loop) int {
	c.need(Network)
	factory := c.Function(1)
	do, g := c.options(2, datagramOptions...).datagram()
	ctx := c.m.context().Copy()
	return c.Coroutine(native.Map(c.m.Hub(l).OpenDatagram(do), func(v any) any {
		e := c.m.newEndpoint(v.(*netio.Endpoint), g)
		var p lua.LValue = lua.LNil
		tell := func(name string, args ...lua.LValue) {
			c.m.inContext(l, ctx, func() { c.m.protocol(l, p, name, args...) })
		}
		c.m.inContext(l, ctx, func() {
			vals, err := c.m.rt.Call(factory)
			if err != nil || len(vals) == 0 {
				c.m.protocolFailed(l, "factory", err)
				return
			}
			p = vals[0]
		})
		e.Observe(
			func(b []byte, from net.Addr) { tell("datagram_received", lua.LString(b), c.m.address(from)) },
			func(err error) { tell("error_received", c.m.rt.ErrorValue(err)) },
			func() { tell("connection_lost", lua.LNil) },
		)
		tell("connection_made", &e.ud)
		return vm.Values{&e.ud, p}
	}))
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

// endpointSend is e:sendto(data [, addr]). The address is a number, because names would have to be waited for.
func endpointSend(c call, e *luaEndpoint) int {
	data := c.Bytes(1)
	var to net.Addr
	if c.Has(2) {
		host, port, ok := addressOf(c.Arg(2))
		ip := net.ParseIP(host)
		if !ok || ip == nil {
			c.Fail(2, "{address, port} with the address in numbers expected, got %s", c.TypeName(2))
		}
		to = &net.UDPAddr{IP: ip, Port: port}
		if _, remote := e.Addrs(); remote == nil && e.guard != nil {
			if err := e.guard.refuses(to); err != nil {
				c.Raise(&loop.Error{Class: netio.PermissionError, Msg: "sendto: " + err.Error()})
			}
		}
	} else if _, remote := e.Addrs(); remote == nil {
		c.Fail(2, "{address, port} expected: the endpoint has no remote_addr")
	}
	if err := e.Send([]byte(data), to); err != nil {
		c.Raise(err)
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

func endpointReceive(c call, e *luaEndpoint) int {
	return c.Coroutine(native.Map(e.Receive(), e.values))
}

func endpointDatagrams(c call, e *luaEndpoint) int {
	return c.Push(c.L.NewFunction(func(L *lua.LState) int {
		c.m.call(L, "datagrams").NeedTask()
		return c.m.rt.Perform(L, vm.Await(native.Map(e.Receive(), e.values), nil))
	}))
}

func endpointClose(_ call, e *luaEndpoint) int {
	e.Close()
	return 0
}

func endpointIsClosing(c call, e *luaEndpoint) int {
	return c.Push(lua.LBool(e.IsClosing()))
}

func endpointExtra(c call, e *luaEndpoint) int {
	local, remote := e.Addrs()
	var v lua.LValue = lua.LNil
	switch c.Str(1) {
	case "sockname":
		v = c.m.address(local)
	case "peername":
		v = c.m.address(remote)
	}
	if v == lua.LNil {
		v = c.Arg(2)
	}
	return c.Push(v)
}

// enter and exit implement manager: an endpoint is closed after the body.
func (e *luaEndpoint) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&e.ud}, nil)
}

func (e *luaEndpoint) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	e.Close()
	return native.Outcome(vals, err)
}
