package netio

// This file holds the operations of a Reader.

import (
	"bytes"

	"moonloop/loop"
)

// The ways to read.
type manner uint8

const (
	some    manner = iota // at most n bytes, as soon as there are any
	all                   // until the end
	exactly               // n bytes
	until                 // up to and with the first of seps
	line                  // up to and with a newline, or to the end
	bare                  // a line without its newline; nil at the end
	more                  // nothing, when there are more than n bytes
)

// A reading is an operation of a Reader, a coroutine.
type reading struct {
	r      *Reader
	how    manner
	n      int
	seps   []string
	offset int // no separator begins before it
	got    []byte
	await  loop.Await
	fut    *loop.Future // that is waited for
}

var newline = []string{"\n"}

// Read returns at most n bytes as soon as there are any, and nothing at the end of the stream. A negative n is
// everything until the end.
func (r *Reader) Read(n int) loop.Coroutine {
	if n < 0 {
		return &reading{r: r, how: all}
	}
	return &reading{r: r, how: some, n: n}
}

// ReadExactly returns n bytes; it is an IncompleteReadError if the stream ends before.
func (r *Reader) ReadExactly(n int) loop.Coroutine {
	return &reading{r: r, how: exactly, n: n}
}

// ReadUntil returns what comes up to and with the first of the separators; it is an IncompleteReadError if the stream ends
// before, and a LimitOverrunError if it takes more bytes than the limit: they stay to be read.
func (r *Reader) ReadUntil(seps ...string) loop.Coroutine {
	return &reading{r: r, how: until, seps: seps}
}

// ReadLine returns a line with its newline; the last one may have none, and at the end of the stream it is empty. It is a
// ValueError if the line is longer than the limit: it is skipped.
func (r *Reader) ReadLine() loop.Coroutine {
	return &reading{r: r, how: line, seps: newline}
}

// NextLine is ReadLine without the newline; its result is nil at the end of the stream.
func (r *Reader) NextLine() loop.Coroutine {
	return &reading{r: r, how: bare, seps: newline}
}

// More waits until more has arrived than has now, and returns true; false at the end of the stream. It is for who reads by
// Peek and Skip.
func (r *Reader) More() loop.Coroutine {
	return &reading{r: r, how: more, n: r.Buffered()}
}

// Resume implements loop.Coroutine.
func (o *reading) Resume(exc error) (loop.Signal, any) {
	r := o.r
	if o.fut != nil {
		if r.waiter == o.fut {
			r.waiter = nil
		}
		o.fut = nil
		r.expect.stop()
		if sig, v := o.await.Resume(exc); sig == loop.Raised {
			return sig, v
		}
	} else if exc != nil {
		return loop.Raised, exc
	}
	v, err, ok := o.try()
	switch {
	case err != nil:
		return loop.Raised, err
	case ok:
		return loop.Returned, v
	case r.waiter != nil:
		return loop.Raised, loop.Errorf(loop.RuntimeError, "%s called while another coroutine is already waiting for incoming data", o.how)
	}
	o.fut = r.h.l.CreateFuture()
	r.waiter = o.fut
	r.expected()
	if r.source != nil {
		r.source.want()
	}
	return o.await.Start(o.fut)
}

// Close implements loop.Closer.
func (o *reading) Close() {
	if o.fut != nil {
		if o.r.waiter == o.fut {
			o.r.waiter = nil
		}
		o.fut = nil
		o.r.expect.stop()
	}
}

// String is the name of the function in Python.
func (h manner) String() string {
	return [...]string{"read()", "read()", "readexactly()", "readuntil()", "readline()", "lines()", "read()"}[h]
}

// try reads from what has arrived; ok is false when more is needed.
func (o *reading) try() (v any, err error, ok bool) {
	r := o.r
	if r.err != nil {
		return nil, r.err, false
	}
	have := r.Buffered()
	switch o.how {
	case some:
		if o.n > 0 && have == 0 && !r.eof {
			return nil, nil, false
		}
		return r.take(min(o.n, have)), nil, true
	case all:
		o.got = append(o.got, r.bytes()...)
		r.Skip(have)
		if !r.eof {
			return nil, nil, false
		}
		return r.h.options.Bytes(o.got), nil, true
	case more:
		return have > o.n, nil, have > o.n || r.eof
	case exactly:
		if have >= o.n {
			return r.take(o.n), nil, true
		}
		if r.eof {
			return nil, NewIncompleteRead(r.take(have), have, o.n), false
		}
		return nil, nil, false
	}
	return o.separated()
}

// separated is try for the ways that look for a separator.
func (o *reading) separated() (v any, err error, ok bool) {
	r := o.r
	have := r.Buffered()
	start, end := o.find()
	switch {
	case end < 0 && o.offset > r.limit:
		return o.tooLong("Separator is not found, and chunk exceed the limit", o.offset, have)
	case end < 0 && !r.eof:
		return nil, nil, false
	case end < 0:
		switch {
		case o.how == bare && have == 0:
			return nil, nil, true
		case o.how != until:
			return r.take(have), nil, true
		}
		return nil, NewIncompleteRead(r.take(have), have, nil), false
	case start > r.limit:
		return o.tooLong("Separator is found, but chunk is longer than limit", start, end)
	case o.how == bare:
		v = r.h.options.Bytes(r.bytes()[:start])
		r.Skip(end)
		return v, nil, true
	}
	return r.take(end), nil, true
}

// tooLong is the end of an operation that found more than the limit allows; a line is skipped up to end.
func (o *reading) tooLong(message string, consumed, end int) (any, error, bool) {
	if o.how == until {
		return nil, NewLimitOverrun(message, consumed), false
	}
	o.r.Skip(end)
	return nil, loop.ValueError.New(message), false
}

// find looks for the separator that ends first, and the shortest of those; end is -1 when there is none yet.
func (o *reading) find() (start, end int) {
	end = -1
	b := o.r.bytes()
	if o.offset > len(b) { // somebody else has read meanwhile
		o.offset = 0
	}
	longest := 0
	for _, sep := range o.seps {
		longest = max(longest, len(sep))
		i := index(b[o.offset:], sep)
		if i < 0 {
			continue
		}
		i += o.offset
		if e := i + len(sep); end < 0 || e < end || e == end && i > start {
			start, end = i, e
		}
	}
	if end < 0 {
		o.offset = max(0, len(b)+1-longest)
	}
	return start, end
}

func index(b []byte, sep string) int {
	if len(sep) == 1 {
		return bytes.IndexByte(b, sep[0])
	}
	return bytes.Index(b, []byte(sep))
}

// MemorySize is about how many bytes have been read.
func (o *reading) MemorySize(visit func(any)) int {
	visit(o.r)
	return 200 + cap(o.got)
}
