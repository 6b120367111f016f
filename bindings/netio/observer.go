package netio

// This file hands all that happens to a connection to an observer, in the place of its Reader: to what Python calls a protocol.

// An Observer is told what happens to a connection, on the loop's goroutine.
type Observer interface {
	Received(b []byte) // the slice is good during the call only
	// Ended is told that the other end sends no more. The connection is closed unless it returns true.
	Ended() (keep bool)
	Lost(err error) // the last: nil when the connection was closed in order
	Paused()        // more is buffered than the high water mark
	Resumed()       // no more than the low water mark is
}

// Observe has o told of all that happens from now on. What has arrived already it gets in the next iteration. Of a connection
// that is known to be lost nothing is told, and o is not kept.
func (c *Conn) Observe(o Observer) {
	if c.told {
		return
	}
	if c.observer == nil {
		c.end.waited(1)
		if !c.internal() {
			c.h.l.AddSource() // it may be told something at any time
		}
	}
	c.observer = o
	if c.Reader.Buffered() > 0 || c.Reader.eof {
		c.eofWaits = c.Reader.eof
		c.h.l.CallSoonFunc(c.catchUpObserver)
	}
}

// tellLost tells the observer that the connection is lost, and lets go of it: what is told nothing more need not be kept, nor what
// it holds.
func (c *Conn) tellLost() {
	o := c.observer
	if o == nil {
		return
	}
	c.observer = nil
	c.end.waited(-1)
	if !c.internal() {
		c.h.l.RemoveSource()
	}
	o.Lost(c.lostErr)
}

// PauseReading has the observer told of nothing that arrives until ResumeReading.
func (c *Conn) PauseReading() { c.readPaused = true }

// ResumeReading ends PauseReading.
func (c *Conn) ResumeReading() {
	if c.readPaused {
		c.readPaused = false
		c.h.l.CallSoonFunc(c.catchUpObserver)
	}
}

// IsReading tells whether the observer is told of what arrives.
func (c *Conn) IsReading() bool { return !c.readPaused && !c.closing }

// catchUpObserver gives the observer what has arrived while it was not to be told.
func (c *Conn) catchUpObserver() {
	if c.readPaused || c.lost || c.observer == nil {
		return
	}
	if rest := c.Reader.Rest(); len(rest) > 0 && !c.closing {
		c.observer.Received(rest)
	}
	if c.eofWaits && !c.readPaused && !c.lost {
		c.eofWaits = false
		c.endObserver()
	}
	if !c.lost {
		c.engine.room(false)
	}
}

// toObserver gives the observer bytes, or keeps them while it is paused.
func (c *Conn) toObserver(b []byte) error {
	if !c.readPaused && c.Reader.Buffered() == 0 {
		c.observer.Received(b)
		return nil
	}
	if err := c.h.take(len(b)); err != nil {
		return err
	}
	return c.Reader.Feed(b)
}

// endObserver tells the observer that no more comes.
func (c *Conn) endObserver() {
	if keep := c.observer.Ended(); !keep || c.TLS() != nil {
		c.Close()
	}
}
