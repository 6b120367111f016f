package netio

// This file writes to standard output and other things that were open before.

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
)

// OpenWriter returns the writing end of something that stays open afterwards, standard output above all. With patient a
// goroutine writes, so that a full pipe stops nobody but who waits for it; to must bear that. Otherwise all is written at
// once. What was written goes out before the hub has closed.
func (h *Hub) OpenWriter(to io.Writer, patient bool) *Conn {
	c := h.newConn(connOptions{sendOnly: true})
	if patient {
		p := newPump(c, lent{to})
		p.lent = true
		c.engine = p
	} else {
		c.engine = &immediate{to}
	}
	h.ends.meet(c)
	return c
}

// lent is a writer that is not ours to close.
type lent struct{ io.Writer }

// Read implements io.Reader: there is nothing.
func (lent) Read([]byte) (int, error) { return 0, io.EOF }

// Close implements io.Closer.
func (lent) Close() error { return nil }

// An immediate engine writes at once.
type immediate struct{ to io.Writer }

var _ engine = (*immediate)(nil)

func (d *immediate) write(b []byte) (int, error) {
	_, err := d.to.Write(b)
	return 0, err
}

func (d *immediate) start()                          {}
func (d *immediate) room(bool)                       {}
func (d *immediate) kept() (int, bool)               { return 0, true }
func (d *immediate) marks(int)                       {}
func (d *immediate) receiving() bool                 { return false }
func (d *immediate) own() bool                       { return false }
func (d *immediate) finish() bool                    { return false }
func (d *immediate) cut() bool                       { return false }
func (d *immediate) catchUp()                        {}
func (d *immediate) close()                          {}
func (d *immediate) addrs() (local, remote net.Addr) { return nil, nil }
func (d *immediate) memorySize(func(any)) int        { return 0 }
func (d *immediate) state() *tls.ConnectionState     { return nil }
func (d *immediate) plain() (<-chan struct{}, net.Conn, error) {
	return nil, nil, errors.New("no connection")
}
