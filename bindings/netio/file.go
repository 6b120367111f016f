package netio

// This file holds FileHandle: an open file whose operations take their time on goroutines, one after the other.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"moonloop/bindings/internal/disk"
	"moonloop/loop"
)

// A FileHandle is an open file. Its methods are for the loop's goroutine; their coroutines do what they say in the order in which
// they were begun.
type FileHandle struct {
	h      *Hub
	disk   disk.Disk
	f      *os.File
	path   string
	pipe   bool // or a device: what is read comes from others
	closed bool
	most   int           // bytes in the buffer; 0 is any number
	last   chan struct{} // closed when the operation that was begun last has ended

	// Only the operation under way touches these.
	buf   []byte // read and not given yet: the file is that much further on
	ended bool   // the last read found the end
	fresh bool   // a pipe of which nothing was read: somebody has to write first
}

// OpenFile returns a coroutine that opens a file and returns a *FileHandle. The flags are os.O_RDONLY and so on. It is closed with
// the hub at the latest.
func (h *Hub) OpenFile(d disk.Disk, path string, flags int, mode fs.FileMode) loop.Coroutine {
	pipe, fresh := false, false
	return &then{h.Opening(func(ctx context.Context) (any, error) {
		opened, err := openAtOnce(ctx, d, path, flags, mode)
		if err != nil {
			return nil, err
		}
		f, ok := opened.(*os.File)
		if !ok { // of a file system of the host's: there is nothing that could wait, seek or lock
			_ = opened.Close()
			return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOTSUP}
		}
		if info, err := f.Stat(); err == nil {
			if info.IsDir() {
				_ = f.Close()
				return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
			}
			pipe = !info.Mode().IsRegular()
			fresh = info.Mode()&fs.ModeNamedPipe != 0
		}
		return f, nil
	}, func(v any) { _ = v.(*os.File).Close() }), func(v any) (any, error) {
		if err := h.take(fileSize); err != nil {
			_ = v.(*os.File).Close()
			return nil, err
		}
		x := &FileHandle{h: h, disk: d, f: v.(*os.File), path: path, pipe: pipe, fresh: fresh, last: make(chan struct{})}
		close(x.last)
		h.opened(x)
		return x, nil
	}}
}

// fileSize is about how many bytes an open file takes.
const fileSize = 300

// errClosedFile is raised by operations of a file that is closed.
func errClosedFile() error { return loop.ValueError.New("I/O operation on closed file.") }

// do returns a coroutine that calls fn on a goroutine when the operations before have ended.
func (x *FileHandle) do(fn func(ctx context.Context) (any, error)) loop.Coroutine {
	return &fileOperation{x: x, fn: fn}
}

type fileOperation struct {
	x  *FileHandle
	fn func(ctx context.Context) (any, error)
	do loop.Coroutine
}

// Resume implements loop.Coroutine.
func (o *fileOperation) Resume(exc error) (loop.Signal, any) {
	if o.do == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		x := o.x
		if x.closed {
			return loop.Raised, errClosedFile()
		}
		before, mine := x.last, make(chan struct{})
		x.last = mine
		o.do = x.h.Do(func(ctx context.Context) (any, error) {
			defer close(mine)
			<-before // it ends: its own context sees to that
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			v, err := o.fn(ctx)
			if errors.Is(err, os.ErrClosed) {
				err = errClosedFile()
			}
			return v, err
		}, nil)
	}
	return o.do.Resume(exc)
}

// Close implements loop.Closer.
func (o *fileOperation) Close() {
	if c, ok := o.do.(loop.Closer); ok {
		c.Close()
	}
}

// endWith ends a wait for a pipe when ctx ends, by a deadline, until what it returns is called, which takes that back.
func endWith(ctx context.Context, set func(time.Time) error) (over func()) {
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = set(time.Unix(1, 0))
		close(ended)
	})
	return func() {
		if !stop() {
			<-ended
			_ = set(time.Time{})
		}
	}
}

// fill reads more into the buffer; ended is set at the end.
func (x *FileHandle) fill(ctx context.Context, size int) error {
	defer endWith(ctx, x.f.SetReadDeadline)()
	if x.fresh {
		if err := writerOf(ctx, x.f); err != nil {
			return err
		}
		x.fresh = false
	}
	if x.pipe {
		outside(ctx)
	}
	b := make([]byte, size)
	n, err := x.f.Read(b)
	x.buf = append(x.buf, b[:n]...)
	x.ended = n == 0
	if x.most > 0 && len(x.buf) > x.most {
		x.buf = nil
		return tooBig(x.path)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == io.EOF {
		err = nil
	}
	return err
}

// give takes n bytes out of the buffer.
func (x *FileHandle) give(n int) []byte {
	b := x.buf[:n:n]
	x.buf = x.buf[n:]
	return b
}

// Read returns a coroutine that returns at most n bytes as []byte, fewer only at the end; a negative n is all that is left.
func (x *FileHandle) Read(n int) loop.Coroutine {
	return x.do(func(ctx context.Context) (any, error) {
		for x.ended = false; !x.ended && (n < 0 || len(x.buf) < n); {
			size := filePiece
			if n >= 0 {
				size = min(size, n-len(x.buf))
			}
			if err := x.fill(ctx, size); err != nil {
				return nil, err
			}
		}
		if n < 0 {
			n = len(x.buf)
		}
		return x.give(min(n, len(x.buf))), nil
	})
}

// ReadLine returns a coroutine that returns a line with its newline as []byte; at the end it is empty.
func (x *FileHandle) ReadLine() loop.Coroutine {
	return x.do(func(ctx context.Context) (any, error) {
		seen := 0
		for x.ended = false; ; {
			if i := bytes.IndexByte(x.buf[seen:], '\n'); i >= 0 {
				return x.give(seen + i + 1), nil
			}
			if seen = len(x.buf); x.ended {
				return x.give(seen), nil
			}
			if err := x.fill(ctx, chunk); err != nil {
				return nil, err
			}
		}
	})
}

// settle goes back to where the script thinks the file is.
func (x *FileHandle) settle() error {
	n := len(x.buf)
	if n == 0 {
		return nil
	}
	x.buf = nil
	_, err := x.f.Seek(int64(-n), io.SeekCurrent)
	if errors.Is(err, syscall.ESPIPE) {
		return nil
	}
	return err
}

// Write returns a coroutine that writes all of s.
func (x *FileHandle) Write(s string) loop.Coroutine {
	return x.do(func(ctx context.Context) (any, error) {
		if err := x.settle(); err != nil {
			return nil, err
		}
		defer endWith(ctx, x.f.SetWriteDeadline)()
		if x.pipe {
			outside(ctx)
		}
		err := writeAll(ctx, x.disk, x.f, s)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return len(s), err
	})
}

// SeekTo returns a coroutine that goes to an offset from whence, io.SeekStart and so on, and returns where that is, an int64.
func (x *FileHandle) SeekTo(offset int64, whence int) loop.Coroutine {
	return x.do(func(context.Context) (any, error) {
		if err := x.settle(); err != nil {
			return nil, err
		}
		return x.f.Seek(offset, whence)
	})
}

// Truncate returns a coroutine that cuts the file, or makes it longer; a negative size is where the file is.
func (x *FileHandle) Truncate(size int64) loop.Coroutine {
	return x.do(func(context.Context) (any, error) {
		if err := x.settle(); err != nil {
			return nil, err
		}
		if size < 0 {
			var err error
			if size, err = x.f.Seek(0, io.SeekCurrent); err != nil {
				return nil, err
			}
		}
		return size, disk.Change(x.disk, x.f, func() error { return x.f.Truncate(size) })
	})
}

// Sync returns a coroutine that ends when what was written is on the disk.
func (x *FileHandle) Sync() loop.Coroutine {
	return x.do(func(context.Context) (any, error) { return nil, disk.Sync(x.disk, x.f) })
}

// Stat returns a coroutine that returns an fs.FileInfo.
func (x *FileHandle) Stat() loop.Coroutine {
	return x.do(func(context.Context) (any, error) { return x.f.Stat() })
}

// Lock returns a coroutine that locks the file against other programs that lock it, for reading together with them if
// shared. If it does not wait, a lock of another is a BlockingIOError.
func (x *FileHandle) Lock(shared, wait bool) loop.Coroutine {
	return x.do(func(ctx context.Context) (any, error) {
		t := time.NewTicker(lockAgain)
		defer t.Stop()
		for {
			err := lockFile(x.f, shared)
			switch {
			case err == nil && ctx.Err() != nil: // given up meanwhile
				return nil, errors.Join(ctx.Err(), unlockFile(x.f))
			case err == nil:
				return nil, nil
			case !isLocked(err):
				return nil, &fs.PathError{Op: "lock", Path: x.path, Err: err}
			case !wait:
				return nil, (&fs.PathError{Op: "lock", Path: x.path, Err: syscall.EAGAIN})
			}
			outside(ctx)
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-t.C:
			}
		}
	})
}

// lockAgain is how often it is looked whether a lock is free: the system's own wait cannot be given up.
const lockAgain = 20 * time.Millisecond

// Unlock returns a coroutine that ends a lock.
func (x *FileHandle) Unlock() loop.Coroutine {
	return x.do(func(context.Context) (any, error) { return nil, unlockFile(x.f) })
}

// SetMost bounds how many bytes one Read or ReadLine gives: more is EFBIG, and the file is that much further on.
func (x *FileHandle) SetMost(n int) { x.most = n }

// Path is the name it was opened by.
func (x *FileHandle) Path() string { return x.path }

// IsClosed tells whether Close was called.
func (x *FileHandle) IsClosed() bool { return x.closed }

// Descriptor is its number to the system.
func (x *FileHandle) Descriptor() (int, error) {
	if x.closed {
		return 0, errClosedFile()
	}
	raw, err := x.f.SyscallConn()
	if err != nil {
		return 0, err
	}
	number := 0
	err = raw.Control(func(fd uintptr) { number = int(fd) })
	return number, err
}

// CloseNow closes the file when what was begun has ended; the coroutine ends then. The second time it does nothing.
func (x *FileHandle) CloseNow() loop.Coroutine {
	if x.closed {
		return nothing{}
	}
	co := x.do(func(context.Context) (any, error) { return nil, x.f.Close() })
	return &closingFile{x, co}
}

type closingFile struct {
	x *FileHandle
	loop.Coroutine
}

// Resume implements loop.Coroutine.
func (c *closingFile) Resume(exc error) (loop.Signal, any) {
	if c.x.closed && c.Coroutine.(*fileOperation).do == nil {
		return nothing{}.Resume(exc)
	}
	sig, v := c.Coroutine.Resume(exc)
	c.x.forget()
	return sig, v
}

func (x *FileHandle) forget() {
	x.closed = true
	x.h.gone(x)
}

// shut implements closer: what is under way is ended by its context.
func (x *FileHandle) shut() {
	x.closed = true
	_ = x.f.Close()
}

// MemorySize is about how many bytes it takes.
func (x *FileHandle) MemorySize(func(any)) int { return fileSize }
