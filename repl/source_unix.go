//go:build unix

package repl

// This file reads bytes that can be waited for and given up.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

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

// errGone is the end of a source that cannot go on: it was stopped, or is a terminal that is gone.
var errGone = fmt.Errorf("%w: nothing more will come", io.EOF)

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.take(p)
	if errors.Is(err, io.EOF) {
		err = io.EOF
	}
	return n, err
}

func (s *source) take(p []byte) (int, error) {
	_, wake, ok := fileOf(s.wake)
	if !ok {
		return 0, errGone
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
			return 0, errGone
		}
		n, err := unix.Read(s.fd, p)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case err != nil, fds[0].Revents&unix.POLLHUP != 0 && n == 0:
			return 0, errGone
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// ready tells whether something is there to be read before d has passed, or the source is at its end.
func (s *source) ready(d time.Duration) bool {
	_, wake, ok := fileOf(s.wake)
	if !ok {
		return true
	}
	fds := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
	for end := time.Now().Add(d); ; {
		n, err := unix.Poll(fds, int(max(0, time.Until(end)).Milliseconds()))
		if !errors.Is(err, unix.EINTR) {
			return n > 0 || err != nil
		}
	}
}

// again waits for Ctrl-D on a terminal that reads whole lines, which are dropped; false if none can come any more.
func (s *source) again() bool {
	for line := make([]byte, 4096); ; {
		if _, err := s.take(line); err != nil {
			return err == io.EOF
		}
	}
}

// stop ends the reads, for good.
func (s *source) stop() { s.once.Do(func() { _ = s.waking.Close() }) }

// Close releases the source when nobody reads it any more.
func (s *source) Close() error {
	s.stop()
	return s.wake.Close()
}
