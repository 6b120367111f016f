package serve

// This file sends responses: whole ones, streams and events.

import (
	"strconv"
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// transmit sends a response.
func (x *exchange) transmit(c native.Call, r *response) vm.Step {
	switch {
	case r.done:
		x.status = switched
		return vm.Return()
	case x.upgraded:
		return vm.Return() // the middleware made another response of it: too late
	case r.file != "":
		return x.sendFile(c, r)
	case r.stream != nil:
		return x.sendStream(c, r)
	}
	x.whole(r.status, r.fields, r.body)
	return vm.Return()
}

// bodiless tells whether the response has no body, whatever its handler made.
func (x *exchange) bodiless(status int) bool {
	return x.req.Method == "HEAD" || status == 204 || status == 304
}

// begin sends the head of a response in pieces. It tells whether there is a body to send.
func (x *exchange) begin(r *response, length int64) bool {
	x.started, x.status = true, r.status
	x.peer.begin(x, r.status, r.fields, length)
	if x.bodiless(r.status) {
		x.end()
		return false
	}
	return true
}

func (x *exchange) end() {
	x.finished = true
	x.peer.end()
}

// giveUp ends a response that cannot be completed.
func (x *exchange) giveUp(err error) vm.Step {
	if !x.finished {
		x.finished = true
		x.peer.abort()
	}
	if err == nil || loop.IsCancelled(err) || vm.Fatal(err) {
		return vm.Raise(err)
	}
	if !x.gone {
		x.report(err)
	}
	return vm.Return()
}

// put sends a piece of the body and goes on when there is room for more.
func (x *exchange) put(s string, next vm.Next) vm.Step {
	x.sent += int64(len(s))
	if err := x.peer.write(s); err != nil {
		return next(nil, err)
	}
	if co := x.peer.drain(); co != nil {
		return vm.Await(co, next)
	}
	return next(nil, nil)
}

// sendStream runs the function of a stream or of events.
func (x *exchange) sendStream(c native.Call, r *response) vm.Step {
	length := int64(-1)
	if s := r.fields.Get("Content-Length"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 {
			return x.send(c, nil, x.wrong("headers: content-length: whole number expected, got %s", strconv.QuoteToASCII(short(s))))
		}
		length = n
	}
	if !x.begin(r, length) {
		return vm.Return()
	}
	s := &streaming{x: x, left: length}
	name, fn := "write", s.write
	if r.events {
		name, fn = "send", s.send
	}
	write := c.L.NewFunction(func(L *lua.LState) int { return fn(native.FunctionCall(x.m.rt, L, name)) })
	return native.CallAsync(x.m.rt, r.stream, []lua.LValue{write}, func(_ []lua.LValue, err error) vm.Step {
		s.over = true
		switch {
		case err != nil:
			return x.giveUp(err)
		case s.left > 0:
			return x.giveUp(x.wrong("content-length: %d more bytes expected of the stream", s.left))
		case !x.finished:
			x.end()
		}
		return vm.Return()
	})
}

// streaming is what the functions write and send of a response belong to.
type streaming struct {
	x    *exchange
	left int64 // negative: the length was not said
	over bool
}

// write is write(s): a coroutine that sends s and waits until there is room for more.
func (s *streaming) write(c native.Call) int {
	return s.put(c, c.Bytes(1))
}

// send is send({data=, event=, id=, retry=}) or send(data).
func (s *streaming) send(c native.Call) int {
	text, err := event(c)
	if err != nil {
		c.Raise(err)
	}
	return s.put(c, text)
}

func (s *streaming) put(c native.Call, text string) int {
	return c.Coroutine(&streamWrite{s: s, text: text, name: c.Name})
}

// streamWrite is the coroutine of write and send.
type streamWrite struct {
	s     *streaming
	name  string
	text  string
	drain loop.Coroutine
}

// Resume implements loop.Coroutine.
func (w *streamWrite) Resume(exc error) (loop.Signal, any) {
	if w.drain != nil {
		return w.drain.Resume(exc)
	}
	s, x := w.s, w.s.x
	switch {
	case exc != nil:
		return loop.Raised, exc
	case s.over:
		return loop.Raised, loop.Errorf(loop.RuntimeError, "%s: the response has ended", w.name)
	case s.left >= 0 && int64(len(w.text)) > s.left:
		return loop.Raised, loop.Errorf(loop.ValueError, "%s: %d bytes are left of the content-length, got %d", w.name, s.left, len(w.text))
	}
	if s.left >= 0 {
		s.left -= int64(len(w.text))
	}
	x.sent += int64(len(w.text))
	if err := x.peer.write(w.text); err != nil {
		return loop.Raised, err
	}
	if w.drain = x.peer.drain(); w.drain == nil {
		return loop.Returned, lua.LNil
	}
	return w.drain.Resume(nil)
}

// Close implements loop.Closer.
func (w *streamWrite) Close() {
	if c, ok := w.drain.(loop.Closer); ok {
		c.Close()
	}
}

// WaitsFor implements loop.Described.
func (w *streamWrite) WaitsFor() string { return "room to " + w.name + " to " + w.s.x.address() }

// MemorySize implements vm.Sizer.
func (w *streamWrite) MemorySize(visit func(any)) int {
	visit(w.text)
	visit(&w.s.x.ud)
	return 200
}

var eventFields = []string{"data", "event", "id", "retry"}

// event is the text of an event for the browser's EventSource.
func event(c native.Call) (string, error) {
	if text, ok := vm.TextOf(c.Arg(1)); ok {
		return dataLines(text) + "\n", nil
	}
	t, ok := c.Arg(1).(*lua.LTable)
	if !ok {
		c.Fail(1, "string or table expected, got %s", c.TypeName(1))
	}
	var b strings.Builder
	for key := range ltable.Pairs(t) {
		known := false
		for _, name := range eventFields {
			known = known || key == lua.LString(name)
		}
		if !known {
			c.Fail(1, "unknown field '%s'%s", key.String(), native.Nearest(key.String(), eventFields))
		}
	}
	for _, name := range []string{"event", "id", "retry"} {
		v := ltable.GetString(t, name)
		if v == lua.LNil {
			continue
		}
		text, ok := vm.TextOf(v)
		if !ok {
			c.Fail(1, "field %s: string expected, got %s", name, native.TypeName(v))
		}
		if strings.ContainsAny(text, "\r\n\x00") {
			return "", loop.Errorf(loop.ValueError, "%s: field %s: text without line ends expected", c.Name, name)
		}
		b.WriteString(name + ": " + text + "\n")
	}
	if v := ltable.GetString(t, "data"); v != lua.LNil {
		text, ok := vm.TextOf(v)
		if !ok {
			c.Fail(1, "field data: string expected, got %s", native.TypeName(v))
		}
		b.WriteString(dataLines(text))
	}
	return b.String() + "\n", nil
}

// lineEnds are what ends a line in a stream of events.
var lineEnds = strings.NewReplacer("\r\n", "\ndata: ", "\r", "\ndata: ", "\n", "\ndata: ")

func dataLines(text string) string { return "data: " + lineEnds.Replace(text) + "\n" }

// withLength are the fields of a response with the length of its body.
func withLength(h wire.Header, n int64) wire.Header {
	h.Del("Content-Length")
	return append(h, wire.Field{Name: "Content-Length", Value: strconv.FormatInt(n, 10)})
}
