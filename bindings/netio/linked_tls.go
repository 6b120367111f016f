package netio

// This file is TLS on a simulated network.

import (
	"crypto/tls"
	"time"

	"moonloop/loop"
)

// A securedLink is a link whose handshake is done.
type securedLink struct {
	Link
	state tls.ConnectionState
}

// secureLink does a handshake and calls done in the end; it closes the link if that fails or is cancelled.
func (h *Hub) secureLink(link Link, config *tls.Config, server bool, timeout time.Duration, done func(Link, error)) (cancel func()) {
	if timeout <= 0 {
		timeout = HandshakeTimeout
	}
	over := false
	end := func(l Link, err error) {
		if over {
			return
		}
		over = true
		if err != nil {
			link.Close()
		}
		done(l, err)
	}
	alarm := h.l.CallLaterFunc(loop.After(timeout), func() { end(nil, tooSlow(timeout)) })
	link.Secure(config, server, func(state tls.ConnectionState, err error) {
		alarm.Cancel()
		if err != nil {
			end(nil, err)
			return
		}
		end(&securedLink{link, state}, nil)
	})
	return func() {
		if !over {
			over = true
			alarm.Cancel()
			link.Close()
		}
	}
}

// secureNow has a connection that is open go on with TLS.
func (e *linked) secureNow(config *tls.Config, server bool, timeout time.Duration) loop.Coroutine {
	h := e.c.h
	return &calling[Link]{h: h, begin: func(done func(Link, error)) func() {
		return h.secureLink(e.link, config, server, timeout, done)
	}}
}
