package asyncio

// This file refuses what the host has not granted.

import (
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
	Files     Grant = "files"
)

// Granted tells whether the host lets scripts use g.
func (m *Module) Granted(g Grant) bool {
	switch g {
	case Network:
		return m.options.Network
	case Processes:
		return m.options.Processes
	}
	return m.options.Files
}

// Need raises a PermissionError in a call that the host has not granted what it needs.
func (m *Module) Need(c native.Call, g Grant) {
	if !m.Granted(g) {
		c.Raise(&loop.Error{Class: netio.PermissionError, Msg: c.Name + ": this host does not let scripts use " + string(g)})
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
func (m *Module) Confined() bool { return m.options.Allow != nil }

// Refusal is what Allow raises, without a call; nil where scripts may use the address.
func (m *Module) Refusal(listen bool, network, address string) error {
	if err := m.allowed(listen, network, address); err != nil {
		return &loop.Error{Class: netio.PermissionError, Msg: err.Error()}
	}
	return nil
}

// allowed asks the host for an address; without an error scripts may use it.
func (m *Module) allowed(listen bool, network, address string) error {
	if f := m.options.Allow; f != nil {
		return f(listen, network, address)
	}
	return nil
}
