package asyncio

// This file begins TLS on connections that are open.

import (
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// writerStartTLS is w:start_tls(ssl, {...}): a coroutine that goes on with TLS on this connection.
func writerStartTLS(c call, w *streamWriter) int {
	sec := c.secureAt(1, w.server)
	o := c.options(2, "server_hostname", "ssl_handshake_timeout")
	return c.Coroutine(native.Map(c.startTLS(w, sec, w.server, o), func(any) any { return nil }))
}

// loopStartTLS is loop:start_tls(transport, protocol, ssl, {...}): a coroutine that goes on with TLS on a transport, and returns
// it. From then on the protocol is told what arrives.
func loopStartTLS(c call, _ *loop.Loop) int {
	o := c.options(4, "server_side", "server_hostname", "ssl_handshake_timeout")
	server := o.Bool("server_side")
	sec := c.secureAt(3, server)
	var t *transport
	if ud, ok := c.Arg(1).(*lua.LUserData); ok {
		t, _ = ud.Value.(*transport)
	}
	if t == nil {
		c.Fail(1, "Transport expected, got %s", c.TypeName(1))
	}
	protocol := c.protocolAt(2)
	co := c.startTLS(t.streamWriter, sec, server, o)
	return c.Start(func(*loop.Loop) (loop.Coroutine, error) {
		t.PauseReading() // what comes from now on is for the handshake
		t.observe(protocol)
		return native.Map(co, func(any) any {
			t.ResumeReading()
			return &t.face
		}), nil
	})
}

// secureAt is argument n as an ssl context.
func (c call) secureAt(n int, server bool) *secureContext {
	sec := c.secure(c.Arg(n), "argument "+lua.LNumber(n).String(), server)
	if sec == nil {
		c.Fail(n, "ssl context expected, got %s", c.TypeName(n))
	}
	return sec
}

// startTLS is the coroutine that makes a connection one with TLS.
func (c call) startTLS(w *streamWriter, sec *secureContext, server bool, o keywords) loop.Coroutine {
	config := sec.config
	if !server {
		name := o.Str("server_hostname", w.host)
		if name == "" {
			c.Raise(loop.ValueError.New("start_tls: server_hostname expected, this connection has no host name"))
		}
		config = sec.client(name)
	}
	return native.Map(w.StartTLS(config, server, o.handshakeTimeout()), func(any) any {
		w.secure = sec
		return nil
	})
}

// handshakeTimeout is the option ssl_handshake_timeout; 0 when it is absent.
func (o keywords) handshakeTimeout() time.Duration {
	const key = "ssl_handshake_timeout"
	if o.Get(key) != lua.LNil && o.Number(key, 0) <= 0 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: a positive number expected, got %v", o.Name, key, o.Get(key)))
	}
	return o.Duration(key)
}
