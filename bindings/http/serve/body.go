package serve

// This file reads the bodies of requests.

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// whole body as text, or as json or a form: what is wrong with it is the client's fault.
func (x *exchange) readAll(c native.Call, finish func(b string) (lua.LValue, error)) int {
	return c.Coroutine(&bodyRead{x: x, n: -1, finish: func(b []byte) (any, error) {
		v, err := finish(string(b))
		if err != nil {
			x.bodyErr = err
			return nil, err
		}
		return v, nil
	}})
}

func (x *exchange) text(c native.Call) int {
	return x.readAll(c, func(b string) (lua.LValue, error) {
		if !utf8.ValidString(b) {
			return nil, loop.ValueError.New("text: a body in UTF-8 expected")
		}
		return lua.LString(b), nil
	})
}

func (x *exchange) json(c native.Call) int {
	return x.readAll(c, func(b string) (lua.LValue, error) {
		vals, err := x.m.rt.Call(x.m.decode, lua.LString(b))
		if err != nil {
			return nil, err
		}
		return vals[0], nil
	})
}

func (x *exchange) form(c native.Call) int {
	return x.readAll(c, func(b string) (lua.LValue, error) { return x.formOf(b) })
}

// read is req:read([n]): at most n bytes, as soon as there are any; without n all of them.
func (x *exchange) read(c native.Call) int {
	n := c.Integer(1, -1)
	return c.Coroutine(&bodyRead{x: x, n: n, finish: func(b []byte) (any, error) { return lua.LString(b), nil }})
}

func (x *exchange) chunks(c native.Call) int { return c.Iterate(&bodyChunks{x}) }

// bodyChunks is the iterator over the pieces of a body as they arrive.
type bodyChunks struct{ x *exchange }

// pieceSize is how much a turn gives at most.
const pieceSize = 64 << 10

// Next implements native.Iterator.
func (it *bodyChunks) Next(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(&bodyRead{x: it.x, n: pieceSize, finish: func(b []byte) (any, error) {
		if len(b) == 0 {
			return lua.LNil, nil
		}
		return lua.LString(b), nil
	}}, next)
}

// Close implements native.Iterator.
func (it *bodyChunks) Close() {}

// Holds implements native.Iterator.
func (it *bodyChunks) Holds() bool { return false }

// bodyRead is a coroutine that reads n bytes at most, or all if n is negative.
type bodyRead struct {
	x      *exchange
	n      int
	finish func(b []byte) (any, error)
	await  loop.Await
	fut    *loop.Future
}

// Resume implements loop.Coroutine.
func (r *bodyRead) Resume(exc error) (loop.Signal, any) {
	x := r.x
	if r.fut != nil {
		r.stop()
		if sig, v := r.await.Resume(exc); sig == loop.Raised {
			return sig, v
		}
	} else if exc != nil {
		return loop.Raised, exc
	}
	if err := x.receive(); err != nil {
		return loop.Raised, err
	}
	have := len(x.pending)
	switch {
	case x.bodyEnd, r.n >= 0 && (have > 0 || r.n == 0):
		n := have
		if r.n >= 0 {
			n = min(n, r.n)
		}
		v, err := r.finish(x.pending[:n])
		if x.pending = x.pending[n:]; len(x.pending) == 0 {
			x.pending = nil
		}
		if err != nil {
			return loop.Raised, err
		}
		return loop.Returned, v
	case x.waiter != nil:
		return loop.Raised, loop.RuntimeError.New("the body is being read by another task already")
	}
	r.fut = x.l.CreateFuture()
	x.waiter = r.fut
	x.peer.expect(true)
	return r.await.Start(r.fut)
}

func (r *bodyRead) stop() {
	if r.x.waiter == r.fut {
		r.x.waiter = nil
	}
	r.fut = nil
	r.x.peer.expect(false)
}

// Close implements loop.Closer.
func (r *bodyRead) Close() {
	if r.fut != nil {
		r.stop()
	}
}

// WaitsFor implements loop.Described.
func (r *bodyRead) WaitsFor() string { return "the body of " + r.x.req.Method + " " + r.x.req.Path }

// MemorySize implements vm.Sizer.
func (r *bodyRead) MemorySize(visit func(any)) int {
	visit(&r.x.ud)
	return 200
}

// receive takes what has arrived of the body.
func (x *exchange) receive() error {
	if x.bodyErr != nil {
		return x.bodyErr
	}
	if x.bodyEnd {
		return nil
	}
	if x.conn != nil && x.conn.x != x { // what arrives now belongs to another request
		return loop.RuntimeError.New("the request has been answered, and the rest of its body is gone")
	}
	before, room := len(x.pending), cap(x.pending)
	pending, done, err := x.peer.body(x.pending)
	x.pending, x.bodyEnd = pending, done
	n := len(pending) - before
	x.taken += n
	switch {
	case err != nil:
		x.bodyErr = err
	case x.taken > x.maxBody:
		x.bodyErr, x.pending = aborted(413, ""), nil
		if x.conn != nil {
			x.conn.keep = false
		}
	case cap(pending) > room: // what it has grown by, a reserve included
		return x.m.rt.Take(cap(pending) - room)
	}
	return x.bodyErr
}

// wake tells who reads the body that there is more, or an end.
func (x *exchange) wake() {
	if w := x.waiter; w != nil && !w.Done() {
		x.waiter = nil
		_ = w.SetResult(nil)
	}
}

// formOf reads the fields of a form.
func (x *exchange) formOf(b string) (lua.LValue, error) {
	kind, params, err := mime.ParseMediaType(x.req.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/x-www-form-urlencoded":
		return fields(b), nil
	case err == nil && kind == "multipart/form-data" && params["boundary"] != "":
		return parts(b, params["boundary"])
	}
	return nil, aborted(415, "form: a body of application/x-www-form-urlencoded or multipart/form-data expected")
}

// maxParts is how many fields a form may have.
const maxParts = 1000

// parts reads a form in parts. A file is a table of filename, content_type and body.
func parts(b, boundary string) (lua.LValue, error) {
	f := newFieldTable()
	r := multipart.NewReader(strings.NewReader(b), boundary)
	for range maxParts {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return f.t, nil
		}
		if err != nil {
			return nil, loop.ValueError.New("form: " + err.Error())
		}
		body, err := io.ReadAll(p)
		if err != nil {
			return nil, loop.ValueError.New("form: " + err.Error())
		}
		if p.FileName() == "" {
			f.add(p.FormName(), lua.LString(body))
			continue
		}
		file := ltable.New(0, 3)
		ltable.SetString(file, "filename", lua.LString(p.FileName()))
		ltable.SetString(file, "content_type", lua.LString(p.Header.Get("Content-Type")))
		ltable.SetString(file, "body", lua.LString(body))
		f.add(p.FormName(), file)
	}
	return nil, loop.ValueError.New(fmt.Sprintf("form: %d fields at most expected", maxParts))
}

// wireFault is the error of a body that breaks the rules of the wire.
func wireFault(err error) error {
	status := 400
	if e, ok := err.(*wire.Error); ok {
		status = e.Status
	}
	return aborted(status, err.Error())
}
