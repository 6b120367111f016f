//go:build unix

package repl

// This file reads bytes that can be waited for and given up.

import (
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// A source reads from a file until it is closed: a read that waits then ends with io.EOF. Nothing is lost of what
// nobody has asked for.
type source struct {
	fd           int
	file         *os.File // kept open while it is read
	wake, waking *os.File
	once         sync.Once
}

func newSource(f *os.File, fd int) (*source, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &source{fd: fd, file: f, wake: r, waking: w}, nil
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	_, wake, ok := fileOf(s.wake)
	if !ok {
		return 0, io.EOF
	}
	for {
		fds := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return 0, err
		}
		if fds[1].Revents != 0 {
			return 0, io.EOF
		}
		n, err := unix.Read(s.fd, p)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case err != nil:
			return 0, io.EOF // a terminal that is gone
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// stop ends the reads, for good.
func (s *source) stop() { s.once.Do(func() { _ = s.waking.Close() }) }

// Close releases the source when nobody reads it any more.
func (s *source) Close() error {
	s.stop()
	return s.wake.Close()
}
