package serve

// This file is the writing side of a connection.

import (
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/loop"
)

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
