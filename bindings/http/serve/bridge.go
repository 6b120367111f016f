package serve

// This file lets Go's net/http, which has HTTP/2 too, ask an app.

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"moonloop/bindings/http/wire"
	"moonloop/loop"
)

// ServeHTTP answers a request of net/http. It is called on the goroutine of that request; post has a function called on the
// goroutine of the app's loop l, and over is closed when nothing is answered any more.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request, l *loop.Loop, post func(fn func()) error, over <-chan struct{}) {
	a.serveBridge(&bridge{w: w, r: r, l: l, post: post}, over)
}

// serveBridge answers the request of b, and comes back when it is over.
func (a *app) serveBridge(b *bridge, over <-chan struct{}) {
	b.cond.L = &b.mu
	w, r, l, post := b.w, b.r, b.l, b.post
	req := &wire.Request{Method: r.Method, Target: r.RequestURI, Host: r.Host, Path: r.URL.RequestURI(), Minor: 1}
	for name, values := range r.Header {
		for _, v := range values {
			req.Header.Add(name, v)
		}
	}
	ended := context.AfterFunc(r.Context(), func() { _ = post(b.disconnected) })
	defer ended()
	err := post(func() {
		x := a.newExchange(l, b, req, r.ContentLength)
		x.remote, x.bodyEnd = r.RemoteAddr, r.Body == http.NoBody || r.ContentLength == 0
		if r.TLS != nil {
			x.scheme = "https"
		}
		b.x = x
		ctx := b.ctx
		if ctx == nil {
			ctx = l.Context()
		}
		if b.second != nil {
			b.second.begun(x)
		}
		x.run(ctx)
	})
	if err != nil {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	stop := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-over:
			b.do(func() { panic(http.ErrAbortHandler) })
		case <-stop:
		}
	})
	defer watch.Wait()
	defer close(stop)
	b.work()
}

// A bridge is the peer of an exchange that net/http brings. What writes to the client, or reads, is done by the goroutine
// of net/http, in the order in which the loop has asked for it.
type bridge struct {
	w    http.ResponseWriter
	r    *http.Request
	l    *loop.Loop
	post func(fn func()) error
	ctx  *loop.Context // the task gets a copy of it; nil: that of the loop

	second *second   // of a server of ours; nil: the host's server asks
	x      *exchange // loop's goroutine only, as those below
	gone   bool

	out     int // bytes that were written and not yet sent
	drained *loop.Future
	reading bool
	in      []byte
	inEnd   bool
	inErr   error

	mu   sync.Mutex
	cond sync.Cond // of mu: there are jobs
	jobs []func()  // guarded by mu
	done bool      // guarded by mu
}

var _ peer = (*bridge)(nil)

// do has a function run by the goroutine of net/http.
func (b *bridge) do(job func()) {
	b.mu.Lock()
	b.jobs = append(b.jobs, job)
	b.mu.Unlock()
	b.cond.Signal()
}

// work runs jobs until the exchange is over.
func (b *bridge) work() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		for len(b.jobs) == 0 && !b.done {
			b.cond.Wait()
		}
		if len(b.jobs) == 0 {
			return
		}
		job := b.jobs[0]
		b.jobs = b.jobs[1:]
		b.run(job)
	}
}

// run runs a job without the lock.
func (b *bridge) run(job func()) {
	b.mu.Unlock()
	defer b.mu.Lock()
	job()
}

// exchanged is called when the task that answers is done.
func (b *bridge) exchanged(x *exchange) {
	if b.second != nil {
		b.second.done(x)
	}
	b.mu.Lock()
	b.done = true
	b.mu.Unlock()
	b.cond.Signal()
}

// disconnected is called on the loop's goroutine when the client has gone, or the exchange is over.
func (b *bridge) disconnected() {
	b.gone = true
	b.free()
	if b.x != nil {
		b.x.disconnected()
	}
}

func (b *bridge) head(status int, h wire.Header) {
	b.do(func() {
		for _, f := range h {
			b.w.Header().Add(f.Name, f.Value)
		}
		b.w.WriteHeader(status)
	})
}

// respond implements peer.
func (b *bridge) respond(x *exchange, status int, h wire.Header, body string) {
	if status != 204 && status != 304 {
		h = withLength(h, int64(len(body)))
	}
	b.head(status, h)
	if !x.bodiless(status) {
		b.do(func() { _, _ = io.WriteString(b.w, body) })
	}
}

// begin implements peer.
func (b *bridge) begin(x *exchange, status int, h wire.Header, length int64) {
	if length >= 0 && status != 204 && status != 304 {
		h = withLength(h, length)
	}
	b.head(status, h)
}

// write implements peer.
func (b *bridge) write(s string) error {
	if s == "" || b.gone {
		return nil
	}
	b.out += len(s)
	b.do(func() {
		_, err := io.WriteString(b.w, s)
		if err == nil {
			err = http.NewResponseController(b.w).Flush()
		}
		_ = b.post(func() {
			if b.out -= len(s); err != nil && !errors.Is(err, http.ErrNotSupported) {
				b.gone = true
			}
			if b.gone || b.out <= highWater {
				b.free()
			}
		})
	})
	return nil
}

// free lets those go on who wait until there is room.
func (b *bridge) free() {
	if f := b.drained; f != nil && !f.Done() {
		_ = f.SetResult(nil)
	}
	b.drained = nil
}

// drain implements peer.
func (b *bridge) drain() loop.Coroutine {
	if b.out <= highWater || b.gone {
		return nil
	}
	if b.drained == nil {
		b.drained = b.l.CreateFuture()
	}
	return &futureWait{fut: b.drained}
}

// futureWait is a coroutine that waits for a future which others may wait for too.
type futureWait struct {
	fut   *loop.Future
	await loop.Await
	begun bool
}

// Resume implements loop.Coroutine.
func (w *futureWait) Resume(exc error) (loop.Signal, any) {
	if w.begun {
		return w.await.Resume(exc)
	}
	if exc != nil {
		return loop.Raised, exc
	}
	w.begun = true
	shielded, err := loop.Shield(w.fut.Loop(), w.fut)
	if err != nil {
		return loop.Raised, err
	}
	return w.await.Start(shielded)
}

// Close implements loop.Closer.
func (w *futureWait) Close() { w.await.Close() }

// end implements peer.
func (b *bridge) end() {}

// abort implements peer.
func (b *bridge) abort() { b.do(func() { panic(http.ErrAbortHandler) }) }

// body implements peer.
func (b *bridge) body(to []byte) ([]byte, bool, error) {
	to = append(to, b.in...)
	b.in = nil
	if b.inErr != nil {
		return to, false, aborted(400, "the body did not arrive")
	}
	return to, b.inEnd, nil
}

// expect implements peer: what is waited for is read.
func (b *bridge) expect(on bool) {
	if !on || b.reading || b.inEnd || b.inErr != nil {
		return
	}
	b.reading = true
	b.do(func() {
		p := make([]byte, pieceSize)
		n, err := b.r.Body.Read(p)
		_ = b.post(func() {
			b.reading = false
			b.in = append(b.in, p[:n]...)
			switch {
			case err == io.EOF:
				b.inEnd = true
			case err != nil:
				b.inErr = err
			}
			b.x.wake()
		})
	})
}
