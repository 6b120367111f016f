package serve

// This file is a connection of HTTP/1.1: it reads requests one after the other and writes their responses.

import (
	"errors"
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
)

// A connState is what a connection does.
type connState uint8

const (
	waiting    connState = iota // for a head
	answering                   // x is being answered
	discarding                  // what is left of a request's body
	lingering                   // nothing is written any more; what arrives is dropped until the client has seen the end
	switchedTo                  // a websocket
	closed
)

// The bounds of what is read for politeness.
const (
	maxDiscard = 256 << 10 // bytes of a body that nobody wanted
	lingerFor  = 2.0       // seconds
	inATurn    = 32        // requests of one connection that are begun without letting others run
	highWater  = 64 << 10  // bytes that were not sent yet, from which on nothing more is made
)

// A conn is a peer of one exchange after another. All of it belongs to the loop's goroutine.
type conn struct {
	s      *server
	c      *netio.Conn
	r      *netio.Reader
	state  connState
	scan   wire.Scanner
	parts  wire.Body // of the request being answered
	x      *exchange // that is being answered
	socket *socket   // of a connection that has switched

	serving     bool // serve runs
	keep        bool // the connection serves on after this response
	old         bool // the request is of HTTP/1.0
	chunked     bool // so is the response
	continues   bool // the client waits for 100 Continue
	discarded   int
	remote      string
	remoteKnown bool
	deadlines
}

var _ peer = (*conn)(nil)

// Arrived implements netio.Protocol.
func (k *conn) Arrived() {
	switch k.state {
	case waiting:
		k.serve()
	case answering:
		k.x.wake()
		if k.r.Ended() {
			k.keep = false
			k.x.disconnected()
		}
	case discarding:
		k.discard()
	case lingering:
		k.r.Skip(len(k.r.Peek()))
		if k.r.Ended() {
			k.close()
		}
	case switchedTo:
		k.socket.take()
	case closed:
		k.r.Skip(len(k.r.Peek()))
	}
	if k.c.IsClosing() && k.r.Ended() {
		k.forget()
	}
}

// Written implements netio.Protocol.
func (k *conn) Written() {
	k.writeBy = 0
	switch k.state {
	case waiting:
		k.serve()
	case switchedTo:
		k.socket.answerPing()
	case closed:
		k.forget()
	}
}

// serve answers the requests that have arrived.
func (k *conn) serve() {
	if k.serving {
		return
	}
	k.serving = true
	defer func() { k.serving = false }()
	for n := 0; k.state == waiting && k.c.Buffered() <= highWater; n++ {
		if n == inATurn {
			k.l.CallSoonFunc(k.serve) // others have their turn
			return
		}
		arrived := k.r.Peek()
		n, err := k.scan.Find(arrived, k.s.app.maxHeaders)
		switch {
		case err != nil:
			k.refuse(err)
			return
		case n > 0:
			k.read(arrived[:n])
		case k.r.Ended():
			k.close()
			return
		default:
			k.awaitHead(len(arrived) > 0)
			return
		}
	}
}

// awaitHead waits for a head, of which a part may have arrived.
func (k *conn) awaitHead(part bool) {
	now := k.l.Time()
	switch {
	case !k.used && k.headBy == 0:
		k.headBy = now + k.s.app.headerTimeout
	case part && k.headBy == 0:
		k.headBy = now + k.s.app.headerTimeout
	case !part && k.used:
		k.headBy = 0
	}
	if k.headBy != 0 {
		k.readUntil(k.headBy)
	} else {
		k.readUntil(now + k.s.app.idleTimeout)
	}
	k.expectBytes(true)
}

// expectBytes tells a virtual clock whether the client is waited for: while it is answered, no time passes for its sake. A real
// clock need not know.
func (k *conn) expectBytes(on bool) {
	if k.l.IsVirtual() {
		k.r.Expect(on)
	}
}

// read begins to answer the request of a head.
func (k *conn) read(head []byte) {
	req, err := wire.ParseRequest(head)
	k.r.Skip(len(head))
	k.scan, k.used, k.headBy, k.readBy = wire.Scanner{}, true, 0, 0
	k.expectBytes(false)
	var framing wire.Framing
	if err == nil {
		framing, err = req.Framing()
	}
	k.continues = false
	if err == nil {
		k.old = req.Minor == 0
		switch expect := req.Header.Get("Expect"); {
		case expect == "":
		case strings.EqualFold(expect, "100-continue"):
			k.continues = !k.old && (framing.Chunked || framing.Length > 0)
		default:
			err = &wire.Error{Status: 417, Msg: "header Expect: 100-continue expected"}
		}
		if req.Method == "CONNECT" {
			err = &wire.Error{Status: 501, Msg: "this is no proxy"}
		}
	}
	if err != nil {
		k.refuse(err)
		return
	}
	k.parts.Reset(framing)
	k.keep = req.KeepAlive()
	x := k.s.app.newExchange(k.l, k, req, framing.Length)
	x.conn, x.bodyEnd = k, k.parts.Done()
	if k.s.secure {
		x.scheme = "https"
	}
	k.x, k.state = x, answering
	x.run(k.s.ctx)
}

// refuse answers what is no request, and closes the connection.
func (k *conn) refuse(err error) {
	var e *wire.Error
	status := 400
	if errors.As(err, &e) && e.Status != 0 {
		status = e.Status
	}
	k.keep, k.old = false, false
	k.sendHead(status, withLength(wire.Header{plainText}, int64(len(err.Error())+1)), err.Error()+"\n")
	k.hangUp()
}

// end implements peer.
func (k *conn) end() {
	if k.chunked && !k.x.bodiless(k.x.status) {
		k.putText(wire.LastChunk)
	}
}

// abort implements peer.
func (k *conn) abort() {
	k.state = closed
	k.c.Abort()
	k.forget()
}

// body implements peer.
func (k *conn) body(b []byte) ([]byte, bool, error) {
	if k.continues && len(k.r.Peek()) == 0 && !k.x.started {
		k.putText("HTTP/1.1 100 Continue\r\n\r\n")
	}
	k.continues = false
	for !k.parts.Done() {
		data, n, err := k.parts.Next(k.r.Peek())
		b = append(b, data...)
		k.r.Skip(n)
		if err == nil && n == 0 && k.r.Ended() {
			err = k.parts.End()
		}
		if err != nil {
			k.keep = false
			return b, false, wireFault(err)
		}
		if n == 0 {
			break
		}
	}
	return b, k.parts.Done(), nil
}

// expect implements peer.
func (k *conn) expect(on bool) {
	k.readBy = 0
	if on {
		k.readUntil(k.l.Time() + k.s.app.idleTimeout)
	}
	k.expectBytes(on)
}

// exchanged is called when the task that answers is done.
func (k *conn) exchanged(x *exchange) {
	k.x = nil
	x.wake()
	k.s.exchanged()
	switch {
	case k.state != answering:
	case !k.keep:
		k.hangUp()
	case !k.parts.Done():
		k.state, k.discarded = discarding, 0
		k.readUntil(k.l.Time() + k.s.app.idleTimeout)
		k.discard()
	default:
		k.state = waiting
		k.serve()
	}
}

// discard reads on over what is left of a body.
func (k *conn) discard() {
	for {
		data, n, err := k.parts.Next(k.r.Peek())
		k.r.Skip(n)
		k.discarded += len(data)
		switch {
		case err != nil, k.discarded > maxDiscard:
			k.hangUp()
			return
		case k.parts.Done():
			k.state, k.readBy = waiting, 0
			k.serve()
			return
		case n == 0 && k.r.Ended():
			k.close()
			return
		case n == 0:
			return
		}
	}
}

// hangUp closes the connection when all has gone out. A client that is still sending would lose the response if we did
// not read on for a while.
func (k *conn) hangUp() {
	if k.parts.Done() && len(k.r.Peek()) == 0 && k.state == answering || k.r.Ended() || !k.c.CanWriteEOF() {
		k.close()
		return
	}
	k.state = lingering
	k.r.Skip(len(k.r.Peek()))
	_ = k.c.WriteEOF()
	k.readUntil(k.l.Time() + lingerFor)
}

// close closes the connection when all has gone out.
func (k *conn) close() {
	if k.state == closed {
		return
	}
	k.state, k.readBy = closed, 0
	k.c.Close()
	if k.c.Buffered() == 0 {
		k.forget()
	}
}

// forget is called when the connection is closed and has nothing more to send.
func (k *conn) forget() {
	k.state = closed
	k.stop()
	k.r.Expect(false)
	delete(k.s.conns, k.c)
}

// address is the client's.
func (k *conn) address() string {
	if !k.remoteKnown {
		k.remoteKnown = true
		if _, remote := k.c.Addrs(); remote != nil {
			k.remote = remote.String()
		}
	}
	return k.remote
}

// MemorySize is about how many bytes the connection takes.
func (k *conn) MemorySize(visit func(any)) int {
	if k.x != nil {
		visit(&k.x.ud)
	}
	if k.socket != nil {
		visit(&k.socket.ud)
	}
	return 500
}
