//go:build !linux

package netio

// This file stands in where the loop cannot watch descriptors: goroutines do all the waiting.

import (
	"io"
	"net"

	"moonloop/loop"
)

const chunk = 64 << 10

type poller struct{}

func newPoller(*loop.Loop) *poller { return nil }
func (p *poller) close()           {}

func (c *Conn) adopt(rwc io.ReadWriteCloser) error {
	c.engine = newPump(c, rwc)
	return nil
}

func (s *Server) serve(net.Listener) bool { return false }
