package netio

// This file asks about the addresses that a name stands for, before something is sent there.

import (
	"context"
	"net"
	"syscall"
)

// A Reach is asked for each address that a connection or a datagram endpoint is about to be made to, after names were looked
// up, and may refuse it. It is called on other goroutines than the loop's.
type Reach func(address string) error

// dialer is a dialer that asks r; nil allows all.
func (r Reach) dialer() net.Dialer {
	d := net.Dialer{Resolver: resolver()}
	if r != nil {
		d.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error { return r(address) }
	}
	return d
}

// Near tells whether an address is of this machine, of its network, or of no single machine.
func Near(ip net.IP) bool {
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() || ip.Equal(net.IPv4bcast)
}
