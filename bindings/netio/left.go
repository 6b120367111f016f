package netio

// This file tells what is open and where it was opened.

import (
	"cmp"
	"fmt"
	"net"
	"slices"
)

// An opening is when and where something was opened.
type opening struct {
	n  uint64
	at any // as Options.Where told it
}

// noted is now, here.
func (h *Hub) noted() opening {
	h.opens++
	o := opening{n: h.opens}
	if h.options.Where != nil {
		o.at = h.options.Where()
	}
	return o
}

// opened notes that c is open.
func (h *Hub) opened(c closer) {
	h.open[c] = h.noted()
	h.options.Room.Add(1)
}

// gone notes that c is open no more.
func (h *Hub) gone(c closer) {
	if _, open := h.open[c]; open {
		delete(h.open, c)
		h.options.Room.Add(-1)
	}
}

// Left is something that is open: a connection, a server, a process.
type Left struct {
	What string // "server at 127.0.0.1:5000"
	At   any    // where it was opened, as Options.Where told it; nil when that was not in the program
}

// Left lists what is open and was not told to close, in the order it was opened. What belongs to something else that is
// open is left out: the pipes of a process, the connections that a server of the list accepted; and standard input, which
// belongs to the process.
func (h *Hub) Left() []Left {
	type entry struct {
		Left
		n uint64
	}
	var list []entry
	add := func(what string, o opening) {
		if what != "" {
			list = append(list, entry{Left{what, o.at}, o.n})
		}
	}
	for c, o := range h.open { // sorted below
		add(h.naming(c), o)
	}
	for e := range h.last {
		add(e.what(), e.opening)
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.n, b.n) })
	all := make([]Left, len(list))
	for i, e := range list {
		all[i] = e.Left
	}
	return all
}

// naming is what c is called, "" if it is none of those that Left lists.
func (h *Hub) naming(c closer) string {
	switch c := c.(type) {
	case *Conn:
		local, remote := c.Addrs()
		if c.closing || c.lost || local == nil && remote == nil {
			return ""
		}
		if s := c.server; s != nil {
			if !s.closed {
				return ""
			}
			return "connection accepted " + at(s.addrs)
		}
		return "stream to " + c.peerText()
	case *Server:
		if !c.closed {
			return "server " + at(c.addrs)
		}
	case *Process:
		return fmt.Sprintf("process %d", c.PID())
	case *Watcher:
		if !c.closed {
			return "watch"
		}
	case *FileHandle:
		if !c.closed {
			return "file " + c.path
		}
	case *Endpoint:
		if !c.closed {
			return "datagram endpoint"
		}
	}
	return ""
}

func at(addrs []net.Addr) string {
	if len(addrs) == 0 {
		return "nowhere"
	}
	return "at " + addrs[0].String()
}
