package netio

// This file opens connections.

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"moonloop/loop"
)

// DialOptions say how a connection is opened. The zero value is good.
type DialOptions struct {
	Limit            int           // of the reader; 0 is 64 KiB
	TLS              *tls.Config   // nil: no TLS
	HandshakeTimeout time.Duration // 0 is HandshakeTimeout
	LocalAddr        net.Addr
	Reach            Reach
	// FallbackDelay is how long one family of addresses is waited for before the other is tried as well; 0 is 0.3 seconds,
	// and a negative one has them tried one after the other.
	FallbackDelay time.Duration
}

// Dial returns a coroutine that opens a connection and returns a *Conn. The network is as in net.Dial: tcp, tcp4, tcp6,
// unix.
func (h *Hub) Dial(network, address string, o DialOptions) loop.Coroutine {
	if n := h.options.Network; n != nil {
		return &dialing{h: h, o: o, to: address, do: h.dialLink(n, network, address, o)}
	}
	near := h.ends.dials(network, address)
	return &dialing{h: h, o: o, to: address, do: h.Opening(func(ctx context.Context) (any, error) {
		if !near {
			outside(ctx)
		}
		d := o.Reach.dialer()
		d.LocalAddr, d.FallbackDelay = o.LocalAddr, o.FallbackDelay
		conn, err := d.DialContext(ctx, network, address)
		if err != nil || o.TLS == nil {
			return conn, err
		}
		return handshake(ctx, conn, o.TLS, false, o.HandshakeTimeout)
	}, func(v any) { closeNow(v.(net.Conn)) })}
}

// resolver looks names up in Go, since the system's functions cannot be interrupted.
func resolver() *net.Resolver { return &net.Resolver{PreferGo: true} }

type dialing struct {
	h  *Hub
	o  DialOptions
	to string
	do loop.Coroutine
	on bool // it is under way
}

// Resume implements loop.Coroutine.
func (d *dialing) Resume(exc error) (loop.Signal, any) {
	if !d.on {
		d.on = true
		d.h.ends.dial(1)
	}
	sig, v := d.do.Resume(exc)
	if !sig.Ended() {
		return sig, v
	}
	defer d.over()
	if sig == loop.Raised {
		return sig, v
	}
	if err := d.h.take(connSize); err != nil {
		d.drop(v)
		return loop.Raised, err
	}
	c := d.h.newConn(connOptions{limit: d.o.Limit})
	if link, ok := v.(Link); ok {
		newLinked(c, link)
	} else if err := c.adopt(v.(net.Conn)); err != nil {
		d.h.gone(c)
		d.drop(v)
		return loop.Raised, Error(err)
	}
	c.start()
	return sig, c
}

func (d *dialing) over() {
	if d.on {
		d.on = false
		d.h.ends.dial(-1)
	}
}

// drop closes a connection that has no Conn.
func (d *dialing) drop(v any) {
	if link, ok := v.(Link); ok {
		link.Close()
		return
	}
	closeNow(v.(net.Conn))
}

// Close implements loop.Closer.
func (d *dialing) Close() {
	d.over()
	if c, ok := d.do.(loop.Closer); ok {
		c.Close()
	}
}
