package redis

// This file is a connection: commands go out, and replies come back in the same order.

import (
	"slices"

	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A receiver gets replies: those of the commands that it was sent with.
type receiver interface {
	// got is called with a reply, or the error that the connection was lost by. It reports whether more are to come.
	got(v lua.LValue, err error) (more bool)
}

// A link is an open connection. It implements netio.Protocol.
type link struct {
	k       *client
	c       *netio.Conn
	p       parser
	out     []byte // what goes out when the loop has run what is ready
	soon    bool   // and that is asked for
	pending []receiver
	first   int                      // of pending
	push    func(message lua.LValue) // gets what comes by itself; nil: nobody does
	full    func() bool              // says that no more is wanted now; nil: never
	err     error                    // that it was lost by
}

func newLink(k *client, c *netio.Conn) *link {
	l := &link{k: k, c: c, p: parser{rt: k.m.rt}}
	k.links = append(k.links, l)
	c.Attach(l)
	return l
}

// atOnce is how many bytes go out without waiting for the end of the iteration.
const atOnce = 64 << 10

// send sends commands, whose replies go to r.
func (l *link) send(wire string, r receiver) {
	if l.err != nil {
		for r.got(nil, l.err) {
		}
		return
	}
	l.out = append(l.out, wire...)
	l.pending = append(l.pending, r)
	l.c.Reader.Expect(true)
	switch {
	case len(l.out) >= atOnce:
		l.flush()
	case !l.soon:
		l.soon = true
		l.k.loop().CallSoonFunc(func() {
			l.soon = false
			l.flush()
		})
	}
}

func (l *link) flush() {
	if l.err != nil || len(l.out) == 0 {
		return
	}
	err := l.c.WriteBytes(l.out)
	l.out = l.out[:0]
	if cap(l.out) > 4*atOnce {
		l.out = nil
	}
	if err != nil {
		l.lose(err)
	}
}

// Written implements netio.Protocol.
func (l *link) Written() {}

// Arrived implements netio.Protocol.
func (l *link) Arrived() {
	r := l.c.Reader
	for l.err == nil && (l.full == nil || !l.full()) {
		b := r.Peek()
		if len(b) == 0 {
			break
		}
		n, reply, done, err := l.p.next(b)
		r.Skip(n)
		switch {
		case err != nil:
			l.lose(err)
			return
		case done && reply.push:
			if l.push != nil {
				l.push(reply.value)
			}
		case done:
			l.answer(reply)
		}
	}
	if l.err == nil && r.Ended() && len(r.Peek()) == 0 {
		err := r.Err()
		if err == nil {
			err = netio.ConnectionResetError.New("the server has closed the connection")
		}
		l.lose(err)
	}
}

// answer gives a reply to the first who waits for one.
func (l *link) answer(r reply) {
	if l.first == len(l.pending) {
		l.lose(protocolError("a reply to nothing"))
		return
	}
	if more := l.pending[l.first].got(r.value, r.err); more || l.err != nil {
		return
	}
	l.pending[l.first] = nil
	if l.first++; l.first == len(l.pending) {
		l.pending, l.first = l.pending[:0], 0
		if l.push == nil {
			l.c.Reader.Expect(false)
		}
	} else if l.first > 1024 && l.first > len(l.pending)/2 {
		l.pending = append(l.pending[:0], l.pending[l.first:]...)
		l.first = 0
	}
}

// idle tells whether nobody waits for a reply.
func (l *link) idle() bool { return l.err == nil && l.first == len(l.pending) }

// lose ends the connection: all who wait get the error.
func (l *link) lose(err error) {
	if l.err != nil {
		return
	}
	l.err = err
	if i := slices.Index(l.k.links, l); i >= 0 {
		l.k.links = slices.Delete(l.k.links, i, i+1)
	}
	l.c.Reader.Expect(false)
	l.c.Attach(nil)
	l.c.Abort()
	waiting := l.pending[l.first:]
	l.pending, l.first = nil, 0
	for _, r := range waiting {
		for r.got(nil, err) {
		}
	}
	if l.push != nil {
		l.push(nil)
	}
}

// memorySize is about how many bytes the connection takes.
func (l *link) memorySize(visit func(any)) int {
	visit(l.c)
	for _, a := range l.p.stack {
		visit(a.list)
	}
	return 512 + cap(l.out) + cap(l.p.bulk) + cap(l.p.line) + 16*cap(l.pending)
}

// A waiter is a receiver of one reply: a future.
type waiter struct{ fut *loop.Future }

func (w waiter) got(v lua.LValue, err error) bool {
	switch {
	case w.fut.Done(): // nobody waits any more
	case err != nil:
		_ = w.fut.SetException(err)
	default:
		_ = w.fut.SetResult(v)
	}
	return false
}
