package netio

// This file holds Endpoint: datagrams.

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"syscall"
	"time"

	"moonloop/loop"
)

// maxDatagram is the longest datagram.
const maxDatagram = 1 << 16

// maxQueued is how many datagrams an endpoint keeps; the kernel drops what comes then.
const maxQueued = 1024

// DatagramOptions say how an endpoint is made. The zero value is good.
type DatagramOptions struct {
	Network   string // "" is udp
	Local     string // host:port; "" is any
	Remote    string // host:port of the only peer; "" is none
	ReusePort bool
	Reach     Reach
	// Accept, if not nil, tells whether a datagram is taken; others are dropped. It is called on the loop's goroutine.
	Accept func(from net.Addr) bool
}

// An Endpoint sends and receives datagrams. Its methods are for the loop's goroutine.
type Endpoint struct {
	h      *Hub
	conn   Packets
	closed bool
	remote net.Addr
	accept func(from net.Addr) bool
	// Of Observe.
	received func(b []byte, from net.Addr)
	failed   func(err error)
	gone     func()

	queue  []arrival
	waiter *loop.Future
	owed   int       // datagrams of this hub that may be under way, under a virtual clock
	lost   time.Time // when they are taken for lost
	abroad bool      // it has to do with strangers
	paced  bool      // a virtual clock goes at the machine's pace because of that
	cond   sync.Cond // of mu: there is room

	mu     sync.Mutex
	in     []arrival // guarded by mu
	waits  int       // guarded by mu: datagrams in queue
	queued bool      // guarded by mu
	over   bool      // guarded by mu
}

// An arrival is a datagram, or an error in its place, that nobody has asked for yet.
type arrival struct {
	b    []byte
	from net.Addr
	err  error
}

// A Datagram is the result of Receive.
type Datagram struct {
	Data any // as Options.Bytes makes it
	From net.Addr
}

// OpenDatagram returns a coroutine that makes an *Endpoint.
func (h *Hub) OpenDatagram(o DatagramOptions) loop.Coroutine {
	network := o.Network
	if network == "" {
		network = "udp"
	}
	if n := h.options.Network; n != nil {
		return h.openPackets(n, network, o)
	}
	do := h.Opening(func(ctx context.Context) (any, error) {
		if o.Remote != "" {
			d := o.Reach.dialer()
			if o.Local != "" {
				local, err := net.ResolveUDPAddr(network, o.Local)
				if err != nil {
					return nil, err
				}
				d.LocalAddr = local
			}
			return d.DialContext(ctx, network, o.Remote)
		}
		local := o.Local
		if local == "" {
			local = ":0"
		}
		if familyOf(network, local) == "4" { // of IPv6, an address takes both here, as in asyncio
			network = "udp4"
		}
		config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
			return socketOptions(raw, ServerOptions{ReusePort: o.ReusePort})
		}}
		return config.ListenPacket(ctx, network, local)
	}, func(v any) { _ = v.(net.PacketConn).Close() })
	return &then{do, func(v any) (any, error) {
		if err := h.take(endpointSize); err != nil {
			_ = v.(net.PacketConn).Close()
			return nil, err
		}
		conn := v.(*net.UDPConn)
		e := h.newEndpoint(conn, o)
		h.ends.meetEndpoint(e)
		h.spawn(func() { e.fill(conn) })
		return e, nil
	}}
}

// newEndpoint makes an endpoint of what sends.
func (h *Hub) newEndpoint(conn Packets, o DatagramOptions) *Endpoint {
	e := &Endpoint{h: h, conn: conn, accept: o.Accept}
	e.remote = conn.RemoteAddr()
	e.cond.L = &e.mu
	h.opened(e)
	return e
}

// Observe has received be called with each datagram, and failed with each error, in the place of Receive, and lost in the
// iteration after Close. It is called once, before anything was received.
func (e *Endpoint) Observe(received func(b []byte, from net.Addr), failed func(err error), lost func()) {
	e.received, e.failed, e.gone = received, failed, lost
	if !e.closed {
		e.h.l.AddSource() // it may be told something at any time
		e.pace()
	}
}

// then is a coroutine that goes on with another's result.
type then struct {
	loop.Coroutine
	next func(v any) (any, error)
}

// Resume implements loop.Coroutine.
func (t *then) Resume(exc error) (loop.Signal, any) {
	sig, v := t.Coroutine.Resume(exc)
	if sig == loop.Returned {
		v, err := t.next(v)
		if err != nil {
			return loop.Raised, err
		}
		return sig, v
	}
	return sig, v
}

// Close implements loop.Closer.
func (t *then) Close() {
	if c, ok := t.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}

// fill is the goroutine that receives.
func (e *Endpoint) fill(conn *net.UDPConn) {
	b := make([]byte, maxDatagram)
	for {
		n, from, err := conn.ReadFrom(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		e.mu.Lock()
		for len(e.in)+e.waits >= maxQueued && !e.over {
			e.cond.Wait()
		}
		if e.over {
			e.mu.Unlock()
			return
		}
		e.in = append(e.in, arrival{append([]byte(nil), b[:n]...), from, err})
		if !e.queued {
			e.queued = true
			e.h.post(e)
		}
		e.mu.Unlock()
	}
}

// deliver implements event.
func (e *Endpoint) deliver() {
	e.mu.Lock()
	in := e.in
	e.in, e.queued = nil, false
	e.owed = max(e.owed-len(in), 0)
	if e.accept != nil {
		in = slices.DeleteFunc(in, func(d arrival) bool { return d.from != nil && !e.accept(d.from) })
	}
	in = slices.DeleteFunc(in, func(d arrival) bool { return e.h.take(datagramSize+len(d.b)) != nil }) // as if the kernel had no room
	if e.received == nil {
		e.waits += len(in)
	}
	e.cond.Signal()
	e.mu.Unlock()
	if e.closed {
		return
	}
	if e.received != nil {
		for _, d := range in {
			switch {
			case e.closed:
			case d.err != nil:
				e.failed(Error(d.err))
			default:
				e.received(d.b, d.from)
			}
		}
		return
	}
	e.queue = append(e.queue, in...)
	e.wake()
}

func (e *Endpoint) wake() {
	if f := e.waiter; f != nil {
		e.waiter = nil
		e.pace()
		if !f.Done() {
			_ = f.SetResult(nil)
		}
	}
}

// Send sends a datagram, to the only peer where addr is nil: with a peer, another address is a ValueError. What the system
// has against it, now or because of an earlier datagram, is for an observer, or for who receives next.
func (e *Endpoint) Send(b []byte, addr net.Addr) error {
	if e.remote != nil && addr != nil && !sameAddr(e.remote, addr) {
		return loop.Errorf(loop.ValueError, "Invalid address: must be nil or %s", addressText(e.remote))
	}
	if e.closed {
		return nil
	}
	var err error
	if addr == nil || e.remote != nil {
		_, err = e.conn.Write(b)
	} else {
		_, err = e.conn.WriteTo(b, addr)
	}
	if err != nil {
		e.fail(err)
		return nil
	}
	if addr == nil {
		addr = e.remote
	}
	e.h.ends.sent(e, addr)
	return nil
}

// sameAddr tells whether two addresses are one, however they are written.
func sameAddr(a, b net.Addr) bool {
	x, ok := a.(*net.UDPAddr)
	y, same := b.(*net.UDPAddr)
	return ok && same && x.Port == y.Port && x.IP.Equal(y.IP)
}

// fail tells of an error of sending where those of receiving are told.
func (e *Endpoint) fail(err error) {
	if e.failed != nil {
		e.failed(Error(err))
		return
	}
	e.mu.Lock()
	full := len(e.in)+e.waits >= maxQueued
	if !full {
		e.waits++
	}
	e.mu.Unlock()
	if !full {
		e.queue = append(e.queue, arrival{err: err})
		e.wake()
	}
}

// Receive returns the next *Datagram, or nil when the endpoint is closed.
func (e *Endpoint) Receive() loop.Coroutine { return &receiving{e: e} }

type receiving struct {
	e      *Endpoint
	fut    *loop.Future
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (r *receiving) Resume(exc error) (loop.Signal, any) {
	e := r.e
	if r.fut != nil {
		if e.waiter == r.fut {
			e.waiter = nil
		}
		r.fut = nil
		r.expect.stop()
		e.pace()
		if sig, v := r.await.Resume(exc); sig == loop.Raised {
			return sig, v
		}
	} else if exc != nil {
		return loop.Raised, exc
	}
	switch {
	case len(e.queue) > 0:
		d := e.queue[0]
		e.queue = e.queue[1:]
		e.mu.Lock()
		e.waits--
		e.cond.Signal()
		e.mu.Unlock()
		if d.err != nil {
			return loop.Raised, Error(d.err)
		}
		return loop.Returned, &Datagram{e.h.options.Bytes(d.b), d.from}
	case e.closed:
		return loop.Returned, (*Datagram)(nil)
	case e.waiter != nil:
		return loop.Raised, loop.RuntimeError.New("recvfrom() called while another coroutine is already waiting for a datagram")
	}
	r.fut = e.h.l.CreateFuture()
	e.waiter = r.fut
	r.expect.begin(e.h)
	e.pace()
	return r.await.Start(r.fut)
}

// Close implements loop.Closer.
func (r *receiving) Close() {
	r.expect.stop()
	if r.fut != nil && r.e.waiter == r.fut {
		r.e.waiter = nil
		r.e.pace()
	}
}

// Addrs are the own address and that of the only peer, nil when there is none.
func (e *Endpoint) Addrs() (local, remote net.Addr) { return e.conn.LocalAddr(), e.remote }

// IsClosing tells whether it is closed.
func (e *Endpoint) IsClosing() bool { return e.closed }

// Close closes the endpoint.
func (e *Endpoint) Close() {
	if !e.closed {
		e.shut()
		e.h.gone(e)
		e.wake()
		if e.gone != nil {
			e.h.l.CallSoonFunc(e.gone)
		}
	}
}

// shut implements closer.
func (e *Endpoint) shut() {
	if e.received != nil && !e.closed {
		e.h.l.RemoveSource()
	}
	e.closed = true
	e.h.ends.leave(e)
	e.mu.Lock()
	e.over = true
	e.cond.Signal()
	e.mu.Unlock()
	_ = e.conn.Close()
}

// About how many bytes an endpoint takes besides the datagrams that have arrived, and one of them besides its bytes.
const (
	endpointSize = 400 + maxDatagram
	datagramSize = 96
)

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
