package client

// This file is responses and how their bodies are read.

import (
	"errors"
	"io"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A Response is an answer of which the head is there. Its body is read by one task at a time.
type Response struct {
	*wire.Response
	URL string // of what answered, after redirects, without a password

	x       *exchange // nil when the connection was given back
	what    string    // the exchange in messages
	max     int64
	framing wire.Framing
	body    wire.Body
	source  io.Reader // the body, unpacked; nil until something is read
	packed  io.Reader // what source unpacks, nil where it is as it came
	co      *loop.Co  // of who reads now
	raw     int64     // bytes of the body so far, packed
	read    int64     // and unpacked
	over    bool      // all of it was read
	err     error     // what ended it before its end
}

// response makes the response of a head.
func (x *exchange) response(head *wire.Response) (*Response, error) {
	r := &Response{Response: head, URL: shown(x.url), x: x, what: x.name(), max: x.req.MaxBody}
	var err error
	if r.framing, err = head.Framing(x.method); err != nil {
		return nil, err
	}
	if head.Status == 101 {
		return r, nil
	}
	r.body.Reset(r.framing)
	if r.body.Done() {
		r.finish()
	}
	return r, nil
}

// finish says that all of the body was read.
func (r *Response) finish() {
	r.over = true
	x := r.x
	r.giveBack(r.KeepAlive() && r.framing != wire.ToEnd && !x.cut && !x.header.HasToken("Connection", "close"))
}

// fail says that no more of the body can be had.
func (r *Response) fail(err error) {
	if !r.over && r.err == nil {
		r.err = err
	}
	r.giveBack(false)
}

func (r *Response) giveBack(again bool) {
	if x := r.x; x != nil {
		r.x = nil
		x.c.release(x.link, again)
	}
}

// Close ends the response. What was not read is lost, and its connection closed; otherwise it does nothing.
func (r *Response) Close() { r.fail(loop.RuntimeError.New("http: the response is closed")) }

// Take takes the connection of an upgrade out of the client; what has arrived already is in its reader. Close it.
func (r *Response) Take() *netio.Conn {
	x := r.x
	r.x = nil
	x.c.forget()
	return x.link.conn
}

// Read reads a piece of the body, unpacked, into p: what there is, as soon as there is something. n is 0 at the end only.
// After an error, or a cancellation, the response is closed.
func (r *Response) Read(co *loop.Co, p []byte) (n int, err error) {
	switch {
	case r.err != nil:
		return 0, r.err
	case r.over || len(p) == 0:
		return 0, nil
	case r.co != nil:
		return 0, loop.RuntimeError.New("http: another task is reading this response")
	}
	r.co = co
	err = loop.RuntimeError.New("http: the response is closed") // of a stack that is let go of
	defer func() {
		r.co = nil
		if err != nil {
			r.fail(err)
		}
	}()
	n, readErr := r.piece(p)
	if readErr != nil {
		n, err = 0, r.failure(readErr)
	} else {
		err = nil
	}
	return n, err
}

// piece is Read, with errors as they came.
func (r *Response) piece(p []byte) (n int, err error) {
	if r.source == nil {
		if err := r.unpack(); err != nil {
			return 0, err
		}
	}
	limits := r.x.c.Limits
	for n == 0 && err == nil {
		n, err = r.source.Read(p)
	}
	if r.read += int64(n); r.read > r.max {
		return 0, r.tooLarge()
	}
	cost := reading + n/16
	if r.packed != nil {
		cost += unpacking * n
	}
	if spent := limits.Spend(cost); spent != nil {
		return 0, spent
	}
	switch {
	case err != nil && err != io.EOF:
		return 0, err
	case err == io.EOF && r.packed != nil:
		var more [1]byte
		if k, err := r.packed.Read(more[:]); k > 0 || err != io.EOF {
			if err == nil {
				err = errors.New("something follows its end")
			}
			return 0, err
		}
		r.finish()
	case err == io.EOF, r.packed == nil && r.body.Done():
		r.finish()
	}
	return n, nil
}

// What a piece costs, and unpacking a byte of it, in instructions.
const reading, unpacking = 50, 3

func (r *Response) tooLarge() error {
	return loop.Errorf(BodyTooLarge, "%s: body of at most %d bytes expected", r.what, r.max)
}

// failure is an error of reading as the client's.
func (r *Response) failure(err error) error {
	var known *loop.Error
	var broken *wire.Error
	if errors.As(err, &known) || errors.As(err, &broken) {
		return failed(r.what, err)
	}
	if r.packed == nil {
		return err // of a limit
	}
	return loop.Errorf(ProtocolError, "%s: the packed body is damaged: %v", r.what, err)
}

// rawBody is the body as it arrives, as an io.Reader for whoever reads now.
type rawBody struct{ r *Response }

// Read implements io.Reader.
func (b rawBody) Read(p []byte) (int, error) {
	r := b.r
	for {
		if r.body.Done() {
			return 0, io.EOF
		}
		if r.x == nil {
			return 0, r.err
		}
		n, err := r.arrived(p)
		if n > 0 || err != nil {
			return n, err
		}
		if r.body.Done() {
			continue
		}
		more, err := r.x.wait(r.co, r.x.link.conn.Reader.More(), r.x.after(r.x.req.Read), "for the rest of the answer")
		if err != nil {
			return 0, err
		}
		if more != true {
			if err := r.body.End(); err != nil {
				return 0, err
			}
		}
	}
}

// arrived moves what has arrived of the body into p, as many chunks as there is room for.
func (r *Response) arrived(p []byte) (n int, err error) {
	in := r.x.link.conn.Reader
	for n < len(p) && !r.body.Done() {
		r.body.Most = len(p) - n
		data, used, err := r.body.Next(in.Peek())
		n += copy(p[n:], data)
		in.Skip(used)
		if err != nil {
			return 0, err
		}
		if used == 0 {
			break
		}
	}
	if r.raw += int64(n); r.raw > r.max {
		return 0, r.tooLarge()
	}
	return n, nil
}

// largest is how many bytes All makes room for before they have arrived.
const largest = 256 << 10

// All reads the rest of the body.
func (r *Response) All(co *loop.Co) ([]byte, error) {
	length := max(r.framing.Length, 0)
	if length > r.max && !r.over {
		err := r.tooLarge()
		r.fail(err)
		return nil, err
	}
	var out []byte
	for {
		if r.over && r.err == nil {
			return out, nil
		}
		if len(out) == cap(out) {
			size := max(2*cap(out), int(min(length, largest)), 2048)
			if r.x != nil {
				if err := r.x.c.Limits.Take(size); err != nil {
					r.fail(err)
					return nil, err
				}
			}
			out = append(make([]byte, 0, size), out...)
		}
		n, err := r.Read(co, out[len(out):cap(out)])
		if err != nil {
			return nil, err
		}
		out = out[:len(out)+n]
	}
}

// MemorySize implements vm.Sizer.
func (r *Response) MemorySize(visit func(any)) int {
	size := 400 + 64*len(r.Header)
	if r.x != nil && r.x.link != nil {
		visit(r.x.link.conn)
	}
	if r.packed != nil {
		size += unpackerSize
	}
	return size
}
