package netio

// This file makes connections of files that give and take bytes as they come: of named pipes and devices.

import (
	"context"
	"io"
	"io/fs"
	"os"

	"moonloop/loop"
)

// Pipe returns a coroutine that returns a *Conn of the file, which only sends or only receives. The file belongs to the connection
// from then on. What is no pipe, socket or device is a ValueError.
func (x *FileHandle) Pipe(send bool) loop.Coroutine {
	return &then{x.do(func(context.Context) (any, error) {
		info, err := x.f.Stat()
		switch {
		case err != nil:
			return nil, err
		case info.Mode().IsRegular():
			return nil, loop.ValueError.New("pipe transport is for pipes, sockets and devices: " + x.path + " is a file")
		}
		return info.Mode()&fs.ModeDevice != 0, nil
	}), func(device any) (any, error) {
		if x.closed {
			return nil, errClosedFile()
		}
		if err := x.h.check(); err != nil {
			return nil, err
		}
		c := x.h.newConn(connOptions{readOnly: !send, sendOnly: send})
		if send || device.(bool) || x.h.polls() == nil { // not all devices can be watched
			c.engine = newPump(c, &pipeEnd{File: x.f, fresh: x.fresh, send: send})
		} else if err := c.adopt(x.f); err != nil {
			x.h.gone(c)
			return nil, Error(err)
		}
		x.forget()
		_ = c.Reader.Feed(x.buf)
		c.start()
		if send && !device.(bool) {
			c.engine.start()
		}
		return c, nil
	}}
}

// A pipeEnd is a pipe to be read and written by goroutines.
type pipeEnd struct {
	*os.File
	send  bool
	fresh bool
}

// Read implements io.Reader. The first read waits for somebody to write: a pipe whose other end nobody has opened seems to be at
// its end. Of an end to write it returns when nobody reads any more.
func (p *pipeEnd) Read(b []byte) (int, error) {
	if p.send {
		if err := readerGone(p.File); err != nil {
			return 0, err
		}
		return 0, io.EOF
	}
	if p.fresh {
		p.fresh = false
		if err := writerOf(context.Background(), p.File); err != nil {
			return 0, err
		}
	}
	return p.File.Read(b)
}
