package netio

// This file sends files over connections.

import (
	"context"
	"io"
	"io/fs"
	"math"
	"os"
	"syscall"

	"moonloop/bindings/internal/disk"
	"moonloop/loop"
)

// SendFile returns a coroutine that sends count bytes of a file from offset on, all of it if count is negative, and returns
// how many it has sent as an int64. No more of it is in memory than is under way.
func (c *Conn) SendFile(d disk.Disk, path string, offset, count int64) loop.Coroutine {
	if count < 0 {
		count = math.MaxInt64
	}
	return &sendingFile{c: c, disk: d, path: path, offset: offset, left: count}
}

type sendingFile struct {
	c            *Conn
	disk         disk.Disk
	path         string
	file         fs.File
	offset, left int64
	sent         int64
	at           loop.Await
	state        uint8 // 0 not begun, 1 reads, 2 waits for room
}

// Resume implements loop.Coroutine.
func (s *sendingFile) Resume(exc error) (loop.Signal, any) {
	if s.state == 0 && exc != nil {
		return loop.Raised, exc
	}
	var sig loop.Signal
	var v any
	if s.state == 0 {
		sig, v = s.read()
	} else {
		sig, v = s.at.Resume(exc)
	}
	for {
		switch {
		case !sig.Ended():
			return sig, v
		case sig == loop.Raised:
			s.Close()
			return sig, v
		case s.state == 2:
			sig, v = s.read()
			continue
		}
		b := v.([]byte)
		if len(b) == 0 {
			s.Close()
			return loop.Returned, s.sent
		}
		if err := s.c.Write(string(b)); err != nil {
			s.Close()
			return loop.Raised, err
		}
		s.sent += int64(len(b))
		s.offset += int64(len(b))
		s.left -= int64(len(b))
		s.state = 2
		sig, v = s.at.Start(s.c.Drain())
	}
}

// read begins to read the next piece; it is empty at the end.
func (s *sendingFile) read() (loop.Signal, any) {
	s.state = 1
	size := min(atOnceFromFile, s.left)
	return s.at.Start(s.c.h.Do(func(ctx context.Context) (any, error) {
		if size <= 0 {
			return []byte(nil), nil
		}
		if s.file == nil {
			f, err := openAtOnce(ctx, s.disk, s.path, os.O_RDONLY, 0) // a pipe has no offset to read at
			if err != nil {
				return nil, err
			}
			s.file = f
		}
		b := make([]byte, size)
		r, ok := s.file.(io.ReaderAt)
		if !ok {
			return nil, &fs.PathError{Op: "read", Path: s.path, Err: syscall.ENOTSUP}
		}
		n, err := r.ReadAt(b, s.offset)
		if err == io.EOF {
			err = nil
		}
		return b[:n], err
	}, nil))
}

// atOnceFromFile is how much of a file is read at a time.
const atOnceFromFile = 256 << 10

// Close implements loop.Closer.
func (s *sendingFile) Close() {
	s.at.Close()
	if s.file != nil {
		_ = s.file.Close()
		s.file = nil
	}
}
