package repl

// This file is what of a terminal the editor needs: its modes, its size, and bytes that can be waited for and given up.

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/chzyer/readline"
	"golang.org/x/sys/unix"
)

// fileOf is the file behind a stream, and its descriptor.
func fileOf(stream any) (f *os.File, fd int, ok bool) {
	if s, isScreen := stream.(*Screen); isScreen {
		stream = s.out
	}
	if f, ok = stream.(*os.File); !ok {
		return nil, -1, false
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return nil, -1, false
	}
	fd = -1
	if err := conn.Control(func(p uintptr) { fd = int(p) }); err != nil {
		return nil, -1, false
	}
	return f, fd, true
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	_, fd, ok := fileOf(stream)
	return ok && readline.IsTerminal(fd)
}

// sizeOf finds the size of the terminal that out is; 80 by 24 when it is none or does not say.
func sizeOf(out io.Writer) func() (width, height int) {
	_, fd, ok := fileOf(out)
	return func() (int, int) {
		if ok {
			if w, h, err := readline.GetSize(fd); err == nil && w > 0 && h > 0 {
				return w, h
			}
		}
		return 80, 24
	}
}

// modes switches a terminal between keys one by one and whole lines.
type modes struct {
	fd    int
	mu    sync.Mutex
	saved *readline.State // guarded by mu; nil when it has its own modes
}

func (m *modes) raw() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.saved != nil {
		return nil
	}
	saved, err := readline.MakeRaw(m.fd)
	if err == nil {
		m.saved = saved
	}
	return err
}

func (m *modes) restore() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.saved == nil {
		return nil
	}
	err := readline.Restore(m.fd, m.saved)
	m.saved = nil
	return err
}

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
