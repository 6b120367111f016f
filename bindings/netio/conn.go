package netio

// This file holds Conn: an open connection or pipe, and its life.

import (
	"crypto/tls"
	"net"
	"syscall"

	"moonloop/loop"
)

// A Conn is a transport and its protocol in asyncio's words: what a reader and a writer share. Its methods are for the
// loop's goroutine.
//
// Its life: it is open until Close, Abort or an error; closing until what was written has gone out; then lost.
type Conn struct {
	h      *Hub
	Reader *Reader
	server *Server // that accepted it, or nil
	end    *end    // nil under a real clock
	engine engine

	sink       func(b []byte) // gets what arrives in the reader's place
	observer   Observer       // is told of everything in the reader's place, if it is not nil
	readPaused bool           // it is not to be told of what arrives
	eofWaits   bool           // nor was it of the end
	readable   bool           // its reader is fed by it
	writable   bool
	closing    bool
	released   bool     // the engine is closed
	shaking    net.Conn // what StartTLS has taken from the engine, until the handshake is over; or nil
	lost       bool     // and everybody is told, or will be in the next iteration
	told       bool
	lostErr    error
	eof        bool // WriteEOF was called
	cut        bool // the peer was told so
	paused     bool // more is buffered than high
	high       int
	low        int
	drainers   []*loop.Future
	waiters    []*loop.Future // of WaitClosed
}

// An engine moves the bytes of a Conn: one by the loop's own sleep, where that can watch descriptors, and one by
// goroutines. Its methods are called on the loop's goroutine, and it calls received, ended, failed, wrote and finished of
// the Conn there.
type engine interface {
	// start begins to read.
	start()
	// room says that the reader has room again, or with force that it needs more than it has room for.
	room(force bool)
	// write sends b, which stays as it is, or keeps it to be sent as soon as possible. It returns how much is kept.
	write(b []byte) (kept int, err error)
	// kept is how many bytes were not sent yet; with idle, none is under way either.
	kept() (n int, idle bool)
	// marks changes the low water mark, at which wrote has to be called.
	marks(low int)
	// finish ends the connection when all is written, and calls finished; false if it has nothing to do but close.
	finish() bool
	// cut ends the sending side, after all was written. It returns false if there is no such thing.
	cut() bool
	// catchUp reads what is there without waiting, where that is possible.
	catchUp()
	// close closes at once.
	close()
	// plain stops reading and gives the connection out, to go on with TLS.
	plain() (stopped <-chan struct{}, conn net.Conn, err error)
	// netConn tells the addresses; nil for pipes.
	addrs() (local, remote net.Addr)
	// memorySize is Conn.MemorySize of what the engine keeps.
	memorySize(visit func(any)) int
	// receiving tells whether it takes what arrives now.
	receiving() bool
	// own tells whether the other end of a socket of the machine is this process's, as far as is known.
	own() bool
	// state is that of TLS, nil without.
	state() *tls.ConnectionState
}

// The water marks of writing, in bytes, as in asyncio.
const (
	highWater = 64 << 10
	lowWater  = 16 << 10
)

// connOptions say how a Conn is made.
type connOptions struct {
	limit    int
	server   *Server
	readOnly bool
	sendOnly bool
}

// newConn makes a connection; its engine is to be set, and it does not read before start.
func (h *Hub) newConn(o connOptions) *Conn {
	c := &Conn{
		h: h, Reader: NewReader(h, o.limit), server: o.server,
		high: highWater, low: lowWater,
		readable: !o.sendOnly, writable: !o.readOnly,
	}
	c.Reader.source = c
	h.opened(c)
	return c
}

// start begins to read.
func (c *Conn) start() {
	c.h.ends.meet(c)
	if c.readable && !c.closing {
		c.engine.start()
	}
}

// took implements source.
func (c *Conn) took(int) {
	if c.Reader.Buffered() <= c.Reader.limit {
		c.engine.room(false)
	}
}

// want implements source.
func (c *Conn) want() { c.engine.room(true) }

// full tells whether the reader has had enough for now.
func (c *Conn) full() bool { return c.readPaused || c.Reader.Buffered() > 2*c.Reader.limit }

// Loop is the loop the connection belongs to.
func (c *Conn) Loop() *loop.Loop { return c.h.l }

// IsClosing tells whether Close was called or the connection was lost.
func (c *Conn) IsClosing() bool { return c.closing }

// Addrs are the addresses of both ends, nil for pipes.
func (c *Conn) Addrs() (local, remote net.Addr) { return c.engine.addrs() }

// TLS is the state of a connection with TLS, nil without it.
func (c *Conn) TLS() *tls.ConnectionState { return c.engine.state() }

// Close closes the connection when all that was written has gone out.
func (c *Conn) Close() {
	if c.closing {
		return
	}
	c.closing = true
	if c.engine.finish() {
		c.end.flushes()
		return
	}
	if _, idle := c.engine.kept(); idle {
		c.drop(nil)
	}
}

// Abort closes the connection at once; what was not sent is lost.
func (c *Conn) Abort() { c.drop(nil) }

// Fail ends the connection at once because of an error, which who waits gets.
func (c *Conn) Fail(err error) { c.drop(err) }

// Forget closes the connection because nobody has it any more. Any goroutine may call it.
func (c *Conn) Forget() { _ = c.h.l.CallSoonThreadsafeFunc(c.Close) }

// drop closes what is open, because of err or for nil, and has the loss told in the next iteration.
func (c *Conn) drop(err error) {
	c.closing = true
	if c.lostErr == nil {
		c.lostErr = err
	}
	c.release()
	if !c.lost {
		c.lost = true
		c.h.l.CallSoonFunc(c.connectionLost)
	}
}

func (c *Conn) release() {
	if !c.released {
		c.released = true
		c.end.ends(true)
		c.engine.close()
		if c.shaking != nil {
			_ = c.shaking.Close()
		}
	}
}

// shut implements closer.
func (c *Conn) shut() {
	c.closing, c.lost = true, true
	c.release()
}

// connectionLost tells everybody who waits.
func (c *Conn) connectionLost() {
	c.told = true
	c.h.gone(c)
	if c.lostErr != nil {
		if c.Reader.err == nil {
			c.Reader.SetErr(c.lostErr)
		}
	} else if !c.Reader.eof {
		c.Reader.FeedEOF()
	}
	for _, f := range c.drainers {
		if !f.Done() {
			_ = f.SetException(connectionLost())
		}
	}
	for _, f := range c.waiters {
		switch {
		case f.Done():
		case c.lostErr != nil:
			_ = f.SetException(c.lostErr)
		default:
			_ = f.SetResult(nil)
		}
	}
	c.drainers, c.waiters = nil, nil
	c.tellLost()
	if c.server != nil {
		c.server.detach(c)
	}
}

func connectionLost() error { return osError(syscall.ECONNRESET, "Connection lost") }

// received, ended, failed, wrote and finished are what engines report, on the loop's goroutine.

func (c *Conn) received(b []byte) {
	c.end.received(len(b))
	switch {
	case len(b) == 0 || c.closing:
	case c.sink != nil:
		c.sink(b)
	case c.observer != nil:
		if err := c.toObserver(b); err != nil {
			c.drop(err)
		}
	default:
		if err := c.h.take(len(b)); err != nil {
			c.drop(err)
			return
		}
		_ = c.Reader.Feed(b)
	}
}

func (c *Conn) ended() {
	if c.lost || c.Reader.eof {
		return
	}
	if !c.readable { // a pipe that nobody reads any more
		var err error
		if c.Buffered() > 0 {
			err = osError(syscall.EPIPE, "Broken pipe")
		}
		c.drop(err)
		return
	}
	c.Reader.FeedEOF()
	if c.observer != nil {
		if c.readPaused || c.Reader.Buffered() > 0 {
			c.eofWaits = true
		} else {
			c.endObserver()
		}
		return
	}
	if c.TLS() != nil || !c.writable {
		c.Close()
	}
}

func (c *Conn) failed(err error) {
	if !c.lost {
		c.drop(Error(err))
	}
}

func (c *Conn) finished() {
	if !c.lost {
		c.drop(nil)
	}
}

// wrote is told how much is still to be sent; with idle none is under way either.
func (c *Conn) wrote(kept int, idle bool) {
	if c.lost {
		return
	}
	if c.paused && kept <= c.low {
		c.paused = false
		if c.observer != nil {
			c.observer.Resumed()
		}
		for _, f := range c.drainers {
			if !f.Done() {
				_ = f.SetResult(nil)
			}
		}
		c.drainers = nil
	}
	if !idle {
		return
	}
	if p := c.Reader.protocol; p != nil && !c.closing {
		p.Written()
	}
	switch {
	case c.closing:
		if c.TLS() == nil {
			c.drop(nil)
		}
	case c.eof && !c.cut:
		c.shutWriting()
	}
}

// WaitClosed waits until the connection is closed; it raises what it was lost by.
func (c *Conn) WaitClosed() loop.Coroutine { return &closeWait{c: c} }

type closeWait struct {
	c      *Conn
	begun  bool
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (w *closeWait) Resume(exc error) (loop.Signal, any) {
	if w.begun {
		w.expect.stop()
		return w.await.Resume(exc)
	}
	if exc != nil {
		return loop.Raised, exc
	}
	w.begun = true
	c := w.c
	if c.told {
		if c.lostErr != nil {
			return loop.Raised, c.lostErr
		}
		return loop.Returned, nil
	}
	f := c.h.l.CreateFuture()
	c.waiters = append(c.waiters, f)
	w.expect.beginAt(c)
	return w.await.Start(f)
}

// Close implements loop.Closer.
func (w *closeWait) Close() { w.expect.stop() }

// connSize is about how many bytes a connection takes besides what its reader and engine keep.
const connSize = 600

// MemorySize is about how many bytes the connection takes.
func (c *Conn) MemorySize(visit func(any)) int {
	visit(c.Reader)
	if c.engine == nil {
		return connSize
	}
	return connSize + c.engine.memorySize(visit)
}
