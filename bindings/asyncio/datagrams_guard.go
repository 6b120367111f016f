package asyncio

// This file holds datagrams to the addresses that a host lets scripts reach.

import (
	"net"
	"strconv"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// maxHeard is how many senders an endpoint that listens remembers, to let them be answered.
const maxHeard = 4096

// A datagramGuard asks the host for each address that an endpoint exchanges datagrams with. An endpoint that may listen
// receives from anywhere and may answer; any other is a client, for which the host sees sending and receiving as
// connecting. It belongs to the runtime's goroutine.
type datagramGuard struct {
	m       *Module
	listens bool
	heard   map[string]struct{} // addresses that have sent something
	order   []string            // the same, the oldest first
}

// guard refuses the addresses of a new endpoint that the host does not allow, and makes what looks after the datagrams;
// nil where the host allows all.
func (o keywords) guard(do netio.DatagramOptions) *datagramGuard {
	m := o.m
	if !m.Confined() {
		return nil
	}
	g := &datagramGuard{m: m}
	local := do.Local
	if local == "" {
		local = ":0"
	}
	switch err := m.allowed(true, "udp", local); {
	case err == nil:
		g.listens = do.Remote == ""
	case !anyPort(local):
		o.Raise(&loop.Error{Class: netio.PermissionError, Msg: o.Name + ": " + err.Error()})
	}
	if do.Remote != "" {
		m.Allow(o.Call, false, "udp", do.Remote)
	}
	return g
}

// anyPort tells whether an address is one that a client may send from: a port of the system's choice, and nothing to be
// looked up.
func anyPort(address string) bool {
	host, port, err := net.SplitHostPort(address)
	return err == nil && port == "0" && (host == "" || net.ParseIP(host) != nil)
}

// accept tells whether the endpoint, which has no remote address, takes a datagram.
func (g *datagramGuard) accept(from net.Addr) bool {
	address := datagramAddress(from)
	if !g.listens {
		return g.m.allowed(false, "udp", address) == nil
	}
	if _, ok := g.heard[address]; ok {
		return true
	}
	if g.heard == nil {
		g.heard = map[string]struct{}{}
	}
	if len(g.order) >= maxHeard {
		delete(g.heard, g.order[0])
		g.order = g.order[1:]
	}
	g.heard[address] = struct{}{}
	g.order = append(g.order, address)
	return true
}

// refuses is why a datagram may not be sent to an address, nil if it may.
func (g *datagramGuard) refuses(to net.Addr) error {
	address := datagramAddress(to)
	if _, ok := g.heard[address]; ok {
		return nil
	}
	return g.m.allowed(false, "udp", address)
}

// datagramAddress writes an address in one way only, in numbers.
func datagramAddress(a net.Addr) string {
	if u, ok := a.(*net.UDPAddr); ok {
		return net.JoinHostPort(u.IP.String(), strconv.Itoa(u.Port))
	}
	return a.String()
}
