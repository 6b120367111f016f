package simnet

// This file is the ends of streams and what goes between them.

import (
	"net"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// How a stream is.
const (
	window     = 256 << 10 // bytes on the way and not taken, at most
	pieceSize  = 16 << 10  // bytes that are sent in one piece, at most
	firstAgain = 0.2       // seconds until a piece that was lost is sent again
	mostAgain  = 120.      // and the most, as it doubles
	maxAgain   = 15        // times that it is sent again
)

// An end is one end of a stream. It is a [netio.Link].
type end struct {
	m             *Machine
	life          int
	loop          *loop.Loop
	local, remote net.Addr
	peer          *end
	opened        func(err error) // of who dials, until it is told

	taker netio.LinkTaker // nil before Start

	// What is sent.
	way    []*piece // pieces on the way, in order
	inWay  int      // bytes of them, and of those that the peer has not taken
	short  bool     // Write took less than all
	wroteF bool     // nothing more is sent: CloseWrite or Close
	broken error    // why nothing can be sent, nil if it can

	// What has arrived.
	in     []*piece
	unread int
	posted bool
	paused bool
	closed bool

	greeted func(g *greeting, err error) // of a handshake that waits for the other end; nil: none does
	early   *greeting                    // came before the handshake began here
}

// The kinds of pieces.
type pieceKind int

const (
	data pieceKind = iota
	opening
	hello // of TLS
	finish
	broken // is no piece of the way: in place of all that would follow
)

// A piece is what is sent at a time.
type piece struct {
	kind    pieceKind
	b       []byte
	err     error
	arrived bool

	greeting *greeting // of a hello
}

// alive tells whether the machine has not crashed since the end was made.
func (e *end) alive() bool { return e.m.life == e.life }

// send sends a piece after those that are on the way.
func (e *end) send(p piece) {
	e.way = append(e.way, &p)
	e.transmit(&p, 0)
	e.seen(func() string { return "sent " + p.String() + " to " })
}

// seen tells what the end has done that the other end's machine can see, whose name follows.
func (e *end) seen(what func() string) {
	other := e.peer.m
	e.m.net.seen(e.m, other, func() string { return what() + other.name })
}

// transmit sends a piece, for the n-th time.
func (e *end) transmit(p *piece, n int) {
	to, net := e.peer.m, e.m.net
	leaves := net.leaves(e.m, to, len(p.b))
	again := func(from float64) {
		net.at(from+min(firstAgain*float64(int(1)<<n), mostAgain), func() {
			switch {
			case !e.alive() || e.broken != nil:
			case n == maxAgain:
				e.fail(syscall.ETIMEDOUT)
			default:
				e.transmit(p, n+1)
			}
		})
	}
	if net.lost(e.m, to) {
		if n == 0 {
			net.Tell("%s → %s: %s is lost", e.m, to, p.whole())
		}
		again(leaves)
		return
	}
	net.at(leaves+net.latency(e.m, to), func() {
		switch {
		case e.broken != nil:
		case net.noWay(e.m, to):
			again(net.now())
		case !e.peer.alive(): // the machine is up, and does not know the connection
			e.answerReset()
		default:
			p.arrived = true
			e.arrived()
		}
	})
}

// String says what a piece is.
func (p *piece) String() string {
	switch p.kind {
	case opening:
		return "the answer to a connection"
	case hello:
		return "a part of a TLS handshake"
	case finish:
		return "the end of a stream"
	}
	return count(len(p.b))
}

// whole is String as the subject of a sentence about one thing.
func (p *piece) whole() string {
	if p.kind == data {
		return "a piece of " + p.String()
	}
	return p.String()
}

// arrived hands over what has arrived in order.
func (e *end) arrived() {
	for len(e.way) > 0 && e.way[0].arrived {
		p := e.way[0]
		e.way[0] = nil
		e.way = e.way[1:]
		e.peer.take(p)
	}
}

// take takes a piece that has arrived.
func (e *end) take(p *piece) {
	net := e.m.net
	switch {
	case e.broken != nil:
	case e.closed && p.kind != finish: // nobody is there any more
		e.peer.answerReset()
	case e.closed:
	case p.kind == opening:
		e.tellOpen(nil)
	case p.kind == hello:
		e.greet(p.greeting)
	case p.kind == data && e.m != e.peer.m && net.options.Reset > 0 && net.options.Choose(2, net.options.Reset) > 0:
		net.Tell("%s → %s: the connection breaks", e.peer.m, e.m)
		e.fail(syscall.ECONNRESET)
		e.peer.answerReset()
	case e.notGreeted(p.kind, 0):
	default:
		e.in = append(e.in, p)
		e.unread += len(p.b)
		e.wake()
	}
}

// answerReset has the end told, after a while, that its peer does not know the connection.
func (e *end) answerReset() {
	from, net := e.peer.m, e.m.net
	if net.cutOff(from, e.m) {
		return
	}
	net.at(net.now()+net.latency(from, e.m), func() {
		if !net.noWay(from, e.m) && e.alive() {
			e.fail(syscall.ECONNRESET)
		}
	})
}

// fail breaks the connection at this end.
func (e *end) fail(errno syscall.Errno) {
	if e.broken != nil || !e.alive() {
		return
	}
	e.broken = failed("read", "tcp", e.remote, "read", errno)
	e.way = nil
	e.forget()
	if e.opened != nil {
		e.tellOpen(failed("dial", "tcp", e.remote, "connect", errno))
	}
	e.notGreeted(broken, errno)
	e.in = append(e.in, &piece{kind: broken, err: e.broken})
	e.wake()
}

// reset ends the connection, and tells the peer so.
func (e *end) reset() {
	e.closed = true
	e.forget()
	if e.broken == nil {
		e.broken = failed("write", "tcp", e.remote, "write", syscall.EPIPE)
		e.way = nil
		e.peer.answerReset()
		e.seen(func() string { return "reset its connection to " })
	}
}

// forget gives the port back of who has dialed.
func (e *end) forget() {
	if a, ok := e.local.(*net.TCPAddr); ok && e.alive() && e.m.ports[port{"tcp", a.Port}] == any(e) {
		delete(e.m.ports, port{"tcp", a.Port})
	}
}

// wake has what has arrived handed to who takes it.
func (e *end) wake() {
	if e.taker != nil && !e.posted && !e.paused && len(e.in) > 0 {
		e.posted = true
		e.m.post(e.loop, e.life, e.hand)
	}
}

// hand hands over what has arrived. It is a callback of the loop.
func (e *end) hand() {
	e.posted = false
	for len(e.in) > 0 && !e.paused && !e.closed {
		p := e.in[0]
		e.in[0] = nil
		e.in = e.in[1:]
		switch p.kind {
		case data:
			e.unread -= len(p.b)
			e.taken(len(p.b))
			e.taker.Received(p.b)
		case finish:
			e.taker.Ended()
		case broken:
			e.taker.Failed(p.err)
		}
	}
}

// taken tells the peer, after a while, that there is room again.
func (e *end) taken(n int) {
	x, net := e.peer, e.m.net
	net.at(net.now()+net.latency(e.m, x.m), func() {
		x.inWay -= n
		if x.short && x.inWay <= window/2 && x.alive() {
			x.short = false
			x.m.post(x.loop, x.life, func() {
				if x.taker != nil && !x.closed {
					x.taker.Writable()
				}
			})
		}
	})
}

// Start implements netio.Link.
func (e *end) Start(t netio.LinkTaker) {
	e.taker = t
	e.wake()
}

// Write implements netio.Link.
func (e *end) Write(b []byte) (int, error) {
	if e.broken != nil || e.wroteF {
		return 0, failed("write", "tcp", e.remote, "write", syscall.EPIPE)
	}
	n := min(len(b), max(0, window-e.inWay))
	e.short = n < len(b)
	for rest := b[:n]; len(rest) > 0 && e.alive(); { // a piece may be its machine's last
		k := e.m.net.cutAt(min(len(rest), pieceSize))
		e.inWay += k
		e.send(piece{b: append([]byte(nil), rest[:k]...)})
		rest = rest[k:]
	}
	return n, nil
}

// Pause implements netio.Link.
func (e *end) Pause(on bool) {
	e.paused = on
	e.wake()
}

// CloseWrite implements netio.Link.
func (e *end) CloseWrite() {
	if !e.wroteF && e.broken == nil && e.alive() {
		e.wroteF = true
		e.send(piece{kind: finish})
	}
}

// Close implements netio.Link.
func (e *end) Close() {
	if e.closed || !e.alive() { // who has crashed says nothing any more
		return
	}
	if e.unread > 0 {
		e.reset()
		return
	}
	e.CloseWrite()
	e.closed = true
	e.forget()
}

// Addrs implements netio.Link.
func (e *end) Addrs() (local, remote net.Addr) { return e.local, e.remote }
