package simnet

// This file opens connections.

import (
	"net"
	"strings"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// Opening is tried for so many times, after a second at first and then after twice as long each time, as Linux does.
const (
	tries    = 7
	firstTry = 1.0
)

// Dial implements netio.Network.
func (m *Machine) Dial(l *loop.Loop, network, address string, local net.Addr, done func(netio.Link, error)) func() {
	e := &end{m: m, life: m.life, loop: l}
	e.opened = func(err error) {
		if err != nil {
			done(nil, err)
			return
		}
		done(e, nil)
	}
	target, err := m.target(e, network, address, local)
	if err != nil {
		m.post(l, m.life, func() { e.open(err) })
	} else {
		e.connect(target, network, 0)
	}
	return func() {
		e.opened = nil
		e.forget()
		e.closed = true
	}
}

// target finds where an end is to be connected to, and gives it its addresses.
func (m *Machine) target(e *end, network, address string, local net.Addr) (*Machine, error) {
	if network == "unix" {
		e.remote = &net.UnixAddr{Name: address, Net: "unix"}
		e.local = &net.UnixAddr{Net: "unix"}
		if m.paths[address] == nil {
			return nil, failed("dial", network, e.remote, "connect", syscall.ENOENT)
		}
		return m, nil
	}
	ip, number, err := m.split("tcp", address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	remote := &net.TCPAddr{IP: ip, Port: number}
	e.remote = remote
	to := m.machine(ip)
	switch {
	case strings.HasSuffix(network, "6"):
		return nil, failed("dial", network, remote, "socket", syscall.EAFNOSUPPORT)
	case to == nil:
		return nil, failed("dial", network, remote, "connect", syscall.ENETUNREACH)
	}
	if ip.IsUnspecified() {
		remote.IP = net.IPv4(127, 0, 0, 1).To4()
	}
	from := &net.TCPAddr{IP: m.ip}
	if remote.IP.IsLoopback() {
		from.IP = remote.IP
	}
	if t, ok := local.(*net.TCPAddr); ok {
		if !m.own(t.IP) {
			return nil, failed("dial", network, remote, "bind", syscall.EADDRNOTAVAIL)
		}
		from.Port = t.Port
	}
	if from.Port == 0 {
		if from.Port, err = m.freePort("tcp"); err != nil {
			return nil, failed("dial", network, remote, "connect", syscall.EADDRNOTAVAIL)
		}
	} else if m.ports[port{"tcp", from.Port}] != nil {
		return nil, failed("dial", network, remote, "bind", syscall.EADDRINUSE)
	}
	m.ports[port{"tcp", from.Port}] = e
	e.local = from
	return to, nil
}

// connect asks for the connection, for the n-th time.
func (e *end) connect(to *Machine, network string, n int) {
	net := e.m.net
	again := func() {
		if n+1 == tries {
			e.tellOpen(failed("dial", network, e.remote, "connect", syscall.ETIMEDOUT))
			return
		}
		e.connect(to, network, n+1)
	}
	lost := func() {
		net.Tell("%s → %s: opening a connection is lost", e.m, to)
		net.at(net.now()+firstTry*float64(int(1)<<n), func() {
			if e.alive() && !e.closed {
				again()
			}
		})
	}
	if net.lost(e.m, to) {
		lost()
		return
	}
	net.at(net.now()+net.latency(e.m, to), func() {
		switch {
		case !e.alive() || e.closed:
			return
		case net.noWay(e.m, to):
			lost()
			return
		}
		x := to.listening(e.remote)
		other := &end{m: to, life: to.life, local: e.remote, remote: e.local, peer: e}
		if x != nil {
			other.loop = x.l
		}
		if x == nil || !x.offer(other) {
			net.Tell("%s → %s: nobody listens at %s", e.m, to, e.remote)
			net.at(net.now()+net.latency(to, e.m), func() {
				if net.noWay(to, e.m) {
					lost() // the answer is
					return
				}
				e.tellOpen(failed("dial", network, e.remote, "connect", syscall.ECONNREFUSED))
			})
			return
		}
		e.peer = other
		other.send(piece{kind: opening})
	})
	if n == 0 {
		net.seen(e.m, to, func() string { return "asked " + to.name + " for a connection" })
	}
}

// tellOpen tells who dials how it ended.
func (e *end) tellOpen(err error) { e.m.post(e.loop, e.life, func() { e.open(err) }) }

func (e *end) open(err error) {
	if e.opened != nil {
		opened := e.opened
		e.opened = nil
		if err != nil {
			e.forget()
			e.closed = true
		}
		opened(err)
	}
}
