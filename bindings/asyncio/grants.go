package asyncio

// This file refuses what the host has not granted.

import (
	"net"
	"strings"

	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A Grant is something of the machine that a host lets scripts use.
type Grant string

// The grants, in the words of messages.
const (
	Network   Grant = "the network"
	Processes Grant = "processes"
	Programs  Grant = "programs" // of which there may be a list
	Files     Grant = "files"
)

// Granted tells whether the host lets scripts use g.
func (m *Module) Granted(g Grant) bool {
	switch g {
	case Network:
		return m.options.Network || m.network != nil
	case Processes:
		return m.options.Processes && m.network == nil
	case Programs:
		return m.network == nil && (m.options.Processes || len(m.options.Programs) > 0)
	}
	return m.options.Files != nil
}

// Disk is the files that the host lets scripts use; nil: none.
func (m *Module) Disk() disk.Disk { return m.options.Files }

// Need raises a PermissionError in a call that the host has not granted what it needs.
func (m *Module) Need(c native.Call, g Grant) {
	if m.network != nil && (g == Processes || g == Programs) {
		m.NeedReal(c, string(Processes))
	}
	if !m.Granted(g) {
		c.Raise(&loop.Error{Class: netio.PermissionError, Msg: c.Name + ": this host does not let scripts use " + string(g)})
	}
}

// NeedReal raises a PermissionError in a call on a simulated machine, which has nothing of what is named.
func (m *Module) NeedReal(c native.Call, what string) {
	if m.network != nil {
		c.Raise(loop.Errorf(netio.PermissionError, "%s: a simulated machine has no %s", c.Name, what))
	}
}

func (c call) need(g Grant) { c.m.Need(c.Call, g) }

// Allow raises a PermissionError in a call that wants an address which the host does not let scripts use. The arguments
// are those of [Options.Allow].
func (m *Module) Allow(c native.Call, listen bool, network, address string) {
	if err := m.allowed(listen, network, address); err != nil {
		c.Raise(&loop.Error{Class: netio.PermissionError, Msg: c.Name + ": " + err.Error()})
	}
}

func (c call) allow(listen bool, network, address string) {
	c.m.Allow(c.Call, listen, network, address)
}

// Confined tells whether the host limits which addresses scripts may use.
func (m *Module) Confined() bool { return m.options.Allow != nil && m.network == nil }

// Refusal is what Allow raises, without a call; nil where scripts may use the address.
func (m *Module) Refusal(listen bool, network, address string) error {
	if err := m.allowed(listen, network, address); err != nil {
		return &loop.Error{Class: netio.PermissionError, Msg: err.Error()}
	}
	return nil
}

// reach refuses the addresses of this machine and its network that a name stands for, if the host limits what scripts may
// connect to and does not list them too, or "localhost". Who controls a name could lead them anywhere.
func (m *Module) reach(network, host string) netio.Reach {
	if !m.Confined() || network == "unix" || net.ParseIP(host) != nil || strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return nil
	}
	return func(address string) error {
		ip, port, err := net.SplitHostPort(address)
		if err != nil || !netio.Near(net.ParseIP(strings.Split(ip, "%")[0])) {
			return err
		}
		if m.allowed(false, network, address) == nil || m.allowed(false, network, net.JoinHostPort("localhost", port)) == nil {
			return nil
		}
		return loop.Errorf(netio.PermissionError, "this host does not let scripts connect to %s, which %s stands for", address, host)
	}
}

// allowed asks the host for an address; without an error scripts may use it.
func (m *Module) allowed(listen bool, network, address string) error {
	if !m.Confined() {
		return nil
	}
	return m.options.Allow(listen, network, address)
}
