package netio

// This file is where another network stands in for the machine's: that of a simulation.

import (
	"context"
	"crypto/tls"
	"net"
	"strconv"

	"moonloop/loop"
)

// A Network is the network as one machine of a simulation sees it, in the place of the real one: a hub with
// [Options].Network opens no socket. Its methods are called on the goroutine of the loop l and do not wait. What they call
// back they call later and there, as a callback of l, and not at all once cancel was called.
type Network interface {
	// Dial opens a connection, from local if that is not nil.
	Dial(l *loop.Loop, network, address string, local net.Addr, done func(Link, error)) (cancel func())
	// Listen begins to listen.
	Listen(l *loop.Loop, network, address string) (LinkListener, error)
	// OpenPackets makes an endpoint of datagrams; remote may be "". arrived gets each datagram, or an error in its place.
	OpenPackets(l *loop.Loop, network, local, remote string, arrived func(b []byte, from net.Addr, err error)) (Packets, error)
	// LookUp finds the addresses of a host.
	LookUp(l *loop.Loop, host string, done func([]net.IP, error)) (cancel func())
	// NameOf is the host of an address, "" if it has none.
	NameOf(ip net.IP) string
	// Work calls fn, which blocks a moment in the real machine, when that moment is over; at once if none is.
	Work(fn func())
}

// A Link is one end of a connection of a Network. Its methods are for the goroutine of the loop that it was made for.
type Link interface {
	// Start has all that happens told to t, from the beginning.
	Start(t LinkTaker)
	// Write takes as much of b as there is room for and returns how much that was.
	Write(b []byte) (n int, err error)
	// Pause has t told of nothing that arrives, or ends that.
	Pause(on bool)
	CloseWrite()
	// Secure does the handshake of TLS, or what stands for it.
	Secure(config *tls.Config, server bool, done func(tls.ConnectionState, error))
	Close()
	Addrs() (local, remote net.Addr)
}

// A LinkTaker is told what happens to a Link, in callbacks of its loop.
type LinkTaker interface {
	Received(b []byte) // the slice is good during the call only
	Ended()            // no more will come
	Failed(err error)
	Writable() // there is room again, after Write took less than all
}

// A LinkListener listens.
type LinkListener interface {
	// Accept has accept called with each connection, those first that were made before.
	Accept(accept func(Link))
	Addr() net.Addr
	Close() error
}

// Packets is what sends datagrams: a [net.UDPConn], or an endpoint of a Network.
type Packets interface {
	Write(b []byte) (int, error)
	WriteTo(b []byte, addr net.Addr) (int, error)
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
	Close() error
}

// simulated refuses what no simulated network has.
func (h *Hub) simulated(what string) error {
	if h.options.Network == nil {
		return nil
	}
	return loop.Errorf(PermissionError, "a simulated machine has no %s", what)
}

// refuses is a coroutine that raises an error.
type refuses struct{ err error }

// Resume implements loop.Coroutine.
func (r refuses) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Raised, r.err
}

// A calling is a coroutine that waits for a call of a Network to call back.
type calling[T any] struct {
	h      *Hub
	begin  func(done func(T, error)) (cancel func())
	drop   func(T) // gets a result that comes too late; may be nil
	cancel func()
	fut    *loop.Future
	await  loop.Await
}

// Resume implements loop.Coroutine.
func (c *calling[T]) Resume(exc error) (loop.Signal, any) {
	if c.fut != nil {
		if exc != nil {
			c.Close()
		}
		return c.await.Resume(exc)
	}
	if exc == nil {
		exc = c.h.check()
	}
	if exc != nil {
		return loop.Raised, exc
	}
	c.fut = c.h.l.CreateFuture()
	c.h.l.AddSource()
	c.cancel = c.begin(func(v T, err error) {
		c.h.l.RemoveSource()
		switch {
		case c.fut.Done():
			if err == nil && c.drop != nil {
				c.drop(v)
			}
		case err != nil:
			_ = c.fut.SetException(Error(err))
		default:
			_ = c.fut.SetResult(v)
		}
	})
	return c.await.Start(c.fut)
}

// Close implements loop.Closer: nobody waits any more.
func (c *calling[T]) Close() {
	switch {
	case c.fut == nil:
	case !c.fut.Done():
		c.fut.Cancel(nil)
		c.cancel()
		c.h.l.RemoveSource()
	default:
		if v, err := c.fut.Result(); err == nil && c.drop != nil {
			c.drop(v.(T))
		}
	}
}

// dialLink is what Dial waits for in a simulation.
func (h *Hub) dialLink(n Network, network, address string, o DialOptions) loop.Coroutine {
	return &calling[Link]{h: h, begin: func(done func(Link, error)) func() {
		cancel := func() {}
		cancelDial := n.Dial(h.l, network, address, o.LocalAddr, func(link Link, err error) {
			if err != nil || o.TLS == nil {
				done(link, err)
				return
			}
			cancel = h.secureLink(link, o.TLS, false, o.HandshakeTimeout, done)
		})
		return func() {
			cancelDial()
			cancel()
		}
	}, drop: Link.Close}
}

// lookUp is Resolve in a simulation.
func (h *Hub) lookUp(n Network, network, protocol, host, service string) loop.Coroutine {
	port := 0
	if service != "" {
		var err error
		if port, err = net.LookupPort(protocol, service); err != nil {
			return refuses{Error(err)}
		}
	}
	if host == "" {
		host = "localhost"
	}
	look := &calling[[]net.IP]{h: h, begin: func(done func([]net.IP, error)) func() { return n.LookUp(h.l, host, done) }}
	return &then{look, func(v any) (any, error) {
		var list []Resolved
		for _, ip := range v.([]net.IP) {
			if network != "ip6" {
				list = append(list, Resolved{IP: ip, Port: port})
			}
		}
		if len(list) == 0 {
			return nil, Error(&net.DNSError{Err: noFamily, Name: host, IsNotFound: true})
		}
		return list, nil
	}}
}

// nameIn is NameOf in a simulation.
func (h *Hub) nameIn(n Network, ip string, port int, numericHost, numericService bool, protocol string) loop.Coroutine {
	return h.Opening(func(ctx context.Context) (any, error) {
		host, service := ip, strconv.Itoa(port)
		if name := n.NameOf(net.ParseIP(ip)); name != "" && !numericHost {
			host = name
		}
		if !numericService {
			service = serviceOf(ctx, port, protocol)
		}
		return [2]string{host, service}, nil
	}, nil)
}

// listenLinks begins to listen in a simulation.
func (h *Hub) listenLinks(network string, addresses []string) (any, error) {
	var list []LinkListener
	for _, address := range addresses {
		ln, err := h.options.Network.Listen(h.l, network, address)
		if err != nil {
			closeLinks(list)
			return nil, err
		}
		list = append(list, ln)
	}
	return list, nil
}

func closeLinks(list any) {
	links, _ := list.([]LinkListener)
	for _, ln := range links {
		_ = ln.Close()
	}
}

// linked begins with a connection that a simulated network has accepted.
func (s *Server) linked(link Link) {
	if s.options.TLS != nil {
		s.h.secureLink(link, s.options.TLS, true, s.options.HandshakeTimeout, func(link Link, err error) {
			if err == nil { // who cannot do it is no error of ours
				s.welcome(link)
			}
		})
		return
	}
	s.welcome(link)
}

func (s *Server) welcome(link Link) {
	if s.closed || s.h.closed || s.h.options.Room.Full() != nil || s.h.take(connSize) != nil {
		link.Close()
		return
	}
	c := s.h.newConn(connOptions{limit: s.options.Limit, server: s})
	newLinked(c, link)
	s.connected(c)
}

// openPackets is OpenDatagram in a simulation.
func (h *Hub) openPackets(n Network, network string, o DatagramOptions) loop.Coroutine {
	var e *Endpoint
	return &then{h.Opening(func(context.Context) (any, error) {
		return n.OpenPackets(h.l, network, o.Local, o.Remote, func(b []byte, from net.Addr, err error) { e.arrived(arrival{b, from, err}) })
	}, func(v any) { _ = v.(Packets).Close() }), func(v any) (any, error) {
		if err := h.take(endpointSize); err != nil {
			_ = v.(Packets).Close()
			return nil, err
		}
		e = h.newEndpoint(v.(Packets), o)
		return e, nil
	}}
}

// arrived takes what a simulated network has delivered. What comes before the endpoint is made has nobody to take it.
func (e *Endpoint) arrived(a arrival) {
	if e == nil || e.closed {
		return
	}
	e.mu.Lock()
	full := len(e.in)+e.waits >= maxQueued
	if !full {
		e.in = append(e.in, a)
	}
	e.mu.Unlock()
	if !full {
		e.deliver()
	}
}
