package simnet

// This file is datagrams.

import (
	"fmt"
	"net"
	"strings"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// maxDatagram is the most that a datagram can hold, in bytes.
const maxDatagram = 65507

// An endpoint sends and gets datagrams. It is a [netio.Packets].
type endpoint struct {
	m       *Machine
	life    int
	l       *loop.Loop
	local   *net.UDPAddr
	remote  *net.UDPAddr // nil: any
	arrived func(b []byte, from net.Addr, err error)
	closed  bool
}

// OpenPackets implements netio.Network.
func (m *Machine) OpenPackets(l *loop.Loop, network, local, remote string, arrived func([]byte, net.Addr, error)) (netio.Packets, error) {
	x := &endpoint{m: m, life: m.life, l: l, arrived: arrived}
	if local == "" {
		local = ":0"
	}
	if remote != "" {
		ip, number, err := m.split("udp", remote)
		if err != nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
		x.remote = &net.UDPAddr{IP: ip, Port: number}
		if m.machine(ip) == nil || strings.HasSuffix(network, "6") {
			return nil, failed("dial", network, x.remote, "connect", syscall.ENETUNREACH)
		}
	}
	ip, number, err := m.bind("udp", network, local, x)
	if err != nil {
		return nil, err
	}
	x.local = &net.UDPAddr{IP: ip, Port: number}
	if x.remote != nil && ip.IsUnspecified() {
		x.local.IP = m.source(x.remote.IP)
	}
	return x, nil
}

// source is the address that the machine sends from.
func (m *Machine) source(to net.IP) net.IP {
	if to.IsLoopback() || to.IsUnspecified() {
		return net.IPv4(127, 0, 0, 1).To4()
	}
	return m.ip
}

// Write implements netio.Packets.
func (x *endpoint) Write(b []byte) (int, error) { return x.send(b, x.remote) }

// WriteTo implements netio.Packets.
func (x *endpoint) WriteTo(b []byte, addr net.Addr) (int, error) {
	to, ok := addr.(*net.UDPAddr)
	if !ok {
		return 0, failed("write", "udp", addr, "sendto", syscall.EINVAL)
	}
	return x.send(b, to)
}

func (x *endpoint) send(b []byte, addr *net.UDPAddr) (int, error) {
	m := x.m
	n := m.net
	to := m.machine(addr.IP)
	switch {
	case x.closed || m.life != x.life:
		return 0, net.ErrClosed
	case len(b) > maxDatagram:
		return 0, failed("write", "udp", addr, "sendto", syscall.EMSGSIZE)
	case to == nil:
		return 0, failed("write", "udp", addr, "sendto", syscall.ENETUNREACH)
	}
	from := &net.UDPAddr{IP: x.local.IP, Port: x.local.Port}
	if from.IP.IsUnspecified() {
		from.IP = m.source(addr.IP)
	}
	defer n.seen(m, to, func() string { return "sent a datagram of " + count(len(b)) + " to " + to.name })
	lost := func() { n.Tell("%s → %s: a datagram of %s is lost", m, to, count(len(b))) }
	leaves := n.leaves(m, to, len(b))
	if n.lost(m, to) {
		lost()
		return len(b), nil
	}
	kept := append([]byte(nil), b...)
	n.at(leaves+n.latency(m, to), func() {
		if n.noWay(m, to) {
			lost()
			return
		}
		y, _ := to.ports[port{"udp", addr.Port}].(*endpoint)
		if y == nil || !y.takes(addr.IP, from) {
			x.unreachable(to)
			return
		}
		y.m.post(y.l, y.life, func() {
			if !y.closed {
				y.arrived(kept, from, nil)
			}
		})
	})
	return len(b), nil
}

// takes tells whether a datagram to one of the machine's addresses is for the endpoint.
func (x *endpoint) takes(to net.IP, from *net.UDPAddr) bool {
	if bound := x.local.IP; !bound.IsUnspecified() && !bound.Equal(to) {
		return false
	}
	return x.remote == nil || x.remote.Port == from.Port && x.remote.IP.Equal(from.IP)
}

// unreachable tells an endpoint with a peer that nobody is there, as the other machine would.
func (x *endpoint) unreachable(to *Machine) {
	n := x.m.net
	if x.remote == nil {
		return
	}
	n.at(n.now()+n.latency(to, x.m), func() {
		if n.noWay(to, x.m) {
			return
		}
		x.m.post(x.l, x.life, func() {
			if !x.closed {
				x.arrived(nil, nil, failed("read", "udp", x.remote, "recvfrom", syscall.ECONNREFUSED))
			}
		})
	})
}

// LocalAddr implements netio.Packets.
func (x *endpoint) LocalAddr() net.Addr { return x.local }

// RemoteAddr implements netio.Packets.
func (x *endpoint) RemoteAddr() net.Addr {
	if x.remote == nil {
		return nil
	}
	return x.remote
}

// Close implements netio.Packets.
func (x *endpoint) Close() error {
	if !x.closed {
		x.closed = true
		if x.m.life == x.life {
			delete(x.m.ports, port{"udp", x.local.Port})
		}
	}
	return nil
}

// count is a number of bytes in words.
func count(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
