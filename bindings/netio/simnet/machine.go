package simnet

// This file is Machine: what a network is to one of its machines, its ports and names.

import (
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A Machine is one machine of a network. It is the [netio.Network] of the hubs of its loops.
type Machine struct {
	net   *Net
	name  string
	ip    net.IP
	life  int // counts its crashes: what belongs to an earlier one is dead
	down  bool
	next  int // the port given last
	ports map[port]any
	paths map[string]*listener // unix sockets

	// Disk is between what and what something that its disk does takes, in seconds. It does one after the other.
	Disk [2]float64
	rest float64 // when the disk has done what it was asked for
}

var _ netio.Network = (*Machine)(nil)

// A port is one of a protocol: "tcp" or "udp".
type port struct {
	protocol string
	number   int
}

// The ports that are given to who asks for none.
const (
	firstPort = 49152
	lastPort  = 65535
)

// String is its name.
func (m *Machine) String() string { return m.name }

// Down tells whether it has crashed and was not started again.
func (m *Machine) Down() bool { return m.down }

// Crash has the machine be gone at once: nobody is told. How, which may be "", goes on the sentence that it crashes.
func (m *Machine) Crash(how string) {
	m.down = true
	m.life++
	m.rest = 0
	clear(m.ports)
	clear(m.paths)
	m.net.Tell("%s crashes%s", m, how)
}

// Start has a machine that crashed be there again: it knows nothing of its connections.
func (m *Machine) Start() {
	m.down = false
	m.net.Tell("%s starts again", m)
}

// post leaves fn with a loop of the machine, unless that has crashed meanwhile.
func (m *Machine) post(l *loop.Loop, life int, fn func()) {
	if m.life == life {
		_ = l.CallSoonThreadsafeFunc(fn) // a closed loop has nobody to be told
	}
}

// freePort takes a port that nobody has.
func (m *Machine) freePort(protocol string) (int, error) {
	for range lastPort - firstPort + 1 {
		if m.next++; m.next < firstPort || m.next > lastPort {
			m.next = firstPort
		}
		if m.ports[port{protocol, m.next}] == nil {
			return m.next, nil
		}
	}
	return 0, syscall.EADDRINUSE
}

// resolve is the address of a host as this machine knows it.
func (m *Machine) resolve(host string) (net.IP, error) {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" {
		return net.IPv4(127, 0, 0, 1).To4(), nil
	}
	if other := m.net.byName[name]; other != nil {
		return other.ip, nil
	}
	if other := m.net.byName[host]; other != nil {
		return other.ip, nil
	}
	if ip := net.ParseIP(host); ip != nil {
		if ip.Equal(net.IPv6loopback) {
			return net.IPv4(127, 0, 0, 1).To4(), nil
		}
		if four := ip.To4(); four != nil {
			return four, nil
		}
		return nil, &net.DNSError{Err: "no address of that family", Name: host, IsNotFound: true}
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// machine is the one that an address is of, seen from this one.
func (m *Machine) machine(ip net.IP) *Machine {
	if ip.IsLoopback() || ip.IsUnspecified() {
		return m
	}
	for _, other := range m.net.machines {
		if other.ip.Equal(ip) {
			return other
		}
	}
	return nil
}

// split reads "host:port".
func (m *Machine) split(protocol, address string) (ip net.IP, number int, err error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, 0, err
	}
	if number, err = strconv.Atoi(service); err != nil {
		if number, err = net.LookupPort(protocol, service); err != nil {
			return nil, 0, err
		}
	}
	if host == "" {
		return net.IPv4zero.To4(), number, nil
	}
	ip, err = m.resolve(host)
	return ip, number, err
}

// own tells whether a machine may bind to an address.
func (m *Machine) own(ip net.IP) bool { return m.machine(ip) == m }

// LookUp implements netio.Network.
func (m *Machine) LookUp(l *loop.Loop, host string, done func([]net.IP, error)) func() {
	cancelled, life := false, m.life
	ip, err := m.resolve(host)
	m.net.at(m.net.now()+m.net.latency(m, nil), func() {
		m.post(l, life, func() {
			switch {
			case cancelled:
			case err != nil:
				done(nil, err)
			default:
				done([]net.IP{ip}, nil)
			}
		})
	})
	return func() { cancelled = true }
}

// Work implements netio.Network.
func (m *Machine) Work(fn func()) {
	if m.Disk[1] == 0 {
		fn()
		return
	}
	life := m.life
	m.rest = max(m.rest, m.net.now()) + m.net.Between(m.Disk[0], m.Disk[1])
	m.net.at(m.rest, func() {
		if m.life == life {
			fn()
		}
	})
}

// NameOf implements netio.Network.
func (m *Machine) NameOf(ip net.IP) string {
	if ip == nil {
		return ""
	}
	if other := m.machine(ip); other != nil {
		if ip.IsLoopback() {
			return "localhost"
		}
		return other.name
	}
	return ""
}

// failed is an error as package net would have it.
func failed(op, network string, addr net.Addr, call string, errno syscall.Errno) error {
	return &net.OpError{Op: op, Net: network, Addr: addr, Err: os.NewSyscallError(call, errno)}
}
