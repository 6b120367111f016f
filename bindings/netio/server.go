package netio

// This file holds Server: sockets that accept connections.

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"moonloop/loop"
)

// ServerOptions say how a server serves. The zero value is good.
type ServerOptions struct {
	Limit            int           // of the readers; 0 is 64 KiB
	TLS              *tls.Config   // nil: no TLS
	HandshakeTimeout time.Duration // 0 is HandshakeTimeout
	ReuseAddr        *bool         // nil is as the system's manner is
	ReusePort        bool
	KeepSocket       bool // leave the file of a unix socket there when the server closes
	// Connected is called on the loop's goroutine for each connection.
	Connected func(c *Conn)
}

// A Server accepts connections, as asyncio's Server does. Its methods are for the loop's goroutine.
type Server struct {
	h         *Hub
	options   ServerOptions
	listeners []net.Listener
	acceptors []io.Closer    // in the place of listeners, where the loop accepts
	links     []LinkListener // in the place of listeners, in a simulation
	addrs     []net.Addr
	sockets   []socketFile
	clients   map[*Conn]struct{}
	order     []*Conn // clients, oldest first; some may be gone
	serving   bool
	closed    bool
	done      bool // closed, and all clients are gone
	forever   *loop.Future
	waiters   []*loop.Future
	quit      chan struct{}
	stalled   bool // it does not accept for a while
	// Payload is the embedding's own object for this server.
	Payload any

	mu       sync.Mutex
	accepted []net.Conn // guarded by mu
	failed   error      // guarded by mu
	queued   bool       // guarded by mu
}

// Listen returns a coroutine that binds to the addresses and returns a *Server that does not serve yet.
func (h *Hub) Listen(network string, addresses []string, o ServerOptions) loop.Coroutine {
	if h.options.Network != nil {
		return &listening{h: h, o: o, do: h.Opening(func(context.Context) (any, error) { return h.listenLinks(network, addresses) }, closeLinks)}
	}
	do := h.Opening(func(ctx context.Context) (any, error) {
		config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error { return socketOptions(raw, o) }}
		var list []net.Listener
		for _, address := range addresses {
			ln, err := config.Listen(ctx, network+familyOf(network, address), address)
			if err != nil {
				closeListeners(list)
				return nil, err
			}
			list = append(list, ln)
			if u, ok := ln.(*net.UnixListener); ok {
				u.SetUnlinkOnClose(false) // see removeSockets
			}
		}
		return list, nil
	}, func(v any) { closeListeners(v.([]net.Listener)) })
	return &listening{h: h, o: o, do: do}
}

// familyOf is the family of the network to listen in, "4", "6" or "": an address of one family takes no connections of the
// other, as in asyncio; no address takes both.
func familyOf(network, address string) string {
	host, _, err := net.SplitHostPort(address)
	ip, parseErr := netip.ParseAddr(host)
	switch {
	case network != "tcp" && network != "udp" || err != nil || parseErr != nil:
		return ""
	case ip.Is4():
		return "4"
	}
	return "6"
}

func closeListeners(list []net.Listener) {
	for _, ln := range list {
		_ = ln.Close()
	}
}

type listening struct {
	h  *Hub
	o  ServerOptions
	do loop.Coroutine
}

// Resume implements loop.Coroutine.
func (x *listening) Resume(exc error) (loop.Signal, any) {
	sig, v := x.do.Resume(exc)
	if sig != loop.Returned {
		return sig, v
	}
	s := &Server{h: x.h, options: x.o, clients: map[*Conn]struct{}{}, quit: make(chan struct{})}
	s.listeners, _ = v.([]net.Listener)
	s.links, _ = v.([]LinkListener)
	for _, ln := range s.listeners {
		s.addrs = append(s.addrs, ln.Addr())
		if u, ok := ln.Addr().(*net.UnixAddr); ok && !x.o.KeepSocket {
			if info, err := os.Lstat(u.Name); err == nil {
				s.sockets = append(s.sockets, socketFile{u.Name, info})
			}
		}
	}
	for _, ln := range s.links {
		s.addrs = append(s.addrs, ln.Addr())
	}
	x.h.opened(s)
	if x.h.ends != nil {
		x.h.ends.servers[s] = struct{}{}
	}
	return sig, s
}

// Close implements loop.Closer.
func (x *listening) Close() {
	if c, ok := x.do.(loop.Closer); ok {
		c.Close()
	}
}

// Start begins to accept.
func (s *Server) Start() {
	if s.serving || s.closed {
		return
	}
	s.serving = true
	s.h.l.AddSource()
	for _, ln := range s.listeners {
		if !s.serve(ln) {
			s.h.spawn(func() { s.accept(ln) })
		}
	}
	for _, ln := range s.links {
		ln.Accept(s.linked)
	}
}

// IsServing tells whether it accepts.
func (s *Server) IsServing() bool { return s.serving }

// Addrs are the addresses it listens on; none when it is closed.
func (s *Server) Addrs() []net.Addr {
	if s.closed {
		return nil
	}
	return s.addrs
}

// tooMany is how long a server waits when the process has no more descriptors.
const tooMany = time.Second

// accept is the goroutine of one listener.
func (s *Server) accept(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			s.give(nil, err)
			t := time.NewTimer(tooMany)
			select {
			case <-t.C:
			case <-s.quit:
				t.Stop()
				return
			}
		case s.options.TLS != nil:
			s.secure(conn)
		default:
			s.give(conn, nil)
		}
	}
}

// secure does the handshake with a client. One that cannot do it is no error of ours: asyncio too closes it without a word.
func (s *Server) secure(conn net.Conn) {
	s.h.spawn(func() {
		if t, err := handshake(s.h.ctx, conn, s.options.TLS, true, s.options.HandshakeTimeout); err == nil {
			s.give(t, nil)
		}
	})
}

// give leaves a connection or a failure for the loop.
func (s *Server) give(conn net.Conn, err error) {
	s.mu.Lock()
	if conn != nil {
		s.accepted = append(s.accepted, conn)
	}
	if err != nil {
		s.failed = err
	}
	post := !s.queued
	s.queued = true
	s.mu.Unlock()
	if post {
		s.h.post(s)
	}
}

func (s *Server) deliver() {
	s.mu.Lock()
	accepted, failed := s.accepted, s.failed
	s.accepted, s.failed, s.queued = nil, nil, false
	s.mu.Unlock()
	for _, conn := range accepted {
		if s.closed || s.h.closed || s.h.options.Room.Full() != nil {
			closeNow(conn)
			continue
		}
		c := s.h.newConn(connOptions{limit: s.options.Limit, server: s})
		if err := c.adopt(conn); err != nil {
			s.h.gone(c)
			closeNow(conn)
			continue
		}
		s.connected(c)
	}
	if failed != nil && !s.h.closed {
		s.acceptFailed(failed)
	}
}

// connected begins with a connection that was accepted.
func (s *Server) connected(c *Conn) {
	s.clients[c] = struct{}{}
	s.order = append(s.order, c)
	c.start()
	s.options.Connected(c)
}

func (s *Server) acceptFailed(err error) {
	s.h.l.CallExceptionHandler(&loop.ErrorContext{Message: "socket.accept() failed", Exception: Error(err)})
}

// backlog is how many connections are accepted at a time.
func (s *Server) backlog() int { return 100 }

func (s *Server) detach(c *Conn) {
	delete(s.clients, c)
	if len(s.order) > 2*len(s.clients)+16 {
		s.order = s.Clients()
	}
	s.settle()
}

// Clients are the connections that are open, oldest first.
func (s *Server) Clients() []*Conn {
	var list []*Conn
	for _, c := range s.order {
		if _, ok := s.clients[c]; ok {
			list = append(list, c)
		}
	}
	return list
}

// CloseClients closes the connections; what was written to them is sent.
func (s *Server) CloseClients() {
	for _, c := range s.Clients() {
		c.Close()
	}
}

// Close stops accepting. Connections that were accepted go on.
func (s *Server) Close() {
	if s.closed {
		return
	}
	s.shut()
	s.h.gone(s)
	if f := s.forever; f != nil && !f.Done() {
		f.Cancel(nil)
	}
	s.settle()
}

// shut implements closer.
func (s *Server) shut() {
	if s.closed {
		return
	}
	s.closed = true
	if s.h.ends != nil {
		delete(s.h.ends.servers, s)
	}
	close(s.quit)
	closeListeners(s.listeners)
	closeLinks(s.links)
	for _, a := range s.acceptors {
		_ = a.Close()
	}
	s.removeSockets()
	if s.serving {
		s.serving = false
		s.h.l.RemoveSource()
	}
}

// A socketFile is the file of a unix socket, as it was when the server had made it.
type socketFile struct {
	path string
	info os.FileInfo
}

// removeSockets removes the files of the server's sockets, if nobody has put others in their places.
func (s *Server) removeSockets() {
	for _, f := range s.sockets {
		if now, err := os.Lstat(f.path); err == nil && os.SameFile(f.info, now) {
			_ = os.Remove(f.path)
		}
	}
}

// settle wakes those in WaitClosed when there is nothing left.
func (s *Server) settle() {
	if !s.closed || len(s.clients) > 0 {
		return
	}
	s.done = true
	for _, f := range s.waiters {
		if !f.Done() {
			_ = f.SetResult(nil)
		}
	}
	s.waiters = nil
}
