//go:build linux && !goroutines

package netio

// This file is the engine of connections that the loop itself watches.

import (
	"crypto/tls"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// Polls tells whether the loop itself waits for descriptors here. Then what several connections get comes in an order
// that is the same each time under a virtual clock.
const Polls = true

// chunk is how much is read at a time.
const chunk = 64 << 10

// A polled engine reads and writes a descriptor when it is ready. Everything happens on the loop's goroutine.
type polled struct {
	c       *Conn
	p       *poller
	fd      int // -1 when closed
	remote  net.Addr
	pipe    bool
	reading bool
	paused  bool // it would read if the reader had room
	out     outbox
}

var _ engine = (*polled)(nil)

func (e *polled) start() {
	e.reading = true
	e.interest()
}

// interest has the descriptor watched for what matters now.
func (e *polled) interest() {
	if e.fd < 0 {
		return
	}
	var events uint32
	if e.reading && !e.paused {
		events = toRead
	}
	if e.out.n > 0 {
		events |= toWrite
	}
	if err := e.p.watch(e.fd, e, events); err != nil {
		e.c.failed(err)
	}
}

// ready implements readyWatcher.
func (e *polled) ready(events uint32) {
	if events&(toRead|gone) != 0 && e.reading && !e.paused {
		e.read()
	}
	if events&(toWrite|gone) != 0 && e.out.n > 0 && e.fd >= 0 {
		e.flush()
	}
}

func (e *polled) read() {
	n, err := readNow(e.fd, e.pipe, e.p.buf)
	switch {
	case err == unix.EAGAIN || err == unix.EINTR:
	case err != nil:
		e.c.failed(err)
	case n == 0:
		e.reading = false
		e.interest()
		e.c.ended()
	default:
		e.c.received(e.p.buf[:n])
		if e.c.full() {
			e.paused = true
			e.interest()
		}
	}
}

// catchUp reads what is there.
func (e *polled) catchUp() {
	for e.fd >= 0 && e.reading {
		n, err := readNow(e.fd, e.pipe, e.p.buf)
		if err != nil || n == 0 {
			return // whatever it is, it comes again
		}
		e.c.received(e.p.buf[:n])
	}
}

func (e *polled) room(force bool) {
	if e.paused && (force || !e.c.full()) {
		e.paused = false
		e.interest()
	}
}

func (e *polled) write(b []byte) (int, error) {
	if e.out.n == 0 {
		n, err := writeNow(e.fd, e.pipe, b)
		switch {
		case err == nil && n == len(b):
			return 0, nil
		case err == nil:
			b = b[n:]
		case err != unix.EAGAIN && err != unix.EINTR:
			return 0, err
		}
	}
	first := e.out.n == 0
	e.out.put(b)
	if first {
		e.interest()
	}
	return e.out.n, nil
}

// flush sends what was kept, as far as it goes at once.
func (e *polled) flush() {
	for budget := 1 << 20; e.out.n > 0 && budget > 0; {
		n, err := writeNow(e.fd, e.pipe, e.out.first())
		if err == unix.EAGAIN || err == unix.EINTR {
			break
		}
		if err != nil {
			e.c.failed(err)
			return
		}
		e.out.skip(n)
		budget -= n
	}
	if e.out.n == 0 {
		e.interest()
	}
	e.c.wrote(e.out.n, e.out.n == 0)
}

func (e *polled) kept() (int, bool) { return e.out.n, e.out.n == 0 }
func (e *polled) marks(int)         {}
func (e *polled) receiving() bool   { return e.fd >= 0 && e.reading && !e.paused }

func (e *polled) own() bool {
	peer, err := unix.GetsockoptUcred(e.fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	return err == nil && int(peer.Pid) == os.Getpid()
}

func (e *polled) finish() bool {
	// What arrives now is for nobody.
	e.reading = false
	e.interest()
	return false
}

func (e *polled) cut() bool {
	if e.pipe {
		return false
	}
	_ = unix.Shutdown(e.fd, unix.SHUT_WR)
	return true
}

func (e *polled) close() {
	if e.fd >= 0 {
		e.p.unwatch(e.fd)
		_ = unix.Close(e.fd)
		e.fd = -1
		e.out.clear()
	}
}

// plain hands the descriptor over; the engine is as good as closed then.
func (e *polled) plain() (<-chan struct{}, net.Conn, error) {
	e.p.unwatch(e.fd)
	f := os.NewFile(uintptr(e.fd), "connection")
	e.fd = -1
	defer f.Close()
	conn, err := net.FileConn(f)
	stopped := make(chan struct{})
	close(stopped)
	return stopped, conn, err
}

func (e *polled) addrs() (local, remote net.Addr) {
	if e.pipe {
		return nil, nil
	}
	if e.fd >= 0 {
		if sa, err := unix.Getsockname(e.fd); err == nil {
			local = addrOf(sa)
		}
	}
	return local, e.remote
}

func (e *polled) memorySize(visit func(any)) int { return e.out.memorySize(visit) }

func (e *polled) state() *tls.ConnectionState { return nil }

// addrOf is a socket address as package net has it.
func addrOf(sa unix.Sockaddr) net.Addr {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return &net.TCPAddr{IP: net.IP(sa.Addr[:]), Port: sa.Port}
	case *unix.SockaddrInet6:
		return &net.TCPAddr{IP: net.IP(sa.Addr[:]), Port: sa.Port}
	case *unix.SockaddrUnix:
		return &net.UnixAddr{Name: sa.Name, Net: "unix"}
	}
	return nil
}
