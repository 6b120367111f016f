package vm

// This file says what a suspended coroutine object waits for.

import "moonloop/loop"

// WaitsFor implements loop.Described: it asks the coroutine written in Go that the coroutine is suspended in.
func (c *Coroutine) WaitsFor() string {
	switch {
	case c.native != nil:
		return loop.WaitsFor(c.native)
	case c.fiber != nil && c.fiber.top != nil:
		return loop.WaitsFor(c.fiber.top.sub)
	}
	return ""
}

// Inner implements loop.Wrapping.
func (n *namedCoroutine) Inner() loop.Coroutine { return n.Coroutine }
