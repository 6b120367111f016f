package serve

// This file is a connection of HTTP/1.1: it reads requests one after the other and writes their responses.

import (
	"errors"
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
	"moonloop/loop"
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

// expectBytes tells a virtual clock whether something may arrive.
func (k *conn) expectBytes(on bool) {
	if k.l.IsVirtual() {
		k.r.Expect(false)
		if on {
			k.r.Expect(true)
		}
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

// respond implements peer.
func (k *conn) respond(x *exchange, status int, h wire.Header, body string) {
	if status != 204 {
		h = withLength(h, int64(len(body)))
	}
	if x.bodiless(status) {
		body = ""
	}
	k.sendHead(status, h, body)
}

// begin implements peer.
func (k *conn) begin(x *exchange, status int, h wire.Header, length int64) {
	k.chunked = false
	switch {
	case length >= 0 && status != 204:
		h = withLength(h, length)
	case x.bodiless(status):
	case k.old:
		k.keep = false
	default:
		k.chunked = true
		h = append(h, wire.Field{Name: "Transfer-Encoding", Value: "chunked"})
	}
	k.sendHead(status, h, "")
}

// sendHead writes a head, and a body that is whole.
func (k *conn) sendHead(status int, h wire.Header, body string) {
	s := k.s
	if h.HasToken("Connection", "close") || s.closing || !k.parts.Done() && k.state == answering && (k.continues || k.parts.Left() > maxDiscard) {
		k.keep = false
	}
	out := s.fields[:0]
	if !h.Has("Date") {
		out = append(out, wire.Field{Name: "Date", Value: s.now()})
	}
	for _, f := range h {
		if !strings.EqualFold(f.Name, "Connection") {
			out = append(out, f)
		}
	}
	switch {
	case !k.keep:
		out = append(out, wire.Field{Name: "Connection", Value: "close"})
	case k.old:
		out = append(out, wire.Field{Name: "Connection", Value: "keep-alive"})
	}
	b, err := wire.AppendResponse(s.buf[:0], status, "", out)
	clear(out)
	s.fields = out[:0]
	if err != nil { // all was checked before
		k.abort()
		return
	}
	if len(body) <= highWater {
		b, body = append(b, body...), ""
	}
	k.put(b)
	if body != "" {
		k.putText(body)
	}
	if cap(b) <= 4*highWater {
		s.buf = b[:0]
	}
}

// put writes bytes that may be changed afterwards.
func (k *conn) put(b []byte) {
	k.out += int64(len(b))
	_ = k.c.WriteBytes(b) // what it is lost by is told by drain
	k.watchWriting()
}

func (k *conn) putText(text string) {
	k.out += int64(len(text))
	_ = k.c.Write(text)
	k.watchWriting()
}

// write implements peer.
func (k *conn) write(text string) error {
	switch {
	case text == "" || k.c.IsClosing():
	case !k.chunked:
		k.putText(text)
	case len(text) > highWater:
		k.put(chunkHead(k.s.buf[:0], len(text)))
		k.putText(text)
		k.putText("\r\n")
	default:
		b := wire.AppendChunk(k.s.buf[:0], text)
		k.put(b)
		k.s.buf = b[:0]
	}
	return nil
}

// chunkHead is the line before the bytes of a chunk.
func chunkHead(b []byte, n int) []byte {
	const digits = "0123456789abcdef"
	shift := 0
	for n>>(shift+4) > 0 {
		shift += 4
	}
	for ; shift >= 0; shift -= 4 {
		b = append(b, digits[n>>shift&15])
	}
	return append(b, "\r\n"...)
}

// drain implements peer.
func (k *conn) drain() loop.Coroutine {
	if !k.c.IsClosing() && k.c.Buffered() <= highWater {
		return nil
	}
	return k.c.Drain()
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
