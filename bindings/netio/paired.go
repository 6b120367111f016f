package netio

// This file connects two ends in one loop to each other, without the machine.

import (
	"crypto/tls"
	"net"

	"moonloop/loop"
)

// Pair makes two connections of which each is the other's peer: what one writes the other receives in the loop's next
// iteration. No time passes for it under a virtual clock.
func (h *Hub) Pair() (a, b *Conn) {
	a, b = h.newConn(connOptions{}), h.newConn(connOptions{})
	x, y := &paired{c: a}, &paired{c: b}
	x.peer, y.peer = y, x
	a.engine, b.engine = x, y
	x.start()
	y.start()
	return a, b
}

// internal tells whether the other end of the connection is this loop's own, too: what that does is nothing from outside.
func (c *Conn) internal() bool {
	_, ok := c.engine.(*paired)
	return ok
}

// A paired is the engine of one end.
type paired struct {
	c       *Conn
	peer    *paired
	out     outbox
	reading bool
	posted  bool // flush is among the loop's callbacks
	ending  bool // nothing is written any more
	ended   bool // and the peer was told so
	closed  bool
}

var _ engine = (*paired)(nil)

// post has what was written go over in the next iteration.
func (p *paired) post() {
	if !p.posted {
		p.posted = true
		p.c.h.l.CallSoonFunc(p.flush)
	}
}

// flush gives the peer what it has room for.
func (p *paired) flush() {
	p.posted = false
	peer := p.peer
	moved := false
	for p.out.n > 0 && !p.closed && !peer.closed && peer.reading && !peer.c.full() {
		b := p.out.first()
		p.out.skip(len(b))
		moved = true
		peer.c.received(b)
	}
	if p.ending && p.out.n == 0 && !p.ended {
		p.ended = true
		if !peer.closed {
			peer.c.ended()
		}
	}
	if moved && !p.closed {
		p.c.wrote(p.out.n, p.out.n == 0)
	}
}

func (p *paired) start() {
	p.reading = true
	p.peer.post()
}

func (p *paired) room(force bool) {
	if force || !p.c.full() {
		p.peer.post()
	}
}

func (p *paired) write(b []byte) (kept int, err error) {
	if p.peer.closed {
		return 0, connectionLost()
	}
	p.out.put(b)
	p.post()
	return p.out.n, nil
}

func (p *paired) receiving() bool          { return p.reading && !p.closed }
func (p *paired) own() bool                { return true }
func (p *paired) kept() (n int, idle bool) { return p.out.n, p.out.n == 0 }
func (p *paired) marks(int)                {}
func (p *paired) finish() bool             { return false }
func (p *paired) catchUp()                 { p.peer.flush() }

func (p *paired) cut() bool {
	p.ending = true
	p.post()
	return true
}

// close ends both directions. What was not sent is lost, and the peer is told that.
func (p *paired) close() {
	lost := p.out.n > 0
	p.closed, p.ending, p.out = true, true, outbox{}
	peer := p.peer
	if peer.closed {
		return
	}
	p.c.h.l.CallSoonFunc(func() {
		switch {
		case peer.closed:
		case lost || peer.out.n > 0:
			peer.c.failed(connectionLost())
		case !p.ended:
			p.ended = true
			peer.c.ended()
		}
	})
}

// plain cannot be: TLS is for what leaves the process.
func (p *paired) plain() (<-chan struct{}, net.Conn, error) {
	return nil, nil, loop.RuntimeError.New("start_tls: both ends of the connection are in this program")
}

func (p *paired) addrs() (local, remote net.Addr) { return nil, nil }
func (p *paired) memorySize(func(any)) int        { return 100 + p.out.n }
func (p *paired) state() *tls.ConnectionState     { return nil }
