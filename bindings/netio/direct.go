package netio

// This file is for protocols written in Go, which take what arrives straight from a Reader, without coroutines.

import "unsafe"

// A Protocol is told what arrives. Its methods are called on the loop's goroutine and may do anything with the connection.
type Protocol interface {
	// Arrived says that there is more for [Reader.Peek], or the end, or an error.
	Arrived()
	// Written says that all that was written has gone out, if that did not happen at once.
	Written()
}

// Attach has p told from now on. Nobody may wait in an operation of the reader meanwhile. nil ends it.
func (c *Conn) Attach(p Protocol) { c.Reader.protocol = p }

// Ended tells whether no more will come, apart from what has arrived.
func (r *Reader) Ended() bool { return r.eof || r.err != nil }

// Expect says whether a protocol waits for something, as a read that waits does.
func (r *Reader) Expect(on bool) {
	switch {
	case !on:
		r.expect.stop()
	case r.expect.h == nil:
		r.expected()
	}
}

// WriteBytes is Write for bytes that may be changed afterwards.
func (c *Conn) WriteBytes(b []byte) error {
	if len(b) >= small { // of less, an outbox keeps a copy
		return c.Write(string(b))
	}
	return c.Write(unsafe.String(unsafe.SliceData(b), len(b)))
}
