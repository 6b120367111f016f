package asyncio

// This file is loop:getaddrinfo and loop:getnameinfo.

import (
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openResolving() {
	m.define([]function{
		{"getaddrinfo", call.getAddrInfo}, // getaddrinfo(host, port, {family=, type=})
		{"getnameinfo", call.getNameInfo}, // getnameinfo({host, port}, {numeric_host=, numeric_service=})
	})
}

// loopGetAddrInfo is getaddrinfo as the loop's method.
func loopGetAddrInfo(c call, _ *loop.Loop) int {
	return c.getAddrInfo()
}

// loopGetNameInfo is getnameinfo as the loop's method.
func loopGetNameInfo(c call, _ *loop.Loop) int {
	return c.getNameInfo()
}

// getAddrInfo pushes the coroutine of getaddrinfo(host, port, {family=, type=}): a list of tables with family, type, proto,
// canonname and sockaddr, which is {host, port}.
func (c call) getAddrInfo() int {
	m := c.m
	c.need(Network)
	host, service := "", ""
	if c.Has(1) {
		host = c.Path(1)
	}
	if c.Has(2) {
		service = c.port(2)
	}
	c.allowName(host)
	o := c.options(3, "family", "type")
	family := o.family("ip")
	kinds := []string{"stream", "dgram"}
	if kind := o.Str("type", ""); kind != "" {
		if kind != "stream" && kind != "dgram" {
			o.FailOption("type", `"stream" or "dgram" expected, got '%s'`, kind)
		}
		kinds = []string{kind}
	}
	protocol, number := map[string]string{"stream": "tcp", "dgram": "udp"}, map[string]int{"stream": 6, "dgram": 17}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Map(m.Hub(l).Resolve(family, protocol[kinds[0]], host, service), func(v any) any {
			list := m.rt.State().NewTable()
			for _, r := range v.([]netio.Resolved) {
				name := "inet6"
				if r.IP.To4() != nil {
					name = "inet"
				}
				text := r.IP.String()
				if r.Zone != "" {
					text += "%" + r.Zone
				}
				for _, kind := range kinds {
					t := m.rt.State().NewTable()
					t.RawSetString("family", lua.LString(name))
					t.RawSetString("type", lua.LString(kind))
					t.RawSetString("proto", lua.LNumber(number[kind]))
					t.RawSetString("canonname", lua.LString(""))
					t.RawSetString("sockaddr", m.hostPort(text, r.Port))
					list.Append(t)
				}
			}
			return list
		}), nil
	})
}

// getNameInfo pushes the coroutine of getnameinfo({host, port}, {numeric_host=, numeric_service=, dgram=}): host and
// service.
func (c call) getNameInfo() int {
	m := c.m
	c.need(Network)
	host, port, ok := addressOf(c.Arg(1))
	if !ok {
		c.Fail(1, "{host, port} expected, got %s", c.TypeName(1))
	}
	o := c.options(2, "numeric_host", "numeric_service", "dgram")
	numericHost, numericService, protocol := o.Bool("numeric_host"), o.Bool("numeric_service"), "tcp"
	if o.Bool("dgram") {
		protocol = "udp"
	}
	if !numericHost {
		c.allowName(host)
	}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Map(m.Hub(l).NameOf(host, port, numericHost, numericService, protocol), func(v any) any {
			names := v.([2]string)
			return vm.Values{lua.LString(names[0]), lua.LString(names[1])}
		}), nil
	})
}
