package client

// This file keeps connections and bounds how many there are.

import (
	"math"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A Client makes requests in one loop. Fill in what is exported before the first. It belongs to the loop's goroutine.
type Client struct {
	Hub    *netio.Hub
	Limits Limits
	// Allowed is asked for each address, and may refuse it. Where the host limits addresses, it is Confined.
	Allowed  func(network, address string) error
	Confined bool
	// Keep is how many connections there are at most, and that they are kept to be used again. 0: each request has one of
	// its own.
	Keep int
	Jar  *Jar // nil: no cookies
	// Inside, if not nil, makes all connections: to an app of this program, whatever the address.
	Inside  func(secure bool) *netio.Conn
	Retries Retries

	slots  *loop.Semaphore
	active int     // connections that exchanges have
	idle   []*link // the longest idle first
	closed bool
}

// Limits are what a runtime bounds: vm.Runtime is one.
type Limits interface {
	// Take asks for so many bytes.
	Take(bytes int) error
	// Spend tells of work that is worth so many instructions.
	Spend(instructions int) error
}

// A link is a connection to a server, or through a proxy to one.
type link struct {
	conn *netio.Conn
	to   target
	used bool // it has served a request
	idle float64
}

// idleTime is how many seconds an idle connection is used after.
const idleTime = 30

// acquire gives a connection for an exchange: an idle one, unless it must be fresh, or nil where one is to be made. To each
// acquire without an error belongs one release.
func (x *exchange) acquire(co *loop.Co, to target, fresh bool) (*link, error) {
	c := x.c
	if c.closed {
		return nil, loop.RuntimeError.New("http: the session is closed")
	}
	if c.Keep > 0 {
		if c.slots == nil {
			c.slots, _ = loop.NewSemaphore(c.Keep)
		}
		if _, err := x.wait(co, c.slots.Acquire(c.Hub.Loop()), math.Inf(1), "for a connection of the session"); err != nil {
			return nil, err
		}
	}
	c.active++
	c.prune()
	if !fresh {
		for i := len(c.idle) - 1; i >= 0; i-- {
			if l := c.idle[i]; l.to == to {
				c.idle = append(c.idle[:i], c.idle[i+1:]...)
				return l, nil
			}
		}
	}
	if n := len(c.idle); n > 0 && c.active+n > c.Keep {
		c.idle[0].conn.Abort()
		c.idle = c.idle[1:]
	}
	return nil, nil
}

// release takes a connection back: to be used again, or to be closed. It is nil where none was made.
func (c *Client) release(l *link, again bool) {
	if l != nil {
		if again && c.Keep > 0 && !c.closed && l.alive() {
			l.used, l.idle = true, c.Hub.Loop().Time()
			c.idle = append(c.idle, l)
		} else {
			l.conn.Abort()
		}
	}
	c.forget()
}

// forget is release without the connection.
func (c *Client) forget() {
	c.active--
	if c.slots != nil {
		_ = c.slots.Release()
	}
}

// alive tells whether a connection is open and says nothing that nobody asked for.
func (l *link) alive() bool {
	r := l.conn.Reader
	return !l.conn.IsClosing() && !r.AtEOF() && r.Err() == nil && r.Buffered() == 0
}

// prune closes idle connections that the server has left, or that have been idle for long.
func (c *Client) prune() {
	now := c.Hub.Loop().Time()
	kept := c.idle[:0]
	for _, l := range c.idle {
		if l.alive() && now-l.idle < idleTime {
			kept = append(kept, l)
		} else {
			l.conn.Abort()
		}
	}
	clear(c.idle[len(kept):])
	c.idle = kept
}

// Close closes the idle connections. Exchanges that are under way end, and close theirs.
func (c *Client) Close() {
	c.closed = true
	for _, l := range c.idle {
		l.conn.Close()
	}
	c.idle = nil
}

// MemorySize implements vm.Sizer.
func (c *Client) MemorySize(visit func(any)) int {
	for _, l := range c.idle {
		visit(l.conn)
	}
	return 256 + 64*len(c.idle)
}
