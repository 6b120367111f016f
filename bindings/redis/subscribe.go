package redis

// This file is subscriptions: iterators with a connection of their own.

import (
	"fmt"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxQueue is how many messages are kept that nobody has taken. Then the server keeps the rest, as long as it likes.
const maxQueue = 1024

// subscription is an iterator over messages.
type subscription struct {
	k      *client
	wire   string
	what   string // is waited for
	l      *link
	queue  [][]lua.LValue
	wait   *loop.Future // of the turn that waits
	closed bool
}

// subscribe is r:subscribe(channel, …).
func subscribe(c native.Call, k *client) int { return subscribed(c, k, "SUBSCRIBE") }

// psubscribe is r:psubscribe(pattern, …).
func psubscribe(c native.Call, k *client) int { return subscribed(c, k, "PSUBSCRIBE") }

func subscribed(c native.Call, k *client, name string) int {
	what := fmt.Sprintf("a message on '%s'", c.Str(1))
	if n := c.Len(); n > 1 {
		what += fmt.Sprintf(" and %d more", n-1)
	}
	return c.Iterate(&subscription{k: k, wire: encode(c, []string{name}, 1), what: what})
}

// Next implements native.Iterator.
func (it *subscription) Next(c native.Call, next vm.Next) vm.Step {
	if len(it.queue) > 0 {
		message := it.queue[0]
		it.queue = it.queue[1:]
		if it.l != nil && len(it.queue) == maxQueue/2 {
			it.l.k.loop().CallSoonFunc(it.l.Arrived) // it reads on
		}
		return next(message, nil)
	}
	c.NeedTask()
	return vm.Await(native.Straight(c.Running(), it.waits, it.more), func(_ []lua.LValue, err error) vm.Step {
		if err != nil || it.closed {
			return next(nil, err)
		}
		return it.Next(c, next)
	})
}

// waits says what the iterator waits for.
func (it *subscription) waits() string {
	if it.l == nil {
		return "a connection to " + it.k.server.address
	}
	return it.what + " from " + it.k.server.address
}

// more waits for a message. At first it connects and subscribes.
func (it *subscription) more(co *loop.Co) (any, error) {
	if co.Loop() != it.k.loop() {
		return nil, loop.RuntimeError.New("the client was connected in another event loop")
	}
	if it.l == nil {
		l, err := it.k.own(co)
		if err != nil {
			return nil, err
		}
		if it.closed {
			it.k.release(l)
			return nil, nil
		}
		it.l = l
		l.push = it.arrived
		l.full = func() bool { return len(it.queue) >= maxQueue }
		l.send(it.wire, refusal{l})
	}
	for len(it.queue) == 0 && !it.closed {
		if it.l.err != nil {
			return nil, it.l.err
		}
		it.wait = co.Loop().CreateFuture()
		if _, err := co.Await(it.wait); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// A refusal is what the server says against a subscription. What it says for it are messages by themselves.
type refusal struct{ l *link }

// got implements receiver.
func (r refusal) got(v lua.LValue, err error) bool {
	if v != nil && err != nil {
		r.l.lose(err)
	}
	return false
}

// arrived is called with what the server sends by itself; nil is the end of the connection.
func (it *subscription) arrived(v lua.LValue) {
	defer func() {
		if w := it.wait; w != nil && (len(it.queue) > 0 || it.l.err != nil) {
			it.wait = nil
			if !w.Done() {
				_ = w.SetResult(nil)
			}
		}
	}()
	t, ok := v.(*lua.LTable)
	if !ok {
		return
	}
	at := func(i int) lua.LValue { return ltable.GetInt(t, i) }
	switch at(1) {
	case lua.LString("message"):
		it.queue = append(it.queue, []lua.LValue{at(2), at(3)})
	case lua.LString("pmessage"):
		it.queue = append(it.queue, []lua.LValue{at(3), at(4), at(2)})
	}
}

// Close implements native.Iterator.
func (it *subscription) Close() {
	it.closed, it.queue = true, nil
	if l := it.l; l != nil {
		l.push, l.full = nil, nil
		l.lose(netio.ConnectionAbortedError.New("the subscription was closed"))
	}
	if w := it.wait; w != nil && !w.Done() {
		it.wait = nil
		_ = w.SetResult(nil)
	}
}

// Holds implements native.Iterator.
func (it *subscription) Holds() bool { return it.l != nil }

// MemorySize implements vm.Sizer.
func (it *subscription) MemorySize(visit func(any)) int {
	visit(&it.k.ud)
	for _, message := range it.queue {
		for _, v := range message {
			visit(v)
		}
	}
	return 256 + len(it.wire) + len(it.what) + 64*len(it.queue)
}
