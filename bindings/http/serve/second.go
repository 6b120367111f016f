package serve

// This file serves HTTP/2: Go's net/http does it, on our connections, and asks the app by a bridge.

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// The protocols as TLS names them, and what one client may do at once.
const (
	protocolTwo  = "h2"
	protocolOne  = "http/1.1"
	maxStreams   = 100
	streamBuffer = 128 << 10 // bytes of a request's body that the app has not read
)

// offered is what a server with TLS offers: HTTP/2 too, unless the script has said what is offered.
func offered(config *tls.Config) *tls.Config {
	if config == nil || len(config.NextProtos) > 0 {
		return config
	}
	config = config.Clone()
	config.NextProtos = []string{protocolTwo, protocolOne}
	return config
}

// A second is the part of a server that speaks HTTP/2. It begins with the first such client. What it runs on other
// goroutines has ended when stop returns.
type second struct {
	s         *server
	srv       *http.Server
	over      chan struct{} // closed when nothing is answered any more
	conns     map[*piped]struct{}
	exchanges []*exchange  // that are being answered
	left      *loop.Future // done when the clients were told to go, and have gone
	stopped   bool

	mu   sync.Mutex
	cond sync.Cond  // of mu
	come []net.Conn // guarded by mu: for srv
	end  bool       // guarded by mu: no more will come
	run  int        // guarded by mu: goroutines, and connections that net/http has not closed
}

var _ net.Listener = (*second)(nil)

// newSecond begins with HTTP/2.
func newSecond(s *server) *second {
	h := &second{s: s, over: make(chan struct{}), conns: map[*piped]struct{}{}}
	h.cond.L = &h.mu
	idle := time.Duration(s.app.idleTimeout * float64(time.Second))
	h.srv = &http.Server{
		Handler: h, MaxHeaderBytes: s.app.maxHeaders, IdleTimeout: idle, ErrorLog: log.New(io.Discard, "", 0), Protocols: new(http.Protocols),
		HTTP2:       &http.HTTP2Config{MaxConcurrentStreams: maxStreams, MaxReceiveBufferPerStream: streamBuffer, MaxReceiveBufferPerConnection: 2 * streamBuffer, WriteByteTimeout: idle},
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, pipedKey{}, c) },
	}
	h.srv.Protocols.SetUnencryptedHTTP2(true) // TLS is ours
	h.start(func() { _ = h.srv.Serve(h) })
	s.l.OnClose(h.stop)
	return h
}

// pipedKey is under what a request's context has its connection.
type pipedKey struct{}

// connected begins with a connection whose client has chosen HTTP/2.
func (h *second) connected(c *netio.Conn) {
	k := newPiped(h, c)
	h.conns[k] = struct{}{}
	h.enter() // until net/http closes it
	c.Attach(k)
	c.Reader.Expect(true) // nobody in this process speaks HTTP/2
	k.Arrived()
	h.mu.Lock()
	h.come = append(h.come, k)
	h.mu.Unlock()
	h.cond.Broadcast()
}

// Accept implements net.Listener.
func (h *second) Accept() (net.Conn, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.come) == 0 && !h.end {
		h.cond.Wait()
	}
	if h.end {
		return nil, net.ErrClosed
	}
	c := h.come[0]
	h.come = h.come[1:]
	return c, nil
}

// Close implements net.Listener. What has come and was not accepted is closed.
func (h *second) Close() error {
	h.mu.Lock()
	h.end = true
	come := h.come
	h.come = nil
	h.mu.Unlock()
	h.cond.Broadcast()
	for _, c := range come {
		_ = c.Close()
	}
	return nil
}

// Addr implements net.Listener.
func (h *second) Addr() net.Addr { return noAddr{} }

// noAddr is the address of what has none.
type noAddr struct{}

func (noAddr) Network() string { return "" }
func (noAddr) String() string  { return "" }

// ServeHTTP implements http.Handler.
func (h *second) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.enter() {
		panic(http.ErrAbortHandler)
	}
	defer h.leave()
	if k, ok := r.Context().Value(pipedKey{}).(*piped); ok {
		r.TLS = k.state
	}
	b := &bridge{w: w, r: r, l: h.s.l, post: h.s.l.CallSoonThreadsafeFunc, ctx: h.s.ctx, second: h}
	h.s.app.serveBridge(b, h.over)
}

// begun and done are called when an exchange begins, and when it is over.
func (h *second) begun(x *exchange) { h.exchanges = append(h.exchanges, x) }

func (h *second) done(x *exchange) {
	h.exchanges = slices.DeleteFunc(h.exchanges, func(y *exchange) bool { return x == y })
	h.s.exchanged()
}

// goAway tells the clients that no new requests are taken. It returns a future that is done when all have gone.
func (h *second) goAway() *loop.Future {
	if h.left == nil {
		h.left = h.s.l.CreateFuture()
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() {
			defer cancel()
			_ = h.srv.Shutdown(ctx)
			_ = h.s.l.CallSoonThreadsafeFunc(func() {
				if !h.left.Done() {
					_ = h.left.SetResult(nil)
				}
			})
		})
		h.start(func() {
			select {
			case <-h.over:
			case <-ctx.Done():
			}
			cancel()
		})
	}
	return h.left
}

// stop ends everything at once and waits for it: none of it waits for the loop.
func (h *second) stop() {
	if h.stopped {
		return
	}
	h.stopped = true
	close(h.over)
	_ = h.srv.Close()
	_ = h.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.run > 0 {
		h.cond.Wait()
	}
}

// start runs a function on a goroutine that stop waits for.
func (h *second) start(fn func()) {
	h.enter()
	go func() {
		defer h.leave()
		fn()
	}()
}

// enter notes something that stop waits for; false if nothing is left that would.
func (h *second) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.end && h.run == 0 {
		return false
	}
	h.run++
	return true
}

func (h *second) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.run--
	h.cond.Broadcast()
}
