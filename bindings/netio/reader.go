package netio

// This file holds Reader: bytes that have arrived and what waits for them. It is asyncio's StreamReader.

import (
	"errors"
	"fmt"
	"strings"

	"moonloop/loop"
)

// defaultLimit is how long a line may be, and half of what a Reader takes before it makes the peer wait.
const defaultLimit = 64 << 10

// A Reader is the reading end of a stream. It belongs to the loop's goroutine.
type Reader struct {
	h        *Hub
	limit    int
	buf      []byte // what has arrived is buf[off:]
	off      int
	eof      bool
	err      error
	source   source // nil when it is fed by hand
	waiter   *loop.Future
	protocol Protocol // see Attach; nil: none
	expect   expectation
}

// A source is where the bytes of a Reader come from.
type source interface {
	took(n int) // n bytes were taken out: there is room for more
	want()      // more is needed, even if there is no room
}

// expected notes that somebody waits for more.
func (r *Reader) expected() {
	switch s := r.source.(type) {
	case nil:
		r.expect.begin(r.h)
	case *Conn:
		r.expect.beginAt(s)
	default:
		r.expect.beginOutside(r.h)
	}
}

// NewReader makes a reader that is fed by hand; limit 0 is 64 KiB, as asyncio has it.
func NewReader(h *Hub, limit int) *Reader {
	if limit == 0 {
		limit = defaultLimit
	}
	return &Reader{h: h, limit: limit}
}

// Limit is the longest line or separated piece, in bytes.
func (r *Reader) Limit() int { return r.limit }

// Buffered is how many bytes have arrived and not been read.
func (r *Reader) Buffered() int { return len(r.buf) - r.off }

// AtEOF tells whether everything was read and no more will come.
func (r *Reader) AtEOF() bool { return r.eof && r.Buffered() == 0 }

// Err is the error that ended the stream, nil if there was none.
func (r *Reader) Err() error { return r.err }

// String is the reader as reports show it: what has arrived, how it ended, who waits.
func (r *Reader) String() string {
	var b strings.Builder
	b.WriteString("<StreamReader")
	if n := r.Buffered(); n > 0 {
		fmt.Fprintf(&b, " %d bytes", n)
	}
	if r.eof {
		b.WriteString(" eof")
	}
	if r.limit != defaultLimit {
		fmt.Fprintf(&b, " limit=%d", r.limit)
	}
	if r.waiter != nil {
		b.WriteString(" waiter=" + r.waiter.String())
	}
	var e *loop.Error
	switch {
	case errors.As(r.err, &e):
		b.WriteString(" exception=" + e.Repr())
	case r.err != nil: // of a script that raised no error object
		b.WriteString(" exception=" + r.err.Error())
	}
	return b.String() + ">"
}

// SetErr ends the stream with an error.
func (r *Reader) SetErr(err error) {
	r.err = err
	if w := r.waiter; w != nil {
		r.waiter = nil
		if !w.Done() {
			_ = w.SetException(err)
		}
	}
	if r.protocol != nil {
		r.protocol.Arrived()
	}
}

// Feed adds bytes. It is a RuntimeError after FeedEOF. The slice may be changed afterwards.
func (r *Reader) Feed(b []byte) error {
	if r.eof {
		return loop.RuntimeError.New("feed_data after feed_eof")
	}
	if len(b) == 0 {
		return nil
	}
	if r.off > 0 && len(r.buf)+len(b) > cap(r.buf) {
		n := copy(r.buf, r.buf[r.off:])
		r.buf, r.off = r.buf[:n], 0
	}
	r.buf = append(r.buf, b...)
	r.wake()
	return nil
}

// FeedEOF says that no more will come.
func (r *Reader) FeedEOF() {
	r.eof = true
	r.wake()
}

func (r *Reader) wake() {
	if w := r.waiter; w != nil {
		r.waiter = nil
		if !w.Done() {
			_ = w.SetResult(nil)
		}
	}
	if r.protocol != nil {
		r.protocol.Arrived()
	}
}

// bytes are those that have arrived.
func (r *Reader) bytes() []byte { return r.buf[r.off:] }

// take removes the first n bytes and returns them as the result of a read.
func (r *Reader) take(n int) any {
	v := r.h.options.Bytes(r.buf[r.off : r.off+n])
	r.Skip(n)
	return v
}

// Skip takes out the first n bytes of what Peek gives.
func (r *Reader) Skip(n int) {
	r.off += n
	if r.off == len(r.buf) {
		r.off = 0
		r.buf = r.buf[:0]
		if cap(r.buf) > 4*r.limit {
			r.buf = nil
		}
	}
	if r.source != nil {
		r.source.took(n)
	}
}

// Peek is what has arrived and was not read. It is good until the loop goes on, and until the next call of the reader.
func (r *Reader) Peek() []byte { return r.bytes() }

// Rest takes out all that has arrived.
func (r *Reader) Rest() []byte {
	b := append([]byte(nil), r.bytes()...)
	r.Skip(len(b))
	return b
}

// readerSize is about how many bytes a reader takes besides its buffer.
const readerSize = 200

// MemorySize is about how many bytes have arrived.
func (r *Reader) MemorySize(visit func(any)) int {
	if r.protocol != nil {
		visit(r.protocol)
	}
	return readerSize + cap(r.buf)
}
