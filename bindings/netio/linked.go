package netio

// This file is the engine of connections of a simulated network.

import (
	"crypto/tls"
	"errors"
	"net"
)

// A linked engine reads and writes a Link. Everything happens on the loop's goroutine.
type linked struct {
	c       *Conn
	link    Link
	out     outbox // what the link had no room for
	deaf    bool   // what arrives is for nobody
	paused  bool
	started bool
	closed  bool
	secure  *tls.ConnectionState // nil: no TLS
}

var (
	_ engine    = (*linked)(nil)
	_ LinkTaker = (*linked)(nil)
)

// newLinked gives c a link.
func newLinked(c *Conn, l Link) {
	e := &linked{c: c, link: l}
	if s, ok := l.(*securedLink); ok {
		e.link, e.secure = s.Link, &s.state
	}
	c.engine = e
}

func (e *linked) start() {
	if !e.started {
		e.started = true
		e.link.Start(e)
	}
}

// Received implements LinkTaker.
func (e *linked) Received(b []byte) {
	if e.closed || e.deaf {
		return
	}
	e.c.received(b)
	if !e.closed && e.c.full() {
		e.paused = true
		e.link.Pause(true)
	}
}

// Ended implements LinkTaker.
func (e *linked) Ended() {
	if !e.closed {
		e.c.ended()
	}
}

// Failed implements LinkTaker.
func (e *linked) Failed(err error) {
	if !e.closed {
		e.c.failed(err)
	}
}

// Writable implements LinkTaker.
func (e *linked) Writable() {
	for e.out.n > 0 && !e.closed {
		n, err := e.link.Write(e.out.first())
		if err != nil {
			e.c.failed(err)
			return
		}
		if n == 0 {
			break
		}
		e.out.skip(n)
	}
	if e.closed {
		return
	}
	e.c.wrote(e.kept())
	if e.secure != nil && e.c.closing && e.out.n == 0 {
		e.c.finished()
	}
}

func (e *linked) catchUp() {}

func (e *linked) room(force bool) {
	if e.paused && !e.closed && (force || !e.c.full()) {
		e.paused = false
		e.link.Pause(false)
	}
}

func (e *linked) write(b []byte) (int, error) {
	if e.out.n == 0 {
		n, err := e.link.Write(b)
		if err != nil || n == len(b) {
			return 0, err
		}
		b = b[n:]
	}
	e.out.put(b)
	return e.out.n, nil
}

func (e *linked) kept() (int, bool) { return e.out.n, e.out.n == 0 }
func (e *linked) receiving() bool   { return e.started && !e.paused && !e.deaf }
func (e *linked) own() bool         { return true }
func (e *linked) marks(int)         {}
func (e *linked) finish() bool {
	e.deaf = true
	return false
}

func (e *linked) cut() bool {
	e.link.CloseWrite()
	return true
}

func (e *linked) close() {
	e.closed = true
	e.out.clear()
	e.link.Close()
}

func (e *linked) plain() (<-chan struct{}, net.Conn, error) {
	return nil, nil, errors.New("no connection of this machine")
}

func (e *linked) addrs() (local, remote net.Addr) { return e.link.Addrs() }
func (e *linked) memorySize(visit func(any)) int  { return e.out.memorySize(visit) }
func (e *linked) state() *tls.ConnectionState     { return e.secure }
