package netio

// This file is TLS: handshakes, and turning a plain connection into one with TLS.

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"moonloop/loop"
)

// HandshakeTimeout is how long a handshake may take, as in asyncio.
const HandshakeTimeout = 60 * time.Second

// handshake makes a connection one with TLS; it closes it if that fails.
func handshake(ctx context.Context, conn net.Conn, config *tls.Config, server bool, timeout time.Duration) (*tls.Conn, error) {
	if timeout <= 0 {
		timeout = HandshakeTimeout
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, tooSlow(timeout))
	defer cancel()
	// The other end may be of this program, and never answer: then a virtual clock must go on, or nothing could end the wait.
	defer time.AfterFunc(soon, func() { outside(ctx) }).Stop()
	t := tls.Client(conn, config)
	if server {
		t = tls.Server(conn, config)
	}
	if err := t.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	return t, nil
}

func tooSlow(timeout time.Duration) error {
	return &loop.Error{Class: ConnectionAbortedError, Msg: fmt.Sprintf(
		"SSL handshake is taking longer than %v seconds: aborting the connection", timeout.Seconds())}
}

// StartTLS returns a coroutine that goes on with TLS on the connection. What has arrived and was not read yet belongs to
// the handshake. If that fails or is cancelled, the connection is lost.
func (c *Conn) StartTLS(config *tls.Config, server bool, timeout time.Duration) loop.Coroutine {
	return &upgrading{c: c, config: config, server: server, timeout: timeout}
}

type upgrading struct {
	c       *Conn
	config  *tls.Config
	server  bool
	timeout time.Duration
	drain   loop.Coroutine
	shake   loop.Coroutine
	plain   net.Conn
}

// Resume implements loop.Coroutine.
func (u *upgrading) Resume(exc error) (loop.Signal, any) {
	c := u.c
	if u.shake != nil {
		return u.shaken(u.shake.Resume(exc))
	}
	if u.drain == nil {
		if exc == nil && (c.closing || !c.writable) {
			exc = loop.TypeError.New("start_tls: an open connection expected")
		}
		if _, simulated := c.engine.(*linked); exc == nil && simulated && c.TLS() != nil {
			exc = loop.TypeError.New("start_tls: an open connection without TLS expected")
		}
		if exc != nil {
			return loop.Raised, exc
		}
		u.drain = &flushing{c: c}
	}
	if sig, v := u.drain.Resume(exc); sig != loop.Returned {
		return sig, v
	}
	if c.closing {
		return loop.Raised, connectionLost()
	}
	if err := u.begin(); err != nil {
		c.drop(err)
		return loop.Raised, err
	}
	return u.shaken(u.shake.Resume(nil))
}

// begin stops reading and has the handshake done.
func (u *upgrading) begin() error {
	c := u.c
	if e, ok := c.engine.(*linked); ok {
		u.shake = e.secureNow(u.config, u.server, u.timeout)
		return nil
	}
	stopped, plain, err := c.engine.plain()
	if err != nil {
		return Error(err)
	}
	u.plain, c.shaking = plain, plain
	u.shake = c.h.Do(func(ctx context.Context) (any, error) {
		<-stopped
		var early []byte
		select {
		case early = <-c.early():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return handshake(ctx, &prefixed{Conn: plain, early: early}, u.config, u.server, u.timeout)
	}, func(v any) { closeNow(v.(*tls.Conn)) })
	return nil
}

// shaken goes on after the handshake.
func (u *upgrading) shaken(sig loop.Signal, v any) (loop.Signal, any) {
	c := u.c
	if sig.Ended() {
		c.shaking = nil
	}
	switch sig {
	case loop.Raised:
		if u.plain != nil {
			_ = u.plain.Close()
		}
		err, _ := v.(error)
		switch {
		case loop.IsCancelled(err):
			c.drop(nil)
		case c.lost: // closed meanwhile, which is why the handshake failed
			return sig, connectionLost()
		default:
			c.drop(err)
		}
	case loop.Returned:
		if link, ok := v.(*securedLink); ok {
			if c.lost {
				return loop.Raised, connectionLost()
			}
			c.engine.(*linked).secure = &link.state
			return sig, nil
		}
		if c.lost {
			closeNow(v.(*tls.Conn))
			return loop.Raised, connectionLost()
		}
		c.engine = newPump(c, v.(*tls.Conn))
		c.released = false
		c.engine.marks(c.low)
		c.start()
		return sig, nil
	}
	return sig, v
}

// early takes, by way of the loop, what has arrived before TLS began. Any goroutine may call it.
func (c *Conn) early() <-chan []byte {
	taken := make(chan []byte, 1)
	_ = c.h.l.CallSoonThreadsafeFunc(func() {
		b := append([]byte(nil), c.Reader.bytes()...)
		if p, ok := c.engine.(*pump); ok {
			p.mu.Lock()
			b = append(b, p.in...)
			p.in = nil
			p.mu.Unlock()
		}
		c.Reader.buf, c.Reader.off = nil, 0
		taken <- b
	})
	return taken
}

// prefixed is a connection of which some bytes have been read already.
type prefixed struct {
	net.Conn
	early []byte
}

// Read implements net.Conn.
func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.early) > 0 {
		n := copy(b, p.early)
		p.early = p.early[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

// flushing waits until all that was written has gone out.
type flushing struct {
	c         *Conn
	drain     *draining
	low, high int
}

// Resume implements loop.Coroutine.
func (f *flushing) Resume(exc error) (loop.Signal, any) {
	c := f.c
	if f.drain == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		f.low, f.high = c.low, c.high
		_ = c.SetLimits(0, 0)
		f.drain = &draining{c: c}
	}
	sig, v := f.drain.Resume(exc)
	if sig.Ended() {
		_ = c.SetLimits(f.high, f.low)
	}
	return sig, v
}
