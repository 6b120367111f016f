package netio

// This file holds the Hub: what the goroutines of a loop's input and output have in common.

import (
	"context"
	"sync"

	"moonloop/bindings/internal/room"
	"moonloop/loop"
)

// Options of a hub. The zero value is good.
type Options struct {
	// Bytes makes the results of reads; nil: they are strings. The slice is good during the call only.
	Bytes func(b []byte) any
	// Take, if not nil, is told that so many bytes are kept from now on, on the loop's goroutine. Its error refuses them: a
	// connection ends with it, a datagram is dropped.
	Take func(bytes int) error
	// Where, if not nil, tells where in the program something is opened, for [Hub.Left].
	Where func() any
	// Goroutines has goroutines do all the waiting, also where the loop can.
	Goroutines bool
	// Room, if not nil, bounds what is open. Several hubs of one program may share it.
	Room *room.Room
	// MostUnderWay bounds how many bytes calls of Do may have read together that are not handed out yet; 0: nothing does.
	MostUnderWay int64
	// Network, if not nil, is used in the place of the machine's. Then nothing waits for the machine: calls of Do run on the
	// loop's goroutine, and what else would leave the process is refused.
	Network Network
}

// A Hub owns the goroutines, sockets and processes of one loop.
type Hub struct {
	l       *loop.Loop
	options Options
	ctx     context.Context // ends when the hub closes
	cancel  context.CancelFunc
	wait    sync.WaitGroup

	open   map[closer]opening // loop's goroutine only
	opens  uint64             // how many were opened so far
	closed bool
	last   map[*ending]struct{} // what AtEnd was given
	poller *poller              // nil until it is needed, or where there is none
	ends   *ends                // nil under a real clock

	underWay *underWay // nil: nothing bounds what calls of Do have read

	mu     sync.Mutex
	inbox  []event // guarded by mu
	posted bool    // guarded by mu; the hub is among the callbacks of the loop
	spare  []event // loop's goroutine only: the inbox of last time, empty
}

// An event is an object that a goroutine has left something with.
type event interface {
	// deliver hands it out, on the loop's goroutine. It must not panic.
	deliver()
}

// A closer is something open that ends with the hub.
type closer interface {
	// shut closes it at once, on the loop's goroutine, when the loop's callbacks do not run any more.
	shut()
}

// NewHub makes the hub of a loop; it closes itself with the loop.
func NewHub(l *loop.Loop, o Options) *Hub {
	h := &Hub{l: l, options: o, open: map[closer]opening{}, underWay: newUnderWay(o.MostUnderWay)}
	if o.Bytes == nil {
		h.options.Bytes = func(b []byte) any { return string(b) }
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	if l.IsVirtual() && o.Network == nil {
		h.ends = newEnds(h)
	}
	l.OnClose(h.Close)
	return h
}

// Loop is the loop the hub belongs to.
func (h *Hub) Loop() *loop.Loop { return h.l }

// Close closes all that is open and waits for all goroutines. The second time it does nothing.
func (h *Hub) Close() {
	if h.closed {
		return
	}
	h.closed = true
	h.cancel()
	for c := range h.open { // in no order: none of them runs foreign code
		c.shut()
	}
	h.wait.Wait()
	// What arrived too late for the loop is let go of.
	h.mu.Lock()
	late := h.inbox
	h.inbox = nil
	h.mu.Unlock()
	for _, e := range late {
		e.deliver()
	}
	for c := range h.open {
		c.shut()
	}
	h.options.Room.Add(-len(h.open))
	clear(h.open)
	for e := range h.last { // in no order: none of them runs foreign code
		e.fn()
	}
	if h.poller != nil {
		h.poller.close()
	}
}

// An ending is something open that is not the hub's own, and what ends it.
type ending struct {
	opening
	what func() string
	fn   func()
}

// AtEnd has fn called when the hub is closed and none of its goroutines is left, unless forget is called before. what names what
// is open meanwhile, for Left; "" when it was told to close.
func (h *Hub) AtEnd(what func() string, fn func()) (forget func()) {
	if h.last == nil {
		h.last = map[*ending]struct{}{}
	}
	e := &ending{h.noted(), what, fn}
	h.last[e] = struct{}{}
	return func() { delete(h.last, e) }
}

// polls is the poller of the loop; nil if goroutines have to wait.
func (h *Hub) polls() *poller {
	if h.poller == nil && !h.options.Goroutines && h.options.Network == nil {
		h.poller = newPoller(h.l)
	}
	return h.poller
}

// post has e delivered. Any goroutine may call it.
func (h *Hub) post(e event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inbox = append(h.inbox, e)
	if h.posted {
		return
	}
	h.posted = true
	// It is scheduled before the lock is given up: another who finds posted set may end its Hold of the loop at once, and
	// the loop would find nothing to wait for. A closed loop looks into the inbox by itself.
	_ = h.l.CallSoonThreadsafe(h)
}

// Call implements loop.Callback: it hands out what is in the inbox.
func (h *Hub) Call(*loop.Future) {
	h.mu.Lock()
	events := h.inbox
	h.inbox = h.spare[:0]
	h.posted = false
	h.mu.Unlock()
	for _, e := range events {
		e.deliver()
	}
	clear(events)
	if cap(events) > 1<<14 {
		events = nil
	}
	h.spare = events
}

// String names the callback.
func (h *Hub) String() string { return "input and output" }

// take asks for room for some bytes.
func (h *Hub) take(bytes int) error {
	if h.options.Take == nil {
		return nil
	}
	return h.options.Take(bytes)
}

// spawn runs fn on a goroutine that Close waits for.
func (h *Hub) spawn(fn func()) { h.wait.Go(fn) }

// MemorySize calls visit for all that is open. Like the other functions of this name it returns about how many bytes its own
// take, in a walk over all that a runtime keeps; it is for the loop's goroutine.
func (h *Hub) MemorySize(visit func(any)) int {
	for c := range h.open { // in no order: the sum is the same
		visit(c)
	}
	return 64 * len(h.open)
}
