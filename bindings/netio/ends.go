package netio

// This file knows which connections have both their ends in one hub, and what is under way between these. A virtual clock
// waits for that, and never jumps while somebody waits for a stranger: see the package comment.

import (
	"net"
	"net/netip"
	"time"
)

// ends is what a hub knows of its connections under a virtual clock.
type ends struct {
	h         *Hub
	conns     map[string]*end      // by both addresses, as the end itself sees them
	joining   map[*end]struct{}    // to a server of the hub, which has not accepted them yet
	owed      map[*end]struct{}    // to which something may be under way
	flushing  map[*end]struct{}    // those whose goroutine writes
	servers   map[*Server]struct{} // that are open
	endpoints map[*Endpoint]struct{}
	dialing   int       // connections that are being opened
	late      []*end    // closed, but kept in conns for those
	arriving  time.Time // until then what cannot be counted may be under way
}

// An end is what is known of a Conn. A nil one is that of a connection under a real clock, or that has not started.
type end struct {
	c     *Conn
	all   *ends
	keys  [2]string // of conns: its own, and that of its peer
	near  bool      // its peer is in this process
	peer  *end      // if it is in this hub
	shift int       // how many times TLS began
	sent  uint64    // bytes, since TLS began
	got   uint64
	shut  bool      // it sends no more
	since time.Time // it writes, if a goroutine does that for it
	waits int       // how many wait for it
	paced bool      // a virtual clock goes at the machine's pace because of them
}

func newEnds(h *Hub) *ends {
	a := &ends{
		h: h, conns: map[string]*end{}, joining: map[*end]struct{}{}, owed: map[*end]struct{}{}, flushing: map[*end]struct{}{},
		servers: map[*Server]struct{}{}, endpoints: map[*Endpoint]struct{}{},
	}
	h.l.SetUnderWay(a.underWay)
	return a
}

// meet begins with a connection that has its engine, or has another engine since TLS began.
func (a *ends) meet(c *Conn) {
	if a == nil {
		return
	}
	if e := c.end; e != nil {
		e.shift++
		e.sent, e.got, e.shut = 0, 0, false
		e.tell()
		return
	}
	e := &end{c: c, all: a}
	c.end = e
	if c.observer != nil {
		e.waits++
	}
	local, remote := c.Addrs()
	switch remote := remote.(type) {
	case *net.TCPAddr:
		here, there := plainAddr(local), plainAddr(remote)
		e.keys = [2]string{here + ">" + there, there + ">" + here}
		a.conns[e.keys[0]] = e
		if p := a.conns[e.keys[1]]; p != nil {
			e.pair(p)
		} else if c.server == nil && a.serverAt(remote, local) != nil {
			e.near = true
			a.joining[e] = struct{}{}
		}
	case *net.UnixAddr:
		e.near = c.engine.own()
	}
	e.pace()
}

// pair notes that two ends are of one connection.
func (e *end) pair(p *end) {
	e.peer, p.peer = p, e
	e.near, p.near = true, true
	delete(e.all.joining, p)
	p.pace()
	e.tell()
	p.tell()
}

// tell notes that something may be under way to the peer.
func (e *end) tell() {
	switch {
	case e.peer != nil:
		e.all.owed[e.peer] = struct{}{}
	case e.near && !Polls: // what cannot be counted arrives soon
		e.all.arriving = time.Now().Add(soon)
	}
}

// soon is how long, in real time, something may be under way that cannot be counted.
const soon = 250 * time.Millisecond

// wrote notes that bytes were written.
func (e *end) wrote(n int) {
	if e != nil {
		e.sent += uint64(n)
		e.tell()
		e.flushes()
	}
}

// flushes notes that the engine has begun to write, or to close in order: its goroutine tells when it has.
func (e *end) flushes() {
	if e == nil {
		return
	}
	if _, ok := e.c.engine.(*pump); ok {
		e.since = time.Now()
		e.all.flushing[e] = struct{}{}
	}
}

// flushed is how long the goroutine that writes for the end may still take: not for ever, where the other end does not read.
// ok is that it has ended.
func (e *end) flushed() (d time.Duration, ok bool) {
	left, idle := e.c.engine.kept()
	switch {
	case idle || e.c.released:
		return 0, true
	case left == 0:
		return -1, false
	}
	return max(time.Until(e.since.Add(soon)), 0), false
}

// received notes that bytes have arrived.
func (e *end) received(n int) {
	if e != nil {
		e.got += uint64(n)
	}
}

// ends notes that no more will be sent, and with gone that the connection is closed.
func (e *end) ends(gone bool) {
	if e == nil {
		return
	}
	e.shut = true
	e.tell()
	if !gone {
		return
	}
	if a := e.all; e.peer == nil && e.c.server != nil && a.dialing > 0 { // its peer may not have begun
		a.late = append(a.late, e)
	} else {
		delete(a.conns, e.keys[0])
	}
	delete(e.all.joining, e)
	delete(e.all.owed, e)
	delete(e.all.flushing, e)
}

// dial notes that one more connection is being opened, or one less.
func (a *ends) dial(by int) {
	if a == nil {
		return
	}
	if a.dialing += by; a.dialing == 0 {
		for _, e := range a.late {
			delete(a.conns, e.keys[0])
		}
		a.late = nil
	}
}

// waited notes that one more waits for the connection, or one less.
func (e *end) waited(by int) {
	if e != nil {
		e.waits += by
		e.pace()
	}
}

// pace has a virtual clock go at the machine's pace while somebody waits for a stranger.
func (e *end) pace() {
	want := e.waits > 0 && !e.near
	if want == e.paced {
		return
	}
	e.paced = want
	if want {
		e.c.h.l.Pace()
	} else {
		e.c.h.l.Unpace()
	}
}

// stranger tells whether the other end is not known to be in this process.
func (e *end) stranger() bool { return e != nil && !e.near }

// settled tells whether nothing more can be under way to the end. It may have got more than is known to be sent: a handshake that
// its peer has begun.
func (e *end) settled() bool {
	c, p := e.c, e.peer
	return c.closing || c.lost || c.Reader.eof || p.shift == e.shift && e.got >= p.sent && !p.shut
}

// underWay is how long a virtual clock has to wait, as loop.SetUnderWay has it.
func (a *ends) underWay() time.Duration {
	for e := range a.joining { // in no order: the answer is the same
		local, remote := e.c.Addrs()
		s := a.serverAt(remote, local)
		switch {
		case e.c.closing || e.c.Reader.eof || s == nil:
			delete(a.joining, e)
		case s.serving && !s.stalled:
			return -1
		}
	}
	for e := range a.owed { // in no order: the answer is the same
		switch {
		case e.settled():
			delete(a.owed, e)
		case e.peer.shift == e.shift && e.c.engine.receiving():
			return -1
		}
	}
	for e := range a.flushing { // in no order: it is asked again
		if d, over := e.flushed(); over {
			delete(a.flushing, e)
		} else if d != 0 {
			return d
		}
	}
	if d := a.datagrams(); d > 0 {
		return d
	}
	if a.arriving.IsZero() {
		return 0
	}
	if d := time.Until(a.arriving); d > 0 {
		return d
	}
	a.arriving = time.Time{}
	return 0
}

// serverAt is the one of the hub that listens at an address of this machine, seen from local; nil: none does.
func (a *ends) serverAt(addr, local net.Addr) *Server {
	for s := range a.servers { // in no order: only one listens there
		if s.listensAt(addr, local) {
			return s
		}
	}
	return nil
}

// dials tells whether a server of the hub is what a connection is opened to, as far as the text of the address says.
func (a *ends) dials(network, address string) bool {
	if a == nil {
		return false
	}
	if network == "unix" {
		return a.serverAt(&net.UnixAddr{Name: address, Net: network}, nil) != nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" || host == "" {
		host = "127.0.0.1"
	}
	to, err := netip.ParseAddrPort(net.JoinHostPort(host, port))
	return err == nil && a.serverAt(net.TCPAddrFromAddrPort(to), nil) != nil
}

// listensAt tells whether addr is one of the server's, which every address of the machine is where it listens at all.
func (s *Server) listensAt(addr, local net.Addr) bool {
	if s.closed {
		return false
	}
	for _, own := range s.addrs {
		if reaches(own, addr, local) {
			return true
		}
	}
	return false
}

// reaches tells whether what is sent to addr, from local if that is not nil, gets to a socket that is bound to own.
func reaches(own, addr, local net.Addr) bool {
	if u, ok := own.(*net.UnixAddr); ok {
		to, unix := addr.(*net.UnixAddr)
		return unix && u.Name == to.Name
	}
	o, x := ipPort(own), ipPort(addr)
	if !o.IsValid() || o.Port() != x.Port() {
		return false
	}
	if !o.Addr().IsUnspecified() {
		return o.Addr() == x.Addr()
	}
	return x.Addr().IsLoopback() || x.Addr().IsUnspecified() || local != nil && ipPort(local).Addr() == x.Addr()
}

// ipPort is an address of the internet; invalid for others.
func ipPort(a net.Addr) netip.AddrPort {
	var p netip.AddrPort
	switch a := a.(type) {
	case *net.TCPAddr:
		p = a.AddrPort()
	case *net.UDPAddr:
		p = a.AddrPort()
	default:
		return p
	}
	return netip.AddrPortFrom(p.Addr().Unmap().WithZone(""), p.Port())
}

// plainAddr is an address of the internet as both ends write it.
func plainAddr(a net.Addr) string { return ipPort(a).String() }
