package simnet

// This file listens.

import (
	"net"
	"strings"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A listener waits for connections to a port or a path. It is a [netio.LinkListener].
type listener struct {
	m      *Machine
	life   int
	l      *loop.Loop
	addr   net.Addr
	forget func()
	accept func(netio.Link)
	early  []*end // that nobody has accepted yet
	closed bool
}

// backlog is how many connections wait to be accepted.
const backlog = 1024

// Listen implements netio.Network.
func (m *Machine) Listen(l *loop.Loop, network, address string) (netio.LinkListener, error) {
	x := &listener{m: m, life: m.life, l: l}
	if network == "unix" {
		x.addr = &net.UnixAddr{Name: address, Net: "unix"}
		if m.paths[address] != nil {
			return nil, failed("listen", network, x.addr, "bind", syscall.EADDRINUSE)
		}
		m.paths[address] = x
		x.forget = func() { delete(m.paths, address) }
		return x, nil
	}
	ip, number, err := m.bind("tcp", network, address, x)
	if err != nil {
		return nil, err
	}
	x.addr = &net.TCPAddr{IP: ip, Port: number}
	x.forget = func() { delete(m.ports, port{"tcp", number}) }
	return x, nil
}

// bind gives a port of the machine to x.
func (m *Machine) bind(protocol, network, address string, x any) (net.IP, int, error) {
	ip, number, err := m.split(protocol, address)
	if err != nil {
		return nil, 0, &net.OpError{Op: "listen", Net: network, Err: err}
	}
	addr := addressOf(protocol, ip, number)
	switch {
	case strings.HasSuffix(network, "6"):
		return nil, 0, failed("listen", network, addr, "socket", syscall.EAFNOSUPPORT)
	case !m.own(ip):
		return nil, 0, failed("listen", network, addr, "bind", syscall.EADDRNOTAVAIL)
	case number == 0:
		if number, err = m.freePort(protocol); err != nil {
			return nil, 0, failed("listen", network, addr, "bind", syscall.EADDRINUSE)
		}
	case m.ports[port{protocol, number}] != nil:
		return nil, 0, failed("listen", network, addr, "bind", syscall.EADDRINUSE)
	}
	m.ports[port{protocol, number}] = x
	return ip, number, nil
}

func addressOf(protocol string, ip net.IP, number int) net.Addr {
	if protocol == "udp" {
		return &net.UDPAddr{IP: ip, Port: number}
	}
	return &net.TCPAddr{IP: ip, Port: number}
}

// listening is who takes connections to an address of the machine, nil if nobody does.
func (m *Machine) listening(addr net.Addr) *listener {
	if u, ok := addr.(*net.UnixAddr); ok {
		return m.paths[u.Name]
	}
	to := addr.(*net.TCPAddr)
	x, _ := m.ports[port{"tcp", to.Port}].(*listener)
	if x != nil {
		if bound := x.addr.(*net.TCPAddr).IP; !bound.IsUnspecified() && !bound.Equal(to.IP) {
			return nil
		}
	}
	return x
}

// Addr implements netio.LinkListener.
func (x *listener) Addr() net.Addr { return x.addr }

// Accept implements netio.LinkListener.
func (x *listener) Accept(accept func(netio.Link)) {
	x.accept = accept
	for _, e := range x.early {
		x.hand(e)
	}
	x.early = nil
}

// offer takes a connection, or refuses it.
func (x *listener) offer(e *end) bool {
	if x.accept == nil {
		if len(x.early) >= backlog {
			return false
		}
		x.early = append(x.early, e)
		return true
	}
	x.hand(e)
	return true
}

// hand gives a connection to who accepts.
func (x *listener) hand(e *end) {
	x.m.post(x.l, x.life, func() {
		if x.closed {
			e.reset()
			return
		}
		x.accept(e)
	})
}

// Close implements netio.LinkListener.
func (x *listener) Close() error {
	if !x.closed {
		x.closed = true
		if x.m.life == x.life {
			x.forget()
		}
		for _, e := range x.early {
			e.reset()
		}
		x.early = nil
	}
	return nil
}
