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
