package netio

// This file waits for servers, and has them serve.

import (
	"moonloop/loop"
)

// WaitClosed waits until the server is closed and all its connections are gone.
func (s *Server) WaitClosed() loop.Coroutine { return &serverWait{s: s} }

type serverWait struct {
	s      *Server
	begun  bool
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (w *serverWait) Resume(exc error) (loop.Signal, any) {
	switch {
	case w.begun:
		w.expect.stop()
		return w.await.Resume(exc)
	case exc != nil:
		return loop.Raised, exc
	case w.s.done:
		return loop.Returned, nil
	}
	w.begun = true
	f := w.s.h.l.CreateFuture()
	w.s.waiters = append(w.s.waiters, f)
	if len(w.s.clients) > 0 {
		w.expect.begin(w.s.h)
		for c := range w.s.clients { // in no order: one is enough
			if c.end.stranger() {
				w.expect.pace()
				break
			}
		}
	}
	return w.await.Start(f)
}

// Close implements loop.Closer.
func (w *serverWait) Close() { w.expect.stop() }

// ServeForever serves until it is cancelled or the server is closed, which both end it with a CancelledError; the
// server and its connections are closed then.
func (s *Server) ServeForever() loop.Coroutine { return &serving{s: s} }

type serving struct {
	s     *Server
	fut   *loop.Future
	await loop.Await
	ended error
	wait  *serverWait
}

// Resume implements loop.Coroutine.
func (x *serving) Resume(exc error) (loop.Signal, any) {
	s := x.s
	switch {
	case x.wait != nil:
		sig, v := x.wait.Resume(exc)
		if sig.Ended() {
			return loop.Raised, x.ended
		}
		return sig, v
	case x.fut != nil:
		sig, v := x.await.Resume(exc)
		if s.forever == x.fut {
			s.forever = nil
		}
		err, _ := v.(error)
		if sig == loop.Returned || !loop.IsCancelled(err) {
			return sig, v
		}
		s.Close()
		s.CloseClients() // else an idle one would keep it for ever
		x.ended, x.wait = err, &serverWait{s: s}
		return x.Resume(nil)
	case exc != nil:
		return loop.Raised, exc
	case s.forever != nil:
		return loop.Raised, loop.RuntimeError.New("server is already being awaited on serve_forever()")
	case s.closed:
		return loop.Raised, loop.RuntimeError.New("server is closed")
	}
	s.Start()
	x.fut = s.h.l.CreateFuture()
	s.forever = x.fut
	return x.await.Start(x.fut)
}
