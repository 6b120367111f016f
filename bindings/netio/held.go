package netio

// This file tells a limit on memory what is in the buffers.

import "unsafe"

// About how many bytes things take besides their buffers.
const (
	connSize     = 600
	readerSize   = 200
	endpointSize = 400 + maxDatagram
	datagramSize = 96
)

// MemorySize calls visit for all that is open. Like the other functions of this name it returns about how many bytes its own
// take, in a walk over all that a runtime keeps; it is for the loop's goroutine.
func (h *Hub) MemorySize(visit func(any)) int {
	for c := range h.open { // in no order: the sum is the same
		visit(c)
	}
	return 64 * len(h.open)
}

// MemorySize is about how many bytes the connection takes.
func (c *Conn) MemorySize(visit func(any)) int {
	visit(c.Reader)
	if c.engine == nil {
		return connSize
	}
	return connSize + c.engine.held(visit)
}

// MemorySize is about how many bytes have arrived.
func (r *Reader) MemorySize(func(any)) int { return readerSize + cap(r.buf) }

// MemorySize is about how many bytes have been read.
func (o *reading) MemorySize(visit func(any)) int {
	visit(o.r)
	return 200 + cap(o.got)
}

// MemorySize is about how many bytes the datagrams take that have arrived.
func (e *Endpoint) MemorySize(func(any)) int {
	size := endpointSize
	for _, d := range e.queue {
		size += datagramSize + cap(d.b)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, d := range e.in {
		size += datagramSize + cap(d.b)
	}
	return size
}

func (p *pump) held(visit func(any)) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return chunk/2 + cap(p.in) + p.out.held(visit)
}

// held is about how many bytes the chunks take. Large ones are the strings that a script wrote, which it may have kept.
func (o *outbox) held(visit func(any)) int {
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
