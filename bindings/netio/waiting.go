package netio

// This file says in words what those wait for who wait for input and output.

import "fmt"

// WaitsFor implements loop.Described: "readline from 127.0.0.1:5000".
func (o *reading) WaitsFor() string {
	name := [...]string{"read", "read", "readexactly", "readuntil", "readline", "lines", "read"}[o.how]
	if c, ok := o.r.source.(*Conn); ok {
		if from := c.peerText(); from != "" {
			return name + " from " + from
		}
	}
	return name
}

// peerText is the address of the other end, "" when it has none.
func (c *Conn) peerText() string {
	if _, remote := c.Addrs(); remote != nil {
		return remote.String()
	}
	return ""
}

// toPeer is what waits for a connection, with the other end where it has one: "drain to 127.0.0.1:5000".
func (c *Conn) toPeer(what string) string {
	if to := c.peerText(); to != "" {
		return what + " " + to
	}
	return what
}

// WaitsFor implements loop.Described.
func (d *draining) WaitsFor() string {
	if d.c.peerText() == "" {
		return fmt.Sprintf("drain of %d bytes", d.c.Buffered())
	}
	return d.c.toPeer(fmt.Sprintf("drain of %d bytes to", d.c.Buffered()))
}

// WaitsFor implements loop.Described.
func (w *closeWait) WaitsFor() string {
	if w.c.peerText() == "" {
		return "the end of a stream"
	}
	return w.c.toPeer("the end of the connection to")
}

// WaitsFor implements loop.Described.
func (u *upgrading) WaitsFor() string { return u.c.toPeer("start_tls with") }

// WaitsFor implements loop.Described.
func (r *receiving) WaitsFor() string {
	local, remote := r.e.Addrs()
	if remote != nil {
		return fmt.Sprintf("recvfrom from %v", remote)
	}
	return fmt.Sprintf("recvfrom at %v", local)
}

// WaitsFor implements loop.Described.
func (d *dialing) WaitsFor() string { return "connect to " + d.to }

// WaitsFor implements loop.Described.
func (n *noticing) WaitsFor() string { return "a change of " + n.x.t.text() }

// WaitsFor implements loop.Described.
func (w *processWait) WaitsFor() string { return fmt.Sprintf("the end of process %d", w.p.PID()) }

// WaitsFor implements loop.Described.
func (x *communicating) WaitsFor() string {
	return fmt.Sprintf("communicate with process %d", x.p.PID())
}

// WaitsFor implements loop.Described.
func (x *serving) WaitsFor() string { return fmt.Sprintf("serve_forever at %v", x.s.Addrs()) }

// WaitsFor implements loop.Described.
func (w *serverWait) WaitsFor() string {
	return fmt.Sprintf("the end of a server with %d connections", len(w.s.Clients()))
}
