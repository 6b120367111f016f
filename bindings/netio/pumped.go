//go:build !linux || goroutines

package netio

// This file stands in where the loop cannot watch descriptors, and where the tag goroutines says that it shall not:
// goroutines do all the waiting.

import (
	"io"
	"net"
	"os"

	"moonloop/loop"
)

// Polls tells whether the loop itself waits for descriptors here. Then what several connections get comes in an order
// that is the same each time under a virtual clock.
const Polls = false

// chunk is how much is read at a time.
const chunk = 64 << 10

// poller is there for the Hub, which has none of it.
type poller struct{}

func newPoller(*loop.Loop) *poller { return nil }
func (p *poller) close()           {}

// adopt makes c the owner of rwc, a net.Conn or the end of a pipe.
func (c *Conn) adopt(rwc io.ReadWriteCloser) error {
	c.engine = newPump(c, rwc)
	return nil
}

// serve begins to accept on a listener; false if goroutines have to do it.
func (s *Server) serve(net.Listener) bool { return false }

// watchFile is a source that reads from f when there is something to read; nil if it cannot be watched.
func (h *Hub) watchFile(*os.File, *Reader) source { return nil }
