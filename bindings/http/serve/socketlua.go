package serve

// This file is the WebSocket that scripts get.

import (
	"fmt"
	"unicode/utf8"

	"moonloop/bindings/http/frames"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func closedError(code int, reason string) error {
	text := fmt.Sprintf("the websocket was closed with code %d", code)
	if reason != "" {
		text += ": " + reason
	}
	return native.NewError(WebSocketClosed, text, native.Fields{"code": code, "reason": reason})
}

func (m *Module) socketMethods() []native.Entry {
	return []native.Entry{
		native.Method("send", func(c native.Call, w *socket) int { // await(ws:send(text))
			return c.Coroutine(&sending{w: w, op: frames.Text, data: c.Text(1)})
		}),
		native.Method("send_bytes", func(c native.Call, w *socket) int { // await(ws:send_bytes(s))
			return c.Coroutine(&sending{w: w, op: frames.Binary, data: c.Str(1)})
		}),
		native.Method("receive", func(c native.Call, w *socket) int { // data, kind = await(ws:receive())
			return c.Coroutine(&receiving{w: w})
		}),
		native.Method("messages", func(c native.Call, w *socket) int { return c.Iterate(&messages{w}) }), // for data, kind in ws:messages() do
		method("close", (*socket).closeCall), // await(ws:close([code, [reason]]))
		native.Method("__tostring", func(c native.Call, w *socket) int {
			return c.Push(lua.LString("<WebSocket with " + w.remote + ">"))
		}),
	}
}

// socketField gives ws.protocol, remote, closed, code and reason.
func socketField(v any, key string) lua.LValue {
	w, ok := v.(*socket)
	if !ok {
		return nil
	}
	switch key {
	case "protocol":
		if w.protocol == "" {
			return lua.LNil
		}
		return lua.LString(w.protocol)
	case "remote":
		return lua.LString(w.remote)
	case "closed":
		return lua.LBool(w.over || w.sentEnd)
	case "code":
		if w.code == 0 {
			return lua.LNil
		}
		return lua.LNumber(w.code)
	case "reason":
		return lua.LString(w.reason)
	}
	return nil
}

// receiving is a coroutine that takes the next message. It is taken in the step that returns it: who is cancelled takes
// none.
type receiving struct {
	w     *socket
	await loop.Await
	fut   *loop.Future
}

// Resume implements loop.Coroutine.
func (r *receiving) Resume(exc error) (loop.Signal, any) {
	w := r.w
	if r.fut != nil {
		r.Close()
		if sig, v := r.await.Resume(exc); sig == loop.Raised {
			return sig, v
		}
	} else if exc != nil {
		return loop.Raised, exc
	}
	w.busy = len(w.queue) > 0
	if w.endInOrder(); w.busy {
		msg := w.queue[0]
		w.queue[0] = message{}
		if w.queue = w.queue[1:]; len(w.queue) == 0 {
			w.queue = nil
		}
		if !w.over {
			w.take() // there is room again
		}
		kind := lua.LString("binary")
		if msg.text {
			kind = "text"
		}
		return loop.Returned, vm.Values{lua.LString(msg.data), kind}
	}
	switch {
	case w.over && (w.code == frames.Normal || w.code == frames.GoingAway):
		return loop.Returned, lua.LNil
	case w.over:
		return loop.Raised, w.closedError()
	case w.waiter != nil:
		return loop.Raised, loop.RuntimeError.New("receive: another task is receiving already")
	}
	r.fut = w.l.CreateFuture()
	w.waiter = r.fut
	return r.await.Start(r.fut)
}

// Close implements loop.Closer.
func (r *receiving) Close() {
	if r.fut != nil && r.w.waiter == r.fut {
		r.w.waiter = nil
	}
	r.fut = nil
}

// WaitsFor implements loop.Described.
func (r *receiving) WaitsFor() string { return "a message from " + r.w.remote }

// MemorySize implements vm.Sizer.
func (r *receiving) MemorySize(visit func(any)) int {
	visit(&r.w.ud)
	return 150
}

// messages is the iterator over what arrives.
type messages struct{ w *socket }

// Next implements native.Iterator.
func (it *messages) Next(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(&receiving{w: it.w}, next)
}

// Close implements native.Iterator.
func (it *messages) Close() {}

// Holds implements native.Iterator.
func (it *messages) Holds() bool { return false }

// sending is a coroutine that sends a message, when those that were to be sent before have gone out. One that is cancelled
// before it has sent sends nothing.
type sending struct {
	w     *socket
	op    frames.Op
	data  string
	stage sendStage
	inner loop.Coroutine
}

type sendStage uint8

const (
	notBegun   sendStage = iota
	inLine               // waits for those before it
	forRoom              // waits until what was sent has gone out
	afterwards           // has sent, and waits so that who sends in a loop does not run ahead
)

// Resume implements loop.Coroutine.
func (s *sending) Resume(exc error) (loop.Signal, any) {
	w := s.w
	if s.stage == notBegun {
		if exc != nil {
			return loop.Raised, exc
		}
		if !w.sending.Locked() && w.c.Buffered() <= highWater {
			return s.send()
		}
		s.stage, s.inner = inLine, w.sending.Acquire(w.l)
		exc = nil
	}
	for {
		sig, v := s.inner.Resume(exc)
		if !sig.Ended() {
			return sig, v
		}
		exc = nil
		switch {
		case s.stage == inLine && sig == loop.Raised:
			return sig, v
		case s.stage == inLine:
			s.stage, s.inner = forRoom, w.c.Drain()
			continue
		case s.stage == forRoom && sig == loop.Raised && loop.IsCancelled(v.(error)):
			_ = w.sending.Release()
			return sig, v
		case s.stage == forRoom:
			_ = w.sending.Release()
			return s.send()
		}
		return sig, v
	}
}

func (s *sending) send() (loop.Signal, any) {
	w := s.w
	if w.over || w.sentEnd || w.c.IsClosing() {
		return loop.Raised, w.closedError()
	}
	w.write(s.op, s.data)
	return loop.Returned, lua.LNil
}

// Close implements loop.Closer.
func (s *sending) Close() {
	if c, ok := s.inner.(loop.Closer); ok {
		c.Close()
	}
	if s.stage == forRoom {
		_ = s.w.sending.Release()
	}
	s.stage = afterwards
}

// WaitsFor implements loop.Described.
func (s *sending) WaitsFor() string { return "room to send to " + s.w.remote }

// MemorySize implements vm.Sizer.
func (s *sending) MemorySize(visit func(any)) int {
	visit(s.data)
	visit(&s.w.ud)
	return 200
}

// closeCall is ws:close([code, [reason]]).
func (w *socket) closeCall(c native.Call) int {
	code := c.Integer(1, frames.Normal)
	if !frames.ValidCode(code) {
		c.Raise(loop.Errorf(loop.ValueError, "close: argument 1: code of 1000 to 4999 that may be sent expected, got %d", code))
	}
	reason := ""
	if c.Has(2) {
		reason = c.Text(2)
	}
	if len(reason) > frames.MaxControl-2 || !utf8.ValidString(reason) {
		c.Raise(loop.Errorf(loop.ValueError, "close: argument 2: reason of at most %d bytes expected, got %d", frames.MaxControl-2, len(reason)))
	}
	return c.Coroutine(&closing{w: w, code: code, reason: reason})
}

// closing is a coroutine that closes a websocket and waits until the other side has answered.
type closing struct {
	w      *socket
	code   int
	reason string
	begun  bool
	await  loop.Await
}

// Resume implements loop.Coroutine.
func (k *closing) Resume(exc error) (loop.Signal, any) {
	w := k.w
	if k.begun {
		if sig, v := k.await.Resume(exc); sig != loop.Returned {
			return sig, v
		}
		return loop.Returned, lua.LNil
	}
	if exc != nil {
		return loop.Raised, exc
	}
	k.begun = true
	w.sendClose(k.code, k.reason)
	w.closeSoon()
	if w.isGone() {
		return loop.Returned, lua.LNil
	}
	if w.ended == nil {
		w.ended = w.l.CreateFuture()
	}
	shielded, err := loop.Shield(w.l, w.ended) // others may wait for it too
	if err != nil {
		return loop.Raised, err
	}
	return k.await.Start(shielded)
}

// isGone tells whether the connection has ended.
func (w *socket) isGone() bool { return w.over && (w.server || w.c.IsClosing()) }

// Close implements loop.Closer.
func (k *closing) Close() { k.await.Close() }

// WaitsFor implements loop.Described.
func (k *closing) WaitsFor() string { return "the close of " + k.w.remote }

// MemorySize implements vm.Sizer.
func (k *closing) MemorySize(visit func(any)) int {
	visit(&k.w.ud)
	return 150
}

// finish is what comes after a body: the websocket is closed by what the body did, and its outcome given on.
func (w *socket) finish(vals []lua.LValue, err error, next vm.Next) vm.Step {
	code := frames.Normal
	switch {
	case vm.Fatal(err):
		w.abort()
		return vm.Raise(err)
	case err != nil && loop.IsCancelled(err):
		code = frames.GoingAway
	case err != nil:
		code = frames.Internal
	}
	return vm.Await(&closing{w: w, code: code}, func(_ []lua.LValue, closeErr error) vm.Step {
		if closeErr != nil {
			w.abort()
			if err == nil {
				err = closeErr
			}
		}
		return next(vals, err)
	})
}
