package netio

// This file is the writing side of a connection.

import (
	"unsafe"

	"moonloop/loop"
)

// Write sends s, or keeps it to be sent as soon as the peer takes it. After Close it does nothing, as in asyncio.
func (c *Conn) Write(s string) error {
	switch {
	case c.eof:
		return loop.RuntimeError.New("Cannot call write() after write_eof()")
	case !c.writable:
		return loop.RuntimeError.New("write: this end is only for reading")
	case c.closing || len(s) == 0:
		return nil
	}
	if n, _ := c.engine.kept(); n > 0 {
		if err := c.h.take(len(s)); err != nil {
			return err
		}
	}
	kept, err := c.engine.write(unsafe.Slice(unsafe.StringData(s), len(s)))
	if err != nil {
		c.drop(Error(err))
		return nil
	}
	c.end.wrote(len(s))
	c.pauseAbove(kept)
	return nil
}

// pauseAbove notes that more is buffered than the high water mark, if so.
func (c *Conn) pauseAbove(kept int) {
	if c.paused || kept <= c.high {
		return
	}
	c.paused = true
	if c.observer != nil {
		c.observer.Paused()
	}
}

// Buffered is how many bytes were written that have not gone out.
func (c *Conn) Buffered() int {
	n, _ := c.engine.kept()
	return n
}

// Limits are the water marks.
func (c *Conn) Limits() (low, high int) { return c.low, c.high }

// SetLimits sets the water marks; negative is asyncio's default for it.
func (c *Conn) SetLimits(high, low int) error {
	if high < 0 {
		high = highWater
		if low >= 0 {
			high = 4 * low
		}
	}
	if low < 0 {
		low = high / 4
	}
	if low > high {
		return loop.Errorf(loop.ValueError, "high (%d) must be >= low (%d) must be >= 0", high, low)
	}
	c.high, c.low = high, low
	c.engine.marks(low)
	kept, idle := c.engine.kept()
	c.pauseAbove(kept)
	c.wrote(kept, idle)
	return nil
}

// CanWriteEOF tells whether the sending side can be closed by itself.
func (c *Conn) CanWriteEOF() bool { return c.writable && c.TLS() == nil }

// WriteEOF closes the sending side when all has gone out.
func (c *Conn) WriteEOF() error {
	if !c.CanWriteEOF() {
		return loop.RuntimeError.New("write_eof: this stream has no way to end one direction alone")
	}
	if c.eof || c.closing {
		return nil
	}
	c.eof = true
	if _, idle := c.engine.kept(); idle {
		c.shutWriting()
	}
	return nil
}

func (c *Conn) shutWriting() {
	c.cut = true
	c.end.ends(false)
	if !c.engine.cut() {
		c.Close()
	}
}

// Drain waits until there is room to write more. It raises what ended the connection.
func (c *Conn) Drain() loop.Coroutine { return &draining{c: c} }

type draining struct {
	c      *Conn
	state  uint8 // 0 not begun, 1 has yielded, 2 waits
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (d *draining) Resume(exc error) (loop.Signal, any) {
	c := d.c
	if d.state == 2 {
		d.expect.stop()
		return d.await.Resume(exc)
	}
	if exc != nil {
		return loop.Raised, exc
	}
	if d.state == 0 {
		if c.Reader.err != nil {
			return loop.Raised, c.Reader.err
		}
		if c.closing { // so that a loop of writes and drains sees that the connection is lost
			d.state = 1
			return loop.Yielded, nil
		}
	}
	if c.told {
		return loop.Raised, connectionLost()
	}
	if !c.paused {
		return loop.Returned, nil
	}
	d.state = 2
	f := c.h.l.CreateFuture()
	c.drainers = append(c.drainers, f)
	d.expect.beginAt(c)
	return d.await.Start(f)
}

// Close implements loop.Closer.
func (d *draining) Close() { d.expect.stop() }
