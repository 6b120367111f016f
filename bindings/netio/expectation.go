package netio

// An expectation says that something is waited for that may never come: the loop is not deadlocked meanwhile, and a virtual
// clock does not jump if it is a stranger's to send. Its zero value waits for nothing.
type expectation struct {
	h     *Hub
	end   *end // of the connection that is waited for, if it is known
	paced bool
}

// begin is called when the waiting begins for what this program does.
func (x *expectation) begin(h *Hub) {
	x.h = h
	h.l.AddSource()
}

// beginAt is begin for what the other end of a connection does.
func (x *expectation) beginAt(c *Conn) {
	if c.internal() {
		return
	}
	x.begin(c.h)
	x.end = c.end
	x.end.waited(1)
}

// beginOutside is begin for what other programs do.
func (x *expectation) beginOutside(h *Hub) {
	x.begin(h)
	x.pace()
}

// pace notes that others have a part in it.
func (x *expectation) pace() {
	x.paced = true
	x.h.l.Pace()
}

// stop is called when it ends, one way or other. The second time it does nothing.
func (x *expectation) stop() {
	h := x.h
	if h == nil {
		return
	}
	x.end.waited(-1)
	if x.paced {
		h.l.Unpace()
	}
	*x = expectation{}
	h.l.RemoveSource()
}
