package netio

// This file reads standard input and other things that were open before.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// OpenReader returns a reader of something that stays open afterwards, standard input above all. It begins to read when
// somebody wants to; the goroutine that may be needed is not waited for when the hub closes, because nothing ends a read
// from a terminal.
func (h *Hub) OpenReader(from io.Reader, limit int) *Reader {
	r := NewReader(h, limit)
	if f, ok := from.(*os.File); ok {
		if s := h.watchFile(f, r); s != nil {
			r.source = s
			return r
		}
	}
	s := &borrowed{h: h, r: r, from: from}
	s.cond.L = &s.mu
	r.source = s
	return r
}

// borrowed is the source of a reader for which a goroutine reads one piece after the other, each when it is wanted.
type borrowed struct {
	h       *Hub
	r       *Reader
	from    io.Reader
	running bool      // loop's goroutine only
	cond    sync.Cond // of mu

	mu     sync.Mutex
	wanted bool   // guarded by mu
	over   bool   // guarded by mu
	in     []byte // guarded by mu
	err    error  // guarded by mu
}

func (s *borrowed) took(int) {}

func (s *borrowed) want() {
	if !s.running {
		s.running = true
		s.h.opened(s)
		go s.read()
	}
	s.mu.Lock()
	s.wanted = true
	s.cond.Signal()
	s.mu.Unlock()
}

func (s *borrowed) read() {
	b := make([]byte, chunk)
	returned := false
	defer func() {
		if !returned {
			s.put(nil, errors.New("the reader ended its goroutine by runtime.Goexit"))
		}
	}()
	for {
		s.mu.Lock()
		for !s.wanted && !s.over {
			s.cond.Wait()
		}
		s.wanted = false
		over := s.over
		s.mu.Unlock()
		if over {
			returned = true
			return
		}
		n, err := s.fetch(b)
		if more := s.put(b[:n], err); !more {
			returned = true
			return
		}
	}
}

// fetch reads from the host's reader, whatever that does.
func (s *borrowed) fetch(b []byte) (n int, err error) {
	defer contain(&err)
	if n, err = s.from.Read(b); n < 0 || n > len(b) {
		n, err = 0, fmt.Errorf("the reader said that it had read %d bytes of %d", n, len(b))
	}
	return n, err
}

// put hands on what was read, and reports whether more may follow.
func (s *borrowed) put(in []byte, err error) (more bool) {
	s.mu.Lock()
	over := s.over
	if !over {
		s.in = append(s.in, in...)
		s.err = err
	}
	s.mu.Unlock()
	if !over {
		s.h.post(s)
	}
	return !over && err == nil
}

// deliver implements event.
func (s *borrowed) deliver() {
	s.mu.Lock()
	in, err := s.in, s.err
	s.in = nil
	s.mu.Unlock()
	if s.h.closed || s.r.eof {
		return
	}
	_ = s.r.Feed(in)
	switch {
	case err == io.EOF:
		s.r.FeedEOF()
	case err != nil:
		s.r.SetErr(Error(err))
	}
}

// shut implements closer.
func (s *borrowed) shut() {
	s.mu.Lock()
	s.over = true
	s.cond.Signal()
	s.mu.Unlock()
}
