//go:build linux && !goroutines

package netio

// This file has the loop watch files that were open before, without making them non-blocking: others share them.

import (
	"os"

	"golang.org/x/sys/unix"
)

// watchFile is a source that reads from f when there is something to read; nil if it cannot be watched.
func (h *Hub) watchFile(f *os.File, r *Reader) source {
	p := h.polls()
	if p == nil {
		return nil
	}
	fd := -1
	raw, err := f.SyscallConn()
	if err == nil {
		err = raw.Control(func(old uintptr) { fd, _ = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0) })
	}
	if err != nil || fd < 0 {
		return nil
	}
	s := &watchedFile{h: h, p: p, r: r, fd: fd}
	if p.watch(fd, s, toRead) != nil { // regular files cannot
		p.unwatch(fd)
		_ = unix.Close(fd)
		return nil
	}
	_ = p.watch(fd, s, 0)
	h.opened(s)
	return s
}

type watchedFile struct {
	h  *Hub
	p  *poller
	r  *Reader
	fd int
}

func (s *watchedFile) took(int) {}

func (s *watchedFile) want() {
	if s.fd >= 0 {
		_ = s.p.watch(s.fd, s, toRead)
	}
}

// ready implements readyWatcher.
func (s *watchedFile) ready(uint32) {
	_ = s.p.watch(s.fd, s, 0)
	n, err := unix.Read(s.fd, s.p.buf)
	switch {
	case err == unix.EAGAIN || err == unix.EINTR:
		s.want()
	case err != nil && err != unix.EIO:
		s.r.SetErr(Error(err))
	case err != nil || n == 0: // EIO is a terminal that has gone
		s.shut()
		s.h.gone(s)
		s.r.FeedEOF()
	default:
		_ = s.r.Feed(s.p.buf[:n])
	}
}

// shut implements closer.
func (s *watchedFile) shut() {
	if s.fd >= 0 {
		s.p.unwatch(s.fd)
		_ = unix.Close(s.fd)
		s.fd = -1
	}
}
