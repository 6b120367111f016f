//go:build unix

package stdlib

// This file waits until a file can be read, or somebody ends the wait.

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// A waker ends a wait: a pipe that is waited for beside the file.
type waker struct{ r, w *os.File }

func (w *waker) close() {
	if w.r != nil {
		w.r.Close()
		w.w.Close()
	}
}

// waitFor returns when f can be read, or cannot be waited for. It raises the error of who ends the wait.
func (m *Modules) waitFor(f *os.File) {
	w := &m.waker
	if w.r == nil {
		r, wr, err := os.Pipe()
		if err != nil {
			return
		}
		w.r, w.w = r, wr
	}
	goOn := m.opts.Stall(func() { _, _ = w.w.Write([]byte{0}) })
	woken := false
	_ = control(f, func(fd int) {
		_ = control(w.r, func(wake int) { woken = waitReadable(fd, wake) })
	})
	if woken {
		_, _ = w.r.Read(make([]byte, 1))
	}
	goOn()
}

// control calls fn with the descriptor of f.
func control(f *os.File, fn func(fd int)) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	return conn.Control(func(fd uintptr) { fn(int(fd)) })
}

// waitReadable waits for one of two descriptors, and reports whether it was the second.
func waitReadable(fd, wake int) (woken bool) {
	for {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); !errors.Is(err, unix.EINTR) {
			return err == nil && fds[1].Revents != 0
		}
	}
}
