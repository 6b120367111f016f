package netio

// This file is ends for datagrams, which may be lost on their way.

import (
	"net"
	"time"
)

// meetEndpoint begins with an endpoint.
func (a *ends) meetEndpoint(e *Endpoint) {
	if a != nil {
		a.endpoints[e] = struct{}{}
		e.abroad = e.remote != nil && a.endpoint(e.remote) == nil
	}
}

// leave ends with an endpoint that is closed.
func (a *ends) leave(e *Endpoint) {
	if a != nil {
		delete(a.endpoints, e)
		e.pace()
	}
}

// sent notes that a datagram is under way: to another endpoint of the hub, or to a stranger, who may answer.
func (a *ends) sent(e *Endpoint, addr net.Addr) {
	if a == nil {
		return
	}
	if to := a.endpoint(addr); to != nil {
		to.owed++
		to.lost = time.Now().Add(lost)
		return
	}
	e.abroad = true
	e.pace()
}

// lost is how long, in real time, a datagram may be under way in this process.
const lost = time.Second

// datagrams is how long some may still be under way.
func (a *ends) datagrams() time.Duration {
	for e := range a.endpoints { // in no order: it is asked again
		if e.owed > 0 {
			if d := time.Until(e.lost); d > 0 {
				return d
			}
			e.owed = 0
		}
	}
	return 0
}

// endpoint is the one of the hub that gets what is sent to an address; nil: there is none.
func (a *ends) endpoint(addr net.Addr) *Endpoint {
	for e := range a.endpoints { // in no order: only one is bound there
		if reaches(e.conn.LocalAddr(), addr, nil) {
			return e
		}
	}
	return nil
}

// pace has a virtual clock go at the machine's pace while somebody waits for strangers.
func (e *Endpoint) pace() {
	want := e.abroad && !e.closed && (e.waiter != nil || e.received != nil)
	if want == e.paced {
		return
	}
	e.paced = want
	if want {
		e.h.l.Pace()
	} else {
		e.h.l.Unpace()
	}
}
