//go:build linux && !goroutines

package netio

// This file takes descriptors over from Go, to have the loop watch them.

import (
	"io"
	"net"
	"os"
	"syscall"

	"moonloop/loop"

	"golang.org/x/sys/unix"
)

// descriptor takes the descriptor out of x, a net.Conn, net.Listener or *os.File, and closes x; it does not wait.
func descriptor(x io.Closer) (int, error) {
	raw, err := x.(syscall.Conn).SyscallConn()
	if err != nil {
		return -1, err
	}
	fd := -1
	controlErr := raw.Control(func(old uintptr) { fd, err = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0) })
	if controlErr != nil {
		return -1, controlErr
	}
	if err != nil {
		return -1, err
	}
	_ = x.Close()
	return fd, unix.SetNonblock(fd, true)
}

// adopt makes c the owner of rwc, a net.Conn or the end of a pipe.
func (c *Conn) adopt(rwc io.ReadWriteCloser) error {
	if p := c.h.polls(); p != nil {
		switch x := rwc.(type) {
		case *net.TCPConn, *net.UnixConn:
			remote := rwc.(net.Conn).RemoteAddr()
			fd, err := descriptor(rwc)
			if err == nil {
				c.engine = &polled{c: c, p: p, fd: fd, remote: remote}
			}
			return err
		case *os.File:
			fd, err := descriptor(x)
			if err == nil {
				c.engine = &polled{c: c, p: p, fd: fd, pipe: true}
			}
			return err
		}
	}
	c.engine = newPump(c, rwc)
	return nil
}

// An acceptor accepts the connections of a listening socket when the loop finds it ready.
type acceptor struct {
	s  *Server
	p  *poller
	fd int
}

// serve begins to accept on a listener; false if goroutines have to do it.
func (s *Server) serve(ln net.Listener) bool {
	p := s.h.polls()
	if p == nil {
		return false
	}
	fd, err := descriptor(ln)
	if err != nil {
		return false
	}
	a := &acceptor{s: s, p: p, fd: fd}
	s.acceptors = append(s.acceptors, a)
	a.resume()
	return true
}

func (a *acceptor) resume() {
	a.s.stalled = false
	if a.fd >= 0 {
		_ = a.p.watch(a.fd, a, toRead)
	}
}

// pause tells why nothing is accepted for a while.
func (a *acceptor) pause(err error) {
	_ = a.p.watch(a.fd, a, 0)
	a.s.stalled = true
	a.s.h.l.CallLaterFunc(loop.After(tooMany), a.resume)
	a.s.acceptFailed(err)
}

// close implements io.Closer.
func (a *acceptor) Close() error {
	if a.fd < 0 {
		return nil
	}
	a.p.unwatch(a.fd)
	fd := a.fd
	a.fd = -1
	return unix.Close(fd)
}

// ready implements readyWatcher.
func (a *acceptor) ready(uint32) {
	for range a.s.backlog() {
		if a.fd < 0 {
			return
		}
		if err := a.s.h.options.Room.Full(); err != nil {
			a.pause(err)
			return
		}
		fd, sa, err := unix.Accept4(a.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		switch err {
		case nil:
		case unix.EAGAIN:
			return
		case unix.EINTR, unix.ECONNABORTED:
			continue
		default: // no descriptors left: asyncio too waits a second
			a.pause(err)
			return
		}
		remote := addrOf(sa)
		if _, tcp := remote.(*net.TCPAddr); tcp {
			_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		}
		if a.s.options.TLS != nil {
			f := os.NewFile(uintptr(fd), "connection")
			conn, err := net.FileConn(f)
			_ = f.Close()
			if err == nil {
				a.s.secure(conn)
			}
			continue
		}
		c := a.s.h.newConn(connOptions{limit: a.s.options.Limit, server: a.s})
		c.engine = &polled{c: c, p: a.p, fd: fd, remote: remote}
		a.s.connected(c)
	}
}
