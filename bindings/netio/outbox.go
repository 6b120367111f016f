package netio

// This file holds the bytes that wait to be sent.

import "unsafe"

// small is the size from which on a chunk is kept as it is; smaller ones are put together.
const small = 16 << 10

// An outbox is a queue of bytes. It never changes what was put in.
type outbox struct {
	chunks [][]byte
	n      int
}

func (o *outbox) put(b []byte) {
	o.n += len(b)
	if len(b) >= small {
		o.chunks = append(o.chunks, b[:len(b):len(b)])
		return
	}
	if k := len(o.chunks); k > 0 {
		// Only chunks that were made here have room.
		if last := o.chunks[k-1]; cap(last)-len(last) >= len(b) {
			o.chunks[k-1] = append(last, b...)
			return
		}
	}
	o.chunks = append(o.chunks, append(make([]byte, 0, small), b...))
}

// first is the oldest chunk; there must be one.
func (o *outbox) first() []byte { return o.chunks[0] }

// skip drops the first n bytes of the oldest chunk.
func (o *outbox) skip(n int) {
	o.n -= n
	if o.chunks[0] = o.chunks[0][n:]; len(o.chunks[0]) == 0 {
		o.chunks[0] = nil
		if o.chunks = o.chunks[1:]; len(o.chunks) == 0 {
			o.chunks = nil
		}
	}
}

func (o *outbox) clear() { *o = outbox{} }

// memorySize is about how many bytes the chunks take. Large ones are the strings that a script wrote, which it may have kept.
func (o *outbox) memorySize(visit func(any)) int {
	size := 0
	for _, b := range o.chunks {
		size += 24
		if cap(b) == len(b) && len(b) >= small {
			visit(unsafe.String(&b[0], len(b)))
		} else {
			size += cap(b)
		}
	}
	return size
}
