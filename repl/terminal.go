package repl

// This file is what of a terminal the editor needs: its modes and its size.

import (
	"io"
	"os"
	"sync"

	"github.com/chzyer/readline"
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
